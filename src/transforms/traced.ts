import { InvalidArgument } from '../errors.js'
import { item, type Program } from '../program/program.js'
import { trace } from '../program/trace.js'
import { isBranch } from '../tensor/branch.js'
import * as check from '../tensor/check.js'
import { callWatched, type ForeignUses, usedKeys, useKey } from '../tensor/key-use.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { leaves, type Structure, structure, type Tree, unflatten } from '../tensor/tree.js'

/** A function of trees of tensors. */
export type TreeFunction = (...args: never[]) => Tree

/** A function of trees as a program of its leaves, with what is needed to put results back together. */
export interface Traced {
  readonly program: Program
  readonly inputs: Structure
  readonly outputs: Structure
  /** Numbers of the leaves that are keys which the function used up, while `debug.keyReuse` watches. */
  readonly spent: readonly number[]
  /** Keys that it used up and was not given. */
  readonly foreign: ForeignUses
}

/** Calls `f` once, on placeholders of its arguments' types; for whoever is called `name`. */
export const traceTrees = (f: TreeFunction, args: readonly Tree[], name: string): Traced => {
  const inputs = structure(args, `${name}: argument`)
  let outputs = structure(undefined)
  let spent: readonly number[] = []
  let foreign: ForeignUses = new Map()
  const program = trace(
    (placeholders) => {
      const called = callWatched(placeholders, () => f(...(unflatten(inputs, placeholders) as never[]))) // the trees that f was called with
      if (called.result instanceof Promise)
        throw new InvalidArgument(
          `${name}: the result is a promise; a function that is compiled or transformed cannot be async: do what waits before the call, and pass its result`,
        )
      outputs = structure(called.result, `${name}: the result`)
      spent = usedKeys(placeholders)
      foreign = called.foreign
      return leaves(called.result)
    },
    leaves(args).map(({ type }) => type),
  )
  return { program, inputs, outputs, spent, foreign }
}

/** Nothing is in it, however deep. */
const isEmpty = (tree: Tree): boolean =>
  typeof tree === 'object' && tree !== null && (Array.isArray(tree) || isBranch(tree)) && Object.values(tree).every(isEmpty)

/** @throws InvalidArgument for a tree of numbers or other things that has no tensors, of which there is no derivative */
export const demandTensors = (name: string, which: string, tree: Tree): void => {
  if (leaves(tree, `${name}: argument`).length > 0 || isEmpty(tree)) return
  check.refuse(
    name,
    which,
    'a tensor, or a tree of tensors',
    tree,
    typeof tree === 'number' || Array.isArray(tree) ? 'wrap numbers: tensor(...)' : '',
  )
}

/** Says of the keys among the arguments what the function they were passed to did with them. */
export const spend = (flat: readonly AnyTensor[], spent: readonly number[], by: string): void => {
  for (const leaf of spent) useKey(item(flat, leaf), by)
}

/** Where in a flat list of leaves each argument's begin and end. */
export const spans = (args: readonly Tree[]): { readonly from: number; readonly to: number }[] => {
  let next = 0
  return args.map((arg) => {
    const from = next
    next += leaves(arg).length
    return { from, to: next }
  })
}

/** Numbers of the leaves of the arguments named. */
export const leavesOf = (args: readonly Tree[], named: readonly number[]): number[] => {
  const ranges = spans(args)
  return named.flatMap((argument) => {
    const { from, to } = ranges[argument] ?? { from: 0, to: 0 }
    return Array.from({ length: to - from }, (_, i) => from + i)
  })
}

/** Puts leaves back into one tree an argument. */
export const unflattenEach = (args: readonly Tree[], flat: readonly AnyTensor[]): Tree[] =>
  spans(args).map(({ from, to }, i) => unflatten(structure(args[i]), flat.slice(from, to)))
