import { type AnyTensor, broadcastTo, check, concat, reshape } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import type { InFile, Made, Rename, Renamed } from './load.js'

/**
 * Which module of another library each layer is, by where the layer's parameters stand: `{ 0: 'conv1', 4: 'head.fc' }`.
 *
 * @category Saving and loading
 */
export type Modules = Readonly<Record<string | number, string>>

/** A parameter that is looked for: in which module, by which name within it (`kernel`, `query/kernel`), of which shape, and in which file. */
export interface Sought {
  readonly module: string
  readonly parameter: string
  readonly shape: readonly number[]
  readonly file: InFile
}

/** Where a library has a parameter of a module. */
type Rule = (sought: Sought) => ReturnType<Rename>

/** The longest path in front of a parameter that is named stands for its module; `state/` before all of it is the state's. */
export const renaming = (op: string, modules: Modules, rule: Rule): Rename => {
  const given: unknown = modules
  if (typeof given !== 'object' || given === null || Object.values(given).some((module) => typeof module !== 'string'))
    check.refuse(op, 'the modules', "names by layer, as in { 0: 'conv1', 4: 'fc' }", given)
  return (name, { shape }, file) => {
    const path = name.replace(/^state\//, '').split('/')
    const lengths = path.map((_, i) => path.length - 1 - i)
    const length = lengths.find((before) => modules[path.slice(0, before).join('/')] !== undefined)
    const module = length === undefined ? undefined : modules[path.slice(0, length).join('/')]
    return module === undefined ? undefined : rule({ module, parameter: path.slice(length).join('/'), shape, file })
  }
}

/** The tensor of that name in another shape of as many numbers; as it is if there are more or fewer, so that the sentence about it shows them. */
export const reshaped = (name: string, { shape, file }: Sought): string | Made => {
  const there = file.get(name)?.shape
  return there && sizeOf(there) === sizeOf(shape) ? { names: [name], make: (x) => reshape(x, [...shape]) } : name
}

/** One number for all channels, or as many numbers as there are channels. */
export const spreadOver = (name: string, { shape, file }: Sought): string | Made => {
  const there = file.get(name)?.shape
  return there && sizeOf(there) === 1 ? { names: [name], make: (x) => broadcastTo(reshape(x, [1]), [...shape]) } : name
}

/** Gates that a file has one by one, side by side. */
export const besides = (names: readonly string[]): Made => ({ names, make: (...gates: AnyTensor[]) => concat(gates, -1) })

/** With its axes turned, from units first to units last: `[units, channels, ...window]` to `[...window, channels, units]`. */
export const unitsLast = (name: string, rank: number): Renamed => ({
  name,
  axes: [...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1, 0],
})
