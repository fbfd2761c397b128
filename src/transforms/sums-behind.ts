import { sum } from '../primitives/broadcast.js'
import { shifted } from '../primitives/define.js'
import { type DotParams, dot } from '../primitives/dot.js'
import { add } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { reshape } from '../primitives/reshape.js'
import type { Loop } from '../program/loop.js'
import { type Equation, item, lookup, type Variable } from '../program/program.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { addedOf, definitionsOf, isRecurrent, type Lighter, made, pruned, wordsOf } from './lighter.js'
import { dependents } from './linear.js'

/** A value of each step, added up over all steps: from what of each step, and how from these stacked. */
interface Sum {
  readonly terms: readonly Variable[]
  readonly of: (stacked: (term: Variable) => AnyTensor) => AnyTensor
}

/** The sum of a value over all steps; nothing where it is no product or sum of what varies, maybe moved, or several of these added up. */
const sumOf = (value: Variable, definitions: ReadonlyMap<Variable, Equation>, varying: ReadonlySet<Variable>): Sum | undefined => {
  const equation = definitions.get(value)
  if (!equation?.operands.every((operand) => varying.has(operand))) return undefined
  const inner = (operand: Variable) => sumOf(operand, definitions, varying)
  const moved = (how: (x: AnyTensor) => AnyTensor): Sum | undefined => {
    const own = inner(item(equation.operands, 0))
    return own && { ...own, of: (stacked) => how(own.of(stacked)) }
  }
  const product = made(equation, dot)
  if (product) {
    const [a, b] = [item(product.operands, 0), item(product.operands, 1)]
    return { terms: [a, b], of: (stacked) => dot(stacked(a), stacked(b), overSteps(product.params)) }
  }
  const total = made(equation, sum)
  if (total) {
    const x = item(total.operands, 0)
    return { terms: [x], of: (stacked) => sum(stacked(x), [0, ...shifted(total.params.axes)]) }
  }
  if (made(equation, add)) {
    const [a, b] = equation.operands.map(inner)
    return a && b && { terms: [...a.terms, ...b.terms], of: (stacked) => add(a.of(stacked), b.of(stacked)) }
  }
  const turned = made(equation, permute)
  if (turned) return moved((x) => permute(x, turned.params.order))
  const shaped = made(equation, reshape)
  return shaped && moved((x) => reshape(x, shaped.params.shape))
}

/** The contraction of stacked operands over steps too. */
const overSteps = ({ contract, batch }: DotParams): DotParams => ({
  contract: [
    [0, ...shifted(contract[0])],
    [0, ...shifted(contract[1])],
  ],
  batch: [shifted(batch[0]), shifted(batch[1])],
})

/**
 * Sums that are carried, of products and of sums, are made behind the loop, of what they are made of stacked, if that makes lists at most twice as large as they
 * are. So the gradients of a cell's weights are one product each.
 */
export const sumsBehind = (loop: Loop): Lighter | undefined => {
  if (!isRecurrent(loop)) return undefined
  const { program, constants, carried } = loop
  const varying = dependents(program, new Set(program.inputs.slice(constants)))
  const definitions = definitionsOf(program)
  const lists = program.inputs.slice(constants + carried)
  const slices = program.outputs.slice(carried)
  const stacked = new Set<Variable>()
  const room = wordsOf([...lists, ...slices])
  const sums = addedOf(loop).map((value) => {
    const found = value && sumOf(value, definitions, varying)
    if (!found) return undefined
    const terms = found.terms.filter((term) => !lists.includes(term) && !slices.includes(term))
    if (wordsOf(new Set([...stacked, ...terms])) > room) return undefined
    for (const term of terms) stacked.add(term)
    return found
  })
  const isCarried = sums.map((found) => found === undefined)
  if (!isCarried.includes(false)) return undefined
  const still = <T>(all: readonly T[]): T[] => all.filter((_, i) => isCarried[i] ?? true)
  const body = pruned({
    ...program,
    inputs: program.inputs.filter((_, i) => isCarried[i - constants] ?? true),
    outputs: [...still(program.outputs), ...stacked],
  })
  return (operands, run) => {
    const given = loop.inputs(operands)
    const results = run(body, { ...given, carried: still(given.carried) }, loop)
    const first = still(given.carried).length
    const at = new Map<Variable, AnyTensor>([
      ...[...slices, ...stacked].map((variable, i) => [variable, item(results, first + i)] as const),
      ...lists.map((variable, i) => [variable, item(given.lists, i)] as const),
    ])
    let next = 0
    const after = sums.map((found, i) =>
      found
        ? add(
            item(given.carried, i),
            found.of((term) => lookup(at, term)),
          )
        : item(results, next++),
    )
    return [...after, ...results.slice(first, first + slices.length)]
  }
}
