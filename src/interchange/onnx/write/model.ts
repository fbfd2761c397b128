import { type AnyTensor, astype, check, internals, type Tree, tree } from '../../../index.js'
import type { DType } from '../../../shape/dtype.js'

/* What a model of typegrad/dsl is here: it is looked at, not imported. */

/** A shape of an example: numbers, or numbers and what they are of. */
type OneShape = readonly number[] | { readonly shape: readonly number[]; readonly dtype: DType }

/** A model: layers that fit each other, as one. */
export interface ModelLike {
  readonly input: unknown
  readonly whole: { readonly forward: (variables: never, x: never, context: never) => readonly [y: unknown, state: unknown] }
}

/** What a model learns, and what else it carries. */
export interface VariablesLike {
  readonly params: Tree
  readonly state: Tree
}

/** What a model makes of a batch when nothing is learnt. */
export const predicting = (model: ModelLike, variables: VariablesLike, x: Tree): Tree => {
  const forward = model.whole.forward as (variables: VariablesLike, x: Tree, context: unknown) => readonly [Tree, Tree] // any model's takes these
  const [y] = forward(variables, x, { training: false, key: undefined })
  return tree.map((one: AnyTensor) => (one.dtype === 'f16' ? astype(one, 'f32') : one), y)
}

/** Each tensor of the variables by the name that it has in a safetensors file: `0/kernel`, `state/1/mean`. */
export const parametersOf = async (model: unknown, variables: unknown) => {
  if (typeof model !== 'object' || model === null || !('whole' in model) || !('input' in model))
    check.refuse('toOnnx', 'the first argument', 'a function, or a model made by sequential', model)
  if (typeof variables !== 'object' || variables === null || !('params' in variables) || !('state' in variables))
    check.refuse(
      'toOnnx',
      'the second argument',
      'the variables of the model, { params, state }',
      variables,
      'init(model, key) and fit give them',
    )
  const leaves = internals.leaves(variables)
  const names = internals.paths(variables).map((path) => {
    const [, part, ...rest] = path.replaceAll('[', '.').replaceAll(']', '').split('.')
    return (part === 'params' ? rest : [part, ...rest]).join('/')
  })
  return Promise.all(leaves.map(async (leaf, i) => ({ name: names[i] ?? '', data: await leaf.data() })))
}

/** How many examples are looked at where any number may come. */
const someExamples = 3

/** A batch as the model takes it, and what its tensors are called. */
export const argumentsOf = ({ input }: ModelLike, batch: string | number, dtypes: readonly DType[] = []) => {
  const isOne = !(Array.isArray(input) && typeof input[0] === 'object')
  const shapes = (isOne ? [input] : input) as readonly OneShape[] // as its layers have it
  const tensors = shapes.map((one, i) => {
    const [shape, dtype] = 'dtype' in one ? [one.shape, one.dtype] : [one, dtypes[i] ?? 'f32']
    return internals.placeholder({ shape: [typeof batch === 'number' ? batch : someExamples, ...shape], dtype })
  })
  const names = tensors.map((_, i) => ({ name: isOne ? 'x' : `x${i}`, names: typeof batch === 'number' ? [] : [batch] }))
  return { x: isOne ? tensors[0] : tensors, names }
}
