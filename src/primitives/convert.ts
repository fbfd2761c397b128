import { Composed } from '../kernel/composed.js'
import { toHalf } from '../kernel/half.js'
import { type Scalar, type Scalars, type ScalarType, scalarType } from '../kernel/scalar.js'
import { type DType, dtypes } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand } from './define.js'

const ranges = { i32: [-2147483648, 2147483647], u32: [0, 4294967295] } as const

/** Floats round to zero and saturate, NaN becomes 0; whole numbers keep their bits; `bool` is whether it is not 0. */
const converted = (x: number, from: DType, to: DType): number => {
  if (to === 'bool') return Number(x !== 0)
  if (to === 'f32' || to === 'f16' || to === 'f64') return x // rounded with every result (../program/evaluate.ts)
  if (!dtypes[from].floating) return x
  const [low, high] = ranges[to]
  return Number.isNaN(x) ? 0 : Math.min(high, Math.max(low, Math.trunc(x)))
}

/** Out of range and NaN are spelled out: targets differ there. */
const saturated = (to: 'i32' | 'u32'): Composed =>
  new Composed(`${to}Of`, ['f32'], 1, (s, x) => {
    const [low, high] = ranges[to]
    const above = s.select(s.lessEqual(Math.fround(high), x), s.constant(to, high), to === 'i32' ? s.toI32(x) : s.toU32(x))
    return s.select(s.isNaN(x), 0, s.select(s.lessEqual(x, low), s.constant(to, low), above))
  })
const fromFloat = { i32: saturated('i32'), u32: saturated('u32') }

const cast = (scalars: Scalars, x: Scalar, to: ScalarType): Scalar => {
  if (x.type === to) return x
  if (to === 'bool') return scalars.not(scalars.equal(x, 0)) // true of NaN
  if (to === 'f32') return scalars.toF32(x)
  if (x.type === 'f32') return scalars.apply(fromFloat[to], x)
  return to === 'i32' ? scalars.toI32(x) : scalars.toU32(x)
}

type To = { readonly dtype: DType }

/** `x` in another dtype. Between floats the derivative passes, elsewhere there is none. */
export const convert: Callable<To, [x: AnyTensor, dtype: DType]> = define(
  {
    name: 'convert',
    type: ([x], { dtype }: To) => ({ shape: operand([x], 0).shape, dtype }),
    jvp: ([t], _, { dtype }) => [t && dtypes[dtype].floating ? convert(t, dtype) : undefined],
    transpose: (ct, _, { types }) => convert(ct, operand(types, 0).dtype),
    batch: 'elementwise',
    expand: ([x], { dtype }) => (x?.type.dtype === dtype ? [x] : undefined),
    evaluate: ([x], { dtype }, type) => zip(type, [operand([x], 0)], (v) => converted(v, operand([x], 0).dtype, dtype)),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 1,
      scalar: ({ scalars, operands, types, params: { dtype } }, index) => {
        const made = cast(scalars, operand(operands, 0)(index), scalarType(dtype))
        return dtype === 'f16' && operand(types, 0).dtype !== 'f16' ? scalars.apply(toHalf, made) : made
      },
    },
    stableHlo: (hlo, [x], _, [type]) => {
      const [from, to] = [operand([x], 0), operand([type], 0)]
      return dtypes[to.dtype].floating || (to.dtype !== 'bool' && !dtypes[from.type.dtype].floating)
        ? hlo.op('convert', [from], to)
        : undefined
    },
    samples: [
      (draw) => {
        const [from, dtype] = [draw.pick(['f32', 'i32', 'u32', 'bool'] as const), draw.pick(['f32', 'i32', 'u32', 'bool'] as const)]
        return {
          operands: [{ shape: draw.shape(), dtype: from, kinks: from === 'f32' && dtype !== 'f32' ? [-2, -1, 0, 1, 2] : [] }],
          params: { dtype },
        }
      },
    ],
  },
  (x: AnyTensor, dtype: DType) => [[x], { dtype }],
)
