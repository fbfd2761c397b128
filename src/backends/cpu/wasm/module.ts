import { Code, codeOf } from './code.js'
import type { ValueType } from './instruction.js'
import { unsigned } from './leb128.js'

/** A function of a module, by its place. */
export interface FunctionHandle {
  readonly index: number
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** Of a memory, in pages of 64 KiB. A module can be given any that holds at least `minimum` and whose own `maximum` is no larger. */
export interface MemoryLimits {
  readonly shared: boolean
  readonly minimum: number
  /** A shared memory has to have one. */
  readonly maximum?: number
}

const section = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const
const kind = { function: 0, memory: 2 } as const

const list = (entries: readonly (readonly number[])[]): number[] => unsigned(entries.length).concat(...entries)
const sized = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length)].concat(content)

const utf8 = new TextEncoder()
const name = (text: string): number[] => {
  const bytes = [...utf8.encode(text)]
  return [...unsigned(bytes.length), ...bytes]
}

const limits = ({ shared, minimum, maximum }: MemoryLimits): number[] => {
  if (maximum !== undefined) return [shared ? 3 : 1, ...unsigned(minimum), ...unsigned(maximum)]
  if (shared) throw new Error('a shared memory has to have a maximum')
  return [0, ...unsigned(minimum)]
}

/** Names of functions stand in a section called `name`, as its subsection 1. */
const functionNames = 1

/** A WebAssembly module in the making. It imports its memory as `env.memory`, and nothing else. */
export class WasmModule {
  readonly #functions: { readonly handle: FunctionHandle; readonly name: string | undefined; code?: Code }[] = []
  readonly #exports: number[][] = []

  constructor(readonly memory: MemoryLimits) {}

  /** Adds a function that is written later, by `define`, so that others can call it before. Profilers and disassemblers show its name, if it has one. */
  declare(params: readonly ValueType[], results: readonly ValueType[], name?: string): FunctionHandle {
    const handle = { index: this.#functions.length, params, results }
    this.#functions.push({ handle, name })
    return handle
  }

  /** `write` emits the body; `params` are the locals that hold the arguments. Results are what it leaves on the stack. */
  define(handle: FunctionHandle, write: (code: Code, params: readonly number[]) => void): void {
    const declared = this.#functions[handle.index]
    if (declared?.handle !== handle) throw new Error(`function ${handle.index} was not declared in this module`)
    if (declared.code) throw new Error(`function ${handle.index} was defined before`)
    const code = new Code(handle.params)
    declared.code = code
    write(code, [...handle.params.keys()])
  }

  export(exported: string, { index }: FunctionHandle): void {
    this.#exports.push([...name(exported), kind.function, ...unsigned(index)])
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const types = new Map<string, { readonly index: number; readonly bytes: readonly number[] }>()
    const typeOf = ({ params, results }: FunctionHandle): number => {
      const key = `${params}:${results}`
      const met = types.get(key)
      if (met) return met.index
      const bytes = [0x60, ...list(params.map((type) => [codeOf[type]])), ...list(results.map((type) => [codeOf[type]]))]
      types.set(key, { index: types.size, bytes })
      return types.size - 1
    }
    const functions = this.#functions.map(({ handle }) => unsigned(typeOf(handle)))
    const bodies = this.#functions.map(({ code, handle }) => {
      if (!code) throw new Error(`function ${handle.index} was declared and not defined`)
      return code.bytes()
    })
    const names = this.#functions.flatMap(({ handle, name: own }) => (own === undefined ? [] : [[...unsigned(handle.index), ...name(own)]]))
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // '\0asm', version 1
      ...sized(section.type, list([...types.values()].map(({ bytes }) => bytes))),
      ...sized(section.import, list([[...name('env'), ...name('memory'), kind.memory, ...limits(this.memory)]])),
      ...sized(section.function, list(functions)),
      ...sized(section.export, list(this.#exports)),
      ...sized(section.code, list(bodies)),
      ...(names.length > 0 ? sized(section.custom, [...name('name'), ...sized(functionNames, list(names))]) : []),
    ])
  }
}
