import type { DType } from '../shape/dtype.js'
import { tabulate } from '../tensor/ndarray.js'
import { define, operand } from './define.js'

type IotaParams = { readonly shape: readonly number[]; readonly axis: number; readonly dtype: DType }

/** `0, 1, 2, ...` along an axis, the same along the others. */
export const iota = define(
  {
    name: 'iota',
    type: (_, { shape, dtype }: IotaParams) => ({ shape, dtype }),
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: (_, { axis }, type) => tabulate(type, (index) => operand(index, axis)),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 1,
      scalar: ({ scalars, params: { axis, dtype } }, index) => {
        const position = scalars.index(operand(index, axis))
        return dtype === 'u32' ? position : dtype === 'i32' ? scalars.toI32(position) : scalars.toF32(position)
      },
    },
    stableHlo: (hlo, _, { shape, axis, dtype }) => hlo.iota(axis, { shape, dtype }),
    samples: [
      (draw) => {
        const shape = draw.shape(1)
        return { operands: [], params: { shape, axis: draw.int(0, shape.length - 1), dtype: draw.pick(['f32', 'i32', 'u32'] as const) } }
      },
    ],
  },
  (shape: readonly number[], axis: number, dtype: DType) => [[], { shape, axis, dtype }],
)
