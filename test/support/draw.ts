import fc from 'fast-check'
import { sizeOf } from '../../src/shape/dim.js'
import type { DType } from '../../src/shape/dtype.js'
import { allocate, type NdArray } from '../../src/tensor/ndarray.js'
import type { Params, Primitive } from '../../src/tensor/primitive.js'
import type { Draw, OperandSample } from '../../src/tensor/sample.js'

type Gen = fc.GeneratorValue

/** What samples draw with, on top of fast-check, so that failures shrink. */
export const drawWith = (gen: Gen): Draw => ({
  int: (from, to) => gen(fc.integer, { min: from, max: Math.max(from, to) }),
  pick: (items) => items[gen(fc.nat, { max: items.length - 1 })] as (typeof items)[number],
  subset: (items) => items.filter(() => gen(fc.boolean)),
  shuffle: <T>(items: readonly T[]) => {
    const left = [...items]
    return items.map(() => left.splice(gen(fc.nat, { max: left.length - 1 }), 1)[0] as T)
  },
  shape: (minRank = 0, maxRank = 3) =>
    Array.from({ length: gen(fc.integer, { min: minRank, max: Math.max(minRank, maxRank) }) }, () => gen(fc.integer, { min: 0, max: 5 })),
})

const isFloat = (dtype: DType) => dtype === 'f32' || dtype === 'f64'

/** Elements of an operand as its sample asks for. */
const elements = (gen: Gen, { shape, dtype, within = [-2, 2], kinks = [], distinct = false }: OperandSample): number[] => {
  const size = sizeOf(shape)
  const [low, high] = within
  if (dtype === 'bool') return Array.from({ length: size }, () => Number(gen(fc.boolean)))
  if (!isFloat(dtype)) {
    const min = Math.ceil(dtype === 'u32' ? Math.max(0, low) : low)
    return Array.from({ length: size }, () => gen(fc.integer, { min, max: Math.max(min, Math.floor(high)) }))
  }
  // Steps of a fixed grid, so that distinct elements are well apart, and none is near a kink.
  const steps = distinct ? Math.max(1000, 37 * (size + 1)) : 1000
  const values: number[] = []
  const offset = gen(fc.nat, { max: steps })
  for (let i = 0; i < size; i++) {
    const step = distinct ? (offset + i * 37 + gen(fc.nat, { max: 12 })) % steps : gen(fc.nat, { max: steps })
    let value = low + ((high - low) * step) / steps
    for (const kink of kinks) if (Math.abs(value - kink) < 0.02) value = kink + 0.05
    values.push(Math.fround(value))
  }
  return values
}

/** An array drawn as its sample asks for. */
export const drawOperand = (gen: Gen, sample: OperandSample): NdArray => {
  const data = allocate(sample.dtype, sizeOf(sample.shape))
  data.set(elements(gen, sample))
  return { shape: sample.shape, dtype: sample.dtype, data }
}

/** One use of a primitive with its operands. */
export interface Use {
  readonly primitive: Primitive
  readonly operands: readonly NdArray[]
  readonly params: Params
}

export const drawUse = (gen: Gen, primitive: Primitive): Use => {
  const sample = primitive.samples[gen(fc.nat, { max: primitive.samples.length - 1 })]
  if (!sample) throw new Error(`${primitive.name} has no samples`)
  const { operands, params } = sample(drawWith(gen))
  return { primitive, operands: operands.map((operand) => drawOperand(gen, operand)), params }
}
