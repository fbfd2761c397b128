import fc from 'fast-check'
import type { DType } from '../../../src/shape/dtype.js'
import { Declared, type Value } from './use.js'

export const size = fc.constantFrom(0, 1, 1, 2, 3, 3, 5)
export const shape = fc.array(size, { maxLength: 4 })
export const axis = fc.integer({ min: -4, max: 4 })
export const axes: fc.Arbitrary<Value> = fc.oneof(fc.constant(undefined), axis, fc.array(axis, { maxLength: 3 }))
export const keepDims = fc.constantFrom(undefined, undefined, false, true)

/** True once in so many times. */
export const rarely = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === 0)

/** Left out now and then. */
export const maybe = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: value })

/** Options, left out as a whole where none is named. */
export const options = (drawn: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Value> =>
  fc.record(drawn).map((values) => (Object.values(values).every((value) => value === undefined) ? undefined : values))

/** A shape and one made from it, in either order: some sizes changed, some leading axes left out. */
export const related = fc
  .tuple(
    shape,
    fc.array(fc.constantFrom('same', 'same', 'same', 'one', 'other'), { minLength: 4, maxLength: 4 }),
    fc.nat({ max: 2 }),
    fc.boolean(),
  )
  .map(([a, changes, dropped, turned]) => {
    const b = a.map((n, i) => (changes[i] === 'one' ? 1 : changes[i] === 'other' ? n + 1 : n)).slice(Math.max(0, dropped - 1))
    return turned ? ([b, a] as const) : ([a, b] as const)
  })

const every: readonly DType[] = ['f32', 'f16', 'i32', 'u32', 'bool', 'f64']

/** So many dtypes, most often one and the same of the first few named. */
export const dtypes = (count: number, ...usual: readonly DType[]): fc.Arbitrary<readonly DType[]> =>
  fc
    .tuple(fc.constantFrom(...usual), rarely(8), fc.array(fc.constantFrom(...every), { minLength: count, maxLength: count }))
    .map(([one, mixed, any]) => any.map((other) => (mixed ? other : one)))

/** The shapes as tensors, most often of one dtype and of the first few named. */
export const tensors = (shapes: readonly (readonly number[])[], ...usual: readonly DType[]): fc.Arbitrary<readonly Declared[]> =>
  dtypes(shapes.length, ...(usual.length > 0 ? usual : (['f32', 'f32', 'i32'] as const))).map((of) =>
    shapes.map((shape, i) => new Declared(shape, of[i])),
  )

export const tensor = (shape: fc.Arbitrary<readonly number[]>, ...usual: readonly DType[]): fc.Arbitrary<Declared> =>
  shape.chain((one) => tensors([one], ...usual).map(([x = new Declared(one)]) => x))

/** A list of so many. */
export const lists = <T>(one: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> => fc.array(one, { minLength: length, maxLength: length })

/** The rest of the arguments: `range0, range1, ...`. */
export const numbered = (name: string, values: readonly Value[]) => Object.fromEntries(values.map((value, i) => [`${name}${i}`, value]))
