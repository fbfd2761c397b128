import { key, tree } from '../../src/index.js'
import { demandModel } from '../check.js'
import { walk } from '../combinators/serial.js'
import { type Layer, outputOf } from '../layer.js'
import { listOf, type Numbers, showAll } from '../one-or-many.js'
import { sizeOf } from '../size-of.js'
import type { AnyModel } from './model.js'

/**
 * A model as a table: for each layer its output shape, its number of parameters and the additions and multiplications it takes to run
 * it on one example. Below, the bytes of the parameters, and of all outputs, which training keeps for the backward pass unless they are computed anew: an estimate.
 *
 * @example
 * ```ts
 * console.log(summary(sequential([784], dense(128), relu, dense(10))))
 * // layer       output  parameters    FLOPs
 * // dense(128)  [128]      100,480  200,704
 * // relu        [128]            0      128
 * // dense(10)   [10]         1,290    2,560
 * // total                  101,770  203,392
 * // memory: 407.1 kB of parameters; in training 1.1 kB of outputs for each example
 * ```
 *
 * @category Models
 */
export const summary = (model: AnyModel): string => {
  demandModel('summary', model)
  const { input, layers, whole } = model
  const rows = walk(
    layers,
    input,
    (layer, shape) => [layer.name, showAll(outputOf(layer, shape)), parametersOf(layer, shape), layer.flops(shape)] as const,
  )
  const total = ['total', '', parametersOf(whole, input), whole.flops(input)] as const
  const outputs = walk(layers, input, (layer, shape) => listOf(outputOf(layer, shape)).reduce((sum, one) => sum + sizeOf(one), 0))
  const memory = `memory: ${bytes(4 * parametersOf(whole, input))} of parameters; in training ${bytes(4 * outputs.reduce((sum, n) => sum + n, 0))} of outputs for each example`
  return `${table(['layer', 'output', 'parameters', 'FLOPs'], [...rows, total])}\n${memory}`
}

/** As a person says it: `407.1 kB`. */
const bytes = (count: number): string => {
  const units = ['B', 'kB', 'MB', 'GB']
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1)
  return `${power === 0 ? count : (count / 1000 ** power).toFixed(1)} ${units[power]}`
}

/** Parameters of a layer: nothing is computed to know how many. */
export const parametersOf = (layer: Layer, input: Numbers): number =>
  tree.reduce((sum, leaf) => sum + leaf.size, 0, layer.init(key(0), input).params)

type Row = readonly [string, string, number, number]

/** Text to the left, numbers to the right. */
const table = (head: readonly string[], rows: readonly Row[]): string => {
  const cells = [head, ...rows.map((row) => row.map((cell) => cell.toLocaleString('en')))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')
  return cells.map(line).join('\n')
}
