import { evaluate } from '../program/evaluate.js'
import type { WithLoop } from '../program/loop.js'
import { item } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { TensorType } from '../shape/dtype.js'
import { emptyNd, type NdArray } from '../tensor/ndarray.js'
import type { Primitive } from '../tensor/primitive.js'

/** The type of a list of so many. */
export const stacked = ({ shape, dtype }: TensorType, length: number): TensorType => ({ shape: [length, ...shape], dtype })

/** One step of the meaning: a slice of each list. */
const sliceOf = ({ shape, dtype, data }: NdArray, at: number): NdArray => {
  const size = sizeOf(shape.slice(1))
  return { shape: shape.slice(1), dtype, data: data.subarray(at * size, (at + 1) * size) }
}

/** What a loop means; how it is differentiated and mapped is said in src/transforms/loop.ts. `lower` says to the compiler that its body is a program of its own. */
export const turns: Pick<Primitive<WithLoop>, 'name' | 'types' | 'evaluate' | 'lower' | 'samples'> = {
  name: 'loop',
  types: (_, { loop }) => {
    const { carried, lists } = loop.outputs(loop.program.outputs.map(({ type }) => type))
    return [...carried, ...lists.map((type) => stacked(type, loop.length))]
  },
  evaluate: (operands, { loop }, types) => {
    const { constants, carried, lists } = loop.inputs(operands)
    const made = types.slice(loop.carried).map(emptyNd)
    let state = carried
    for (let step = 0; step < loop.length; step++) {
      const at = loop.reverse ? loop.length - 1 - step : step
      const after = loop.outputs(evaluate(loop.program, [...constants, ...state, ...lists.map((list) => sliceOf(list, at))]))
      state = after.carried
      for (const [i, { data }] of after.lists.entries()) item(made, i).data.set(data, at * data.length)
    }
    return [...state, ...made]
  },
  lower: { kind: 'loop', visits: 'many' },
  samples: [],
}

const never = (): never => {
  throw new Error('typegrad: a loop of the compiler is differentiated or mapped; please report this')
}

/** A loop that the compiler puts in the place of something: nothing is differentiated any more. */
export const loopOfCompiler: Primitive<WithLoop> = { ...turns, jvp: never, batch: never }
