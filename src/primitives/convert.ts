import { type ScalarFunction, type ScalarType, scalarType } from '../kernel/scalar.js'
import { type DType, dtypes } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand } from './define.js'

const ranges = { i32: [-2147483648, 2147483647], u32: [0, 4294967295] } as const

/** Floats round to zero and saturate, NaN becomes 0; whole numbers keep their bits; `bool` is whether it is not 0. */
const converted = (x: number, from: DType, to: DType): number => {
  if (to === 'bool') return Number(x !== 0)
  if (to === 'f32' || to === 'f64' || !dtypes[from].floating) return x
  const [low, high] = ranges[to]
  return Number.isNaN(x) ? 0 : Math.min(high, Math.max(low, Math.trunc(x)))
}

const cast = (from: ScalarType, to: ScalarType): ScalarFunction => ({
  name: `${from}_to_${to}`,
  type: () => to,
  wgsl: (x) => {
    if (to === 'bool') return `(!(${x} == ${from}(0)))` // true of NaN
    if (from === 'bool') return `select(${to}(0), ${to}(1), ${x})`
    if (from === 'f32') return `${to}_of(${x})`
    return `${to}(${x})`
  },
  ...(from === 'f32' &&
    (to === 'i32' || to === 'u32') && {
      // Out of range and NaN are spelled out: adapters differ there.
      prelude: [
        to === 'i32'
          ? `
fn i32_of(x: f32) -> i32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u) { return 0; }
  if (x >= 2147483648.0) { return 2147483647; }
  if (x <= -2147483648.0) { return i32(-2147483648); }
  return i32(x);
}`
          : `
fn u32_of(x: f32) -> u32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u) { return 0u; }
  if (x >= 4294967296.0) { return 4294967295u; }
  if (x <= 0.0) { return 0u; }
  return u32(x);
}`,
      ],
    }),
})

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
      scalar: ({ scalars, operands, params }, index) => {
        const x = operand(operands, 0)(index)
        const to = scalarType(params.dtype)
        return x.type === to ? x : scalars.apply(cast(x.type, to), x)
      },
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
