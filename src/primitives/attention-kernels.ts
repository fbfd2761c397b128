import type { AttentionKernel } from '../kernel/attention/fits.js'
import { attentionKernel } from '../kernel/attention/kernels.js'
import type { Seeing } from '../kernel/attention/tiles.js'
import type { Whole } from '../kernel/lowering.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { evaluate } from '../program/evaluate.js'
import { trace } from '../program/trace.js'
import type { TensorType } from '../shape/dtype.js'
import type { Apply, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { cotangentsOfKeys, cotangentsOfQueries, meetingOf, unseen } from './attention-plain.js'
import { operand } from './define.js'
import { none } from './elementwise.js'
import { exp, log } from './exponential.js'
import type { Unary } from './unary.js'

/*
 * What flows back of attention, as two kernels make it where a device has such: the compiler puts them in the place of `attentionCotangents`.
 */

/** An elementwise function of a scalar. */
const scalarOf =
  ({ primitive: { lower } }: Unary) =>
  (scalars: Scalars, x: Scalar): Scalar => {
    if (lower.kind !== 'pull') throw new Error('typegrad: an elementwise function is no expression; please report this')
    const type = { shape: [], dtype: 'f32' } as const
    return lower.scalar({ scalars, operands: [() => x], types: [type], params: none, result: type }, [])
  }

/** How one of the kernels is made. */
export const kernelOf = (makes: AttentionKernel): Whole<Seeing> =>
  attentionKernel(makes, { exp: scalarOf(exp), log: scalarOf(log), unseen })

const never = (): never => {
  throw new Error('typegrad: a kernel of attention is differentiated or mapped; please report this')
}

type Formula = (operands: readonly AnyTensor[], params: Seeing) => readonly AnyTensor[]

const kernel = (name: string, makes: AttentionKernel, types: Primitive['types'], formula: Formula): Primitive<Seeing> => ({
  name,
  types,
  jvp: never,
  batch: never,
  evaluate: (operands, params) =>
    evaluate(
      trace((args) => formula(args, params), operands),
      operands,
    ),
  lower: kernelOf(makes),
  samples: [],
})

const pairsOf = ({ shape, dtype }: TensorType): TensorType => ({ shape: [...shape, 2], dtype })

/** Operands as those of `attentionCotangents`. */
const ofQueries = kernel(
  'attentionCotangentsOfQueries',
  'ofQueries',
  ([query, , , logSums]) => [operand([query], 0), pairsOf(operand([logSums], 0))],
  (operands, params) => {
    const [value, logSums, ofSums, flow] = [2, 3, 4, 5].map((i) => operand(operands, i)) as [AnyTensor, AnyTensor, AnyTensor, AnyTensor] // of four
    return cotangentsOfQueries(meetingOf(operands, operands[6], params), { value, logSums, ofSums, flow })
  },
)

/** Its operands: query, key, value, two numbers of each row, what flows back of what was gathered, and perhaps a mask. */
const ofKeys = kernel(
  'attentionCotangentsOfKeys',
  'ofKeys',
  ([, key, value]) => [operand([key], 0), operand([value], 0)],
  (operands, params) => {
    const [value, ofRows, flow] = [2, 3, 4].map((i) => operand(operands, i)) as [AnyTensor, AnyTensor, AnyTensor] // of three
    return cotangentsOfKeys(meetingOf(operands, operands[5], params), { value, ofRows, flow })
  },
)

/** What flows back is made of. */
export const kernelsBack = [ofQueries, ofKeys].map(({ lower }) => lower as Whole<Seeing>) // they are kernels

/** What flows back to query, key and value, of the operands of `attentionCotangents`. */
export const cotangentsInKernels = (operands: readonly AnyTensor[], { scale, period }: Seeing, each: Apply): readonly AnyTensor[] => {
  const apply = (primitive: Primitive<Seeing>, given: readonly AnyTensor[]) =>
    each(primitive as unknown as Primitive, given, { scale, period }) // it is given its own parameters
  const [ofQuery, ofRows] = apply(ofQueries, operands)
  return [operand([ofQuery], 0), ...apply(ofKeys, [...operands.slice(0, 3), operand([ofRows], 0), ...operands.slice(5)])]
}
