import { interpret } from '../program/interpret.js'
import type { Loop } from '../program/loop.js'
import type { Variable } from '../program/program.js'
import { batchProgram } from './batch.js'
import { isRecurrent, type Lighter, pruned, wordsOf } from './lighter.js'
import { dependents } from './linear.js'

/** So many times as large as its lists what a loop is given beside them may be: four gates of as many units as there are features. */
const mostGrowth = 4

/**
 * Products that are made of slices and constants alone, with what else is, are made of whole lists before the loop, each as one. So a cell takes what its input
 * gives from one large product.
 */
export const productsBefore = (loop: Loop): Lighter | undefined => {
  const { program, constants, carried, length } = loop
  const lists = program.inputs.slice(constants + carried)
  if (lists.length === 0 || !isRecurrent(loop)) return undefined
  const changing = dependents(program, new Set(program.inputs.slice(constants, constants + carried)))
  const sliced = dependents(program, new Set(lists))
  const products = new Set<Variable>()
  const needed = new Set<Variable>()
  const free = program.equations.filter(({ primitive: { lower }, operands, results }) => {
    const isFree = lower.kind !== 'loop' && !results.some((result) => changing.has(result))
    const isProduct = lower.kind === 'reduction' && lower.tiles !== undefined
    if (!isFree) for (const result of results) changing.add(result)
    for (const result of results)
      if (isFree && sliced.has(result) && (isProduct || operands.some((operand) => products.has(operand)))) products.add(result)
    if (!isFree) for (const operand of operands) if (products.has(operand)) needed.add(operand)
    return isFree
  })
  const made = [...needed]
  if (made.length === 0 || wordsOf(made) > mostGrowth * wordsOf(lists)) return undefined
  const before = pruned({ ...program, equations: free, outputs: made })
  const body = pruned({
    ...program,
    inputs: [...program.inputs, ...made],
    equations: program.equations.filter(({ results }) => !results.some((result) => needed.has(result))),
  })
  return (operands, run) => {
    const given = loop.inputs(operands)
    const mapped = program.inputs.map((_, i) => i >= constants + carried)
    return run(body, { ...given, lists: [...given.lists, ...interpret(batchProgram(before, mapped, length), operands)] }, loop)
  }
}
