import { ShapeMismatch } from '../errors.js'
import { fixed, type Index, minus, plus, quotient, remainder, times } from '../kernel/index-arithmetic.js'
import type { Scalar } from '../kernel/scalar.js'
import { show } from '../shape/dim.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand } from './define.js'

type Range = { readonly start: readonly number[]; readonly stop: readonly number[]; readonly step: readonly number[] }

/** Elements `start, start + step, ...` before `stop`, axis by axis; steps are positive. Its adjoint is `pad` with gaps. */
export const slice: Callable<Range, [x: AnyTensor, start: readonly number[], stop: readonly number[], step: readonly number[]]> = define(
  {
    name: 'slice',
    type: ([x], { start, stop, step }: Range) => {
      const { shape, dtype } = operand([x], 0)
      const fits = shape.every((n, axis) => operand(start, axis) >= 0 && operand(stop, axis) <= n && operand(step, axis) > 0)
      if (!fits) throw new ShapeMismatch(`slice: ${show(start)} to ${show(stop)} by ${show(step)} does not lie in ${show(shape)}`)
      return {
        shape: shape.map((_, axis) => Math.max(0, Math.ceil((operand(stop, axis) - operand(start, axis)) / operand(step, axis)))),
        dtype,
      }
    },
    jvp: 'linear',
    transpose: (ct, _, { types, params: { start, step } }) => {
      const { shape } = operand(types, 0)
      const covered = ct.type.shape.map((n, axis) => (n === 0 ? 0 : (n - 1) * operand(step, axis) + 1))
      const high = shape.map((n, axis) => n - operand(start, axis) - operand(covered, axis))
      return pad(
        ct,
        start,
        high,
        step.map((s) => s - 1),
      )
    },
    batch: ({ operands: [x], params: { start, stop, step }, size }) => slice(operand([x], 0), [0, ...start], [size, ...stop], [1, ...step]),
    evaluate: ([x], { start, step }, type) => {
      const at = reader(operand([x], 0))
      return tabulate(type, (index) => at(index.map((i, axis) => operand(start, axis) + i * operand(step, axis))))
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 0,
      scalar: ({ operands, params: { start, step } }, index) =>
        operand(operands, 0)(index.map((i, axis) => plus(times(i, operand(step, axis)), fixed(operand(start, axis))))),
      box: (range) => range,
    },
    stableHlo: (hlo, [x], { start, stop, step }) => hlo.slice(operand([x], 0), start, stop, step),
    samples: [
      (draw) => {
        const shape = draw.shape()
        const start = shape.map((n) => draw.int(0, n))
        const stop = shape.map((n, axis) => draw.int(operand(start, axis), n))
        return { operands: [{ shape, dtype: 'f32' }], params: { start, stop, step: shape.map(() => draw.int(1, 3)) } }
      },
    ],
  },
  (x: AnyTensor, start: readonly number[], stop: readonly number[], step: readonly number[]) => [[x], { start, stop, step }],
)

type Padding = { readonly low: readonly number[]; readonly high: readonly number[]; readonly interior: readonly number[] }

/** Zeros around `x` and between its elements, `low`, `high` and `interior` of them along each axis. Its adjoint is `slice`. */
export const pad: Callable<Padding, [x: AnyTensor, low: readonly number[], high: readonly number[], interior: readonly number[]]> = define(
  {
    name: 'pad',
    type: ([x], { low, high, interior }: Padding) => {
      const { shape, dtype } = operand([x], 0)
      const grown = shape.map((n, axis) => operand(low, axis) + operand(high, axis) + n + Math.max(0, n - 1) * operand(interior, axis))
      if ([...low, ...high, ...interior].some((n) => n < 0)) throw new ShapeMismatch(`pad: negative padding of ${show(shape)}`)
      return { shape: grown, dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { types, params: { low, interior } }) => {
      const { shape } = operand(types, 0)
      const stop = shape.map((n, axis) => operand(low, axis) + (n === 0 ? 0 : (n - 1) * (operand(interior, axis) + 1) + 1))
      return slice(
        ct,
        low,
        stop,
        interior.map((n) => n + 1),
      )
    },
    batch: ({ operands: [x], params: { low, high, interior } }) => pad(operand([x], 0), [0, ...low], [0, ...high], [0, ...interior]),
    evaluate: ([x], { low, interior }, type) => {
      const from = operand([x], 0)
      const at = reader(from)
      return tabulate(type, (index) => {
        const inner = index.map((i, axis) => (i - operand(low, axis)) / (operand(interior, axis) + 1))
        return inner.every((i, axis) => Number.isInteger(i) && i >= 0 && i < operand(from.shape, axis)) ? at(inner) : 0
      })
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 1,
      scalar: ({ scalars, operands, types, params: { low, interior } }, index) => {
        const { shape } = operand(types, 0)
        let inside: Scalar | undefined
        const also = (condition: Scalar) => {
          inside = inside ? scalars.and(inside, condition) : condition
        }
        const inner = index.map((i, axis): Index => {
          const shifted = minus(i, fixed(operand(low, axis)))
          const gap = operand(interior, axis) + 1
          const at = quotient(shifted, gap)
          // Left of the array the unsigned index wraps round and is beyond its end too.
          if (shifted.min < 0 || at.max >= operand(shape, axis)) also(scalars.less(scalars.index(at), operand(shape, axis)))
          if (gap > 1) also(scalars.equal(scalars.index(remainder(shifted, gap)), 0))
          return at
        })
        const element = operand(operands, 0)(inner)
        return inside ? scalars.select(inside, element, 0) : element
      },
    },
    stableHlo: (hlo, [x], { low, high, interior }) => hlo.pad(operand([x], 0), low, high, interior),
    samples: [
      (draw) => {
        const shape = draw.shape()
        const some = () => shape.map(() => draw.int(0, 2))
        return { operands: [{ shape, dtype: draw.pick(['f32', 'i32'] as const) }], params: { low: some(), high: some(), interior: some() } }
      },
    ],
  },
  (x: AnyTensor, low: readonly number[], high: readonly number[], interior: readonly number[]) => [[x], { low, high, interior }],
)
