import { Code, type FunctionHandle, type ValueType, valueTypes } from './code.js'
import { unsigned } from './instructions.js'

/** Memory that a module is given; it has to be of that kind. */
export interface MemoryLimits {
  readonly shared: boolean
  /** In pages of 64 KiB. */
  readonly minimum: number
  readonly maximum: number
}

const text = (value: string): number[] => {
  const bytes = new TextEncoder().encode(value)
  return [...unsigned(bytes.length), ...bytes]
}

const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length)].concat(...items)

const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length)].concat(content)

/** Assembles a WebAssembly module in memory. */
export class WasmModule {
  readonly #functions: { readonly handle: FunctionHandle; code?: Code }[] = []
  readonly #exports: { readonly name: string; readonly handle: FunctionHandle }[] = []

  constructor(private readonly memory: MemoryLimits) {}

  /** Adds a function, to be defined later: others may call it before. */
  declare(params: readonly ValueType[], results: readonly ValueType[] = []): FunctionHandle {
    const handle = { index: this.#functions.length, params, results }
    this.#functions.push({ handle })
    return handle
  }

  define(handle: FunctionHandle, write: (code: Code) => void): void {
    const code = new Code(handle.params)
    write(code)
    const entry = this.#functions[handle.index]
    if (entry) entry.code = code
  }

  export(name: string, handle: FunctionHandle): void {
    this.#exports.push({ name, handle })
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const types: string[] = []
    const typeOf = ({ params, results }: FunctionHandle): number => {
      const type = [0x60, ...list(params.map((one) => [valueTypes[one]])), ...list(results.map((one) => [valueTypes[one]]))].join()
      const met = types.indexOf(type)
      return met >= 0 ? met : types.push(type) - 1
    }
    const own = this.#functions.map(({ handle }) => unsigned(typeOf(handle)))
    const { shared, minimum, maximum } = this.memory
    const limits = [shared ? 0x03 : 0x01, ...unsigned(minimum), ...unsigned(maximum)]
    const bodies = this.#functions.map(({ code }) => {
      if (!code) throw new Error('typegrad: a function of a module was never written; please report this')
      return code.encoded()
    })
    return Uint8Array.from(
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].concat(
        section(1, list(types.map((type) => type.split(',').map(Number)))),
        section(2, list([[...text('env'), ...text('memory'), 0x02, ...limits]])),
        section(3, list(own)),
        section(7, list(this.#exports.map(({ name, handle }) => [...text(name), 0x00, ...unsigned(handle.index)]))),
        section(10, list(bodies)),
      ),
    )
  }
}
