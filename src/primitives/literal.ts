import { scalarType } from '../kernel/scalar.js'
import type { DType, TensorType } from '../shape/dtype.js'
import { half } from '../shape/half.js'
import { tabulate } from '../tensor/ndarray.js'
import type { Application } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast } from './broadcast.js'
import { define } from './define.js'

/** A constant known when the program is traced. */
export const literal = define(
  {
    name: 'literal',
    type: (_, { dtype }: { readonly value: number; readonly dtype: DType }) => ({ shape: [], dtype }),
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: (_, { value }, type) => tabulate(type, () => value),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 0,
      scalar: ({ scalars, params }) => scalars.constant(scalarType(params.dtype), params.value),
    },
    stableHlo: (hlo, _, { value, dtype }) => hlo.full(value, { shape: [], dtype }),
    samples: [(draw) => ({ operands: [], params: { value: draw.int(-3, 3), dtype: draw.pick(['f32', 'i32'] as const) } })],
  },
  (value: number, dtype: DType) => [[], { value: dtype === 'f16' ? half(value) : value, dtype }],
)

/** A tensor of one value everywhere; costs no memory until it is stored. */
export const full = (value: number, shape: readonly number[], dtype: DType): AnyTensor =>
  broadcast(
    literal(value, dtype),
    shape,
    shape.map((_, axis) => axis),
  )

/** Zeros of a type. */
export const zeros = ({ shape, dtype }: TensorType): AnyTensor => full(0, shape, dtype)

const isMade = (application: Application, { primitive }: { readonly primitive: unknown }): boolean => application.primitive === primitive

/** The number that fills the tensor, if the program says so. */
export const constantOf = (node: AnyTensor | undefined): number | undefined => {
  if (node?.source.kind !== 'application') return undefined
  const { application } = node.source
  if (isMade(application, literal)) return (application.params as { readonly value: number }).value // a literal has one
  return isMade(application, broadcast) ? constantOf(application.operands[0]) : undefined
}
