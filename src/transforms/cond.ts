import { DTypeMismatch, ShapeMismatch } from '../errors.js'
import { broadcast } from '../primitives/broadcast.js'
import { expanded } from '../primitives/expanded.js'
import { zeros } from '../primitives/literal.js'
import { select } from '../primitives/select.js'
import { evaluate } from '../program/evaluate.js'
import { interpret } from '../program/interpret.js'
import { Body } from '../program/print.js'
import { item, type Program } from '../program/program.js'
import { linearise, trace } from '../program/trace.js'
import { sameType, showType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Maybe, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating, placeholder, type Tensor } from '../tensor/tensor.js'
import { leaves, type Tree, unflatten } from '../tensor/tree.js'
import { batchProgram } from './batch.js'
import { linearizeProgram, transposeProgram } from './linear.js'
import { jvpProgram } from './push-forward.js'
import { traceTrees } from './traced.js'

type Branches = Params & { readonly yes: Body; readonly no: Body }

/** Both branches take all operands but the first, which says which is meant. */
const choose = (yes: Program, no: Program, operands: readonly AnyTensor[]): readonly AnyTensor[] =>
  applyAll(choice, operands, { yes: new Body(yes), no: new Body(no) })

const both = ({ yes, no }: Branches, f: (program: Program) => Program): readonly [Program, Program] => [f(yes.program), f(no.program)]

/** Two programs with captures as inputs: each is given those of both. */
const closed = (
  programs: readonly [Program, Program],
): { readonly programs: readonly [Program, Program]; readonly captures: readonly AnyTensor[] } => {
  const [yes, no] = programs
  const [a, b] = [yes.captures, no.captures]
  const args = yes.inputs.length - a.length
  const unused = (captures: readonly AnyTensor[]) => captures.map(({ type }) => ({ type }))
  return {
    programs: [
      { ...yes, captures: [], inputs: [...yes.inputs, ...unused(b)] },
      { ...no, captures: [], inputs: [...no.inputs.slice(0, args), ...unused(a), ...no.inputs.slice(args)] },
    ],
    captures: [...a, ...b],
  }
}

/** Both, and of each result the one that is meant; `pred` has the first axes of the results. */
const selected = (pred: AnyTensor, programs: readonly [Program, Program], given: readonly AnyTensor[]): AnyTensor[] => {
  const [yes, no] = programs.map((program) => interpret(program, given))
  const spread = ({ type: { shape } }: AnyTensor) => broadcast(pred, shape, shape.map((_, axis) => axis).slice(pred.type.shape.length))
  return (yes ?? []).map((x, i) => select(spread(x), x, item(no ?? [], i)))
}

/**
 * Values, and tangents that are linear in the given ones: what a branch's derivative needs of what it computed comes out beside its results, and zeros in the
 * place of what the other's would. Operands that are needed are there.
 */
const split = (programs: readonly [Program, Program], operands: readonly AnyTensor[], tangents: readonly Maybe[]) => {
  const [pred, rest] = [item(operands, 0), operands.slice(1)]
  const count = programs[0].outputs.length
  const branches = programs.map((program) => {
    const parts = linearizeProgram(
      program,
      tangents.slice(1).map((tangent) => tangent !== undefined),
    )
    const needed = parts.primal.outputs.slice(count)
    const given = needed.map((variable) => parts.primal.inputs.slice(0, rest.length).indexOf(variable))
    return { ...parts, given, made: needed.filter((_, i) => (given[i] ?? -1) < 0) }
  })
  const [yes, no] = [item(branches, 0), item(branches, 1)]
  const values = (branch: typeof yes): Program => {
    const args = rest.map(({ type }) => placeholder(type))
    const all = interpret(branch.primal, [...args, ...branch.primal.captures])
    const own = all.slice(count).filter((_, i) => (branch.given[i] ?? -1) < 0)
    const others = (other: typeof yes) => other.made.map(({ type }) => zeros(type))
    return linearise(args, [...all.slice(0, count), ...(branch === yes ? own : others(yes)), ...(branch === no ? own : others(no))])
  }
  const first = closed([values(yes), values(no)])
  const made = choose(...first.programs, [...operands, ...first.captures])
  const moved = tangents.slice(1).filter((tangent) => tangent !== undefined)
  const turns = (branch: typeof yes): Program => {
    const args = rest.map(({ type }) => placeholder(type))
    const kept = made.slice(count).map(({ type }) => placeholder(type))
    const dots = moved.map(({ type }) => placeholder(type))
    const own = branch === yes ? kept.slice(0, yes.made.length) : kept.slice(yes.made.length)
    let next = 0
    const residuals = branch.given.map((at) => (at < 0 ? item(own, next++) : item(args, at)))
    return linearise([...args, ...kept, ...dots], interpret(branch.linear, [...residuals, ...dots, ...branch.linear.captures]))
  }
  const second = closed([turns(yes), turns(no)])
  const turned = choose(...second.programs, [pred, ...rest, ...made.slice(count), ...moved, ...second.captures])
  const results = made.slice(0, count)
  return { results, tangents: results.map((result, i) => (isFloating(result) ? turned[i] : undefined)) }
}

const transposed = new WeakMap<readonly Maybe[], readonly AnyTensor[]>()

/** One of two programs. What is differentiated is each by itself, so that nothing of the branch that is not meant comes into a derivative. */
const choice: Primitive<Branches> = {
  name: 'cond',
  types: (_, { yes }) => yes.program.outputs.map(({ type }) => type),
  jvp: (tangents, operands, params, results) => {
    const active = tangents.slice(1).map((tangent) => tangent !== undefined)
    const { programs, captures } = closed(
      both(params, (program) => {
        // Whether it will be transposed is not known here, so it is made so that it can be.
        const dual = jvpProgram(program, active, true)
        return { ...dual, outputs: dual.outputs.slice(results.length) }
      }),
    )
    const moved = tangents.slice(1).filter((tangent) => tangent !== undefined)
    const made = choose(...programs, [...operands, ...moved, ...captures])
    return results.map((result, i) => (isFloating(result) ? made[i] : undefined))
  },
  dual: (tangents, operands, params, apart) => (apart ? split([params.yes.program, params.no.program], operands, tangents) : undefined),
  transpose: (cotangents, which, { operands, params }) => {
    const isKnown = (_: unknown, i: number) => operands[i + 1] !== undefined
    const isLinear = (_: unknown, i: number) => operands[i + 1] === undefined
    const all =
      transposed.get(cotangents) ??
      (() => {
        const known = operands.slice(1).filter((operand) => operand !== undefined)
        const { programs, captures } = closed(
          both(params, (program) =>
            transposeProgram({ ...program, inputs: [...program.inputs.filter(isKnown), ...program.inputs.filter(isLinear)] }, known.length),
          ),
        )
        const seeds = params.yes.program.outputs.map(({ type }, i) => cotangents[i] ?? zeros(type))
        return choose(...programs, [
          item(
            operands.filter((operand) => operand !== undefined),
            0,
          ),
          ...known,
          ...seeds,
          ...captures,
        ])
      })()
    transposed.set(cotangents, all)
    return item(all, operands.slice(1, which).filter((operand) => operand === undefined).length)
  },
  batch: ({ operands, mapped, params, size }) => {
    const flags = mapped.slice(1)
    const { programs, captures } = closed(both(params, (program) => batchProgram(program, flags, size)))
    if (!mapped[0]) return choose(...programs, [...operands, ...captures])
    const given = [...operands.slice(1), ...captures]
    return selected(item(operands, 0), programs, given)
  },
  evaluate: (operands, { yes, no }) => evaluate((item(operands, 0).data[0] ? yes : no).program, operands.slice(1)),
  // Kernels have no way to leave out the other branch: both are computed, and one is taken.
  expand: (operands, { yes, no }, each) =>
    interpret(
      trace(
        ([pred, ...given]) => (pred ? selected(pred, [yes.program, no.program], given) : []),
        operands.map(({ type }) => type),
      ),
      operands,
      each,
    ),
  lower: expanded,
  samples: [],
}

/**
 * `onTrue(...args)` if the predicate holds, else `onFalse(...args)`; both give trees of the same shapes. On a device both are computed, and one is
 * taken; but the derivative of the other never comes in, not even as NaN, as it could with `where`. Mapped over predicates it is a `where` from there on.
 *
 * @throws ShapeMismatch if the branches differ in what they give; DTypeMismatch if the predicate is not a `bool` scalar
 * @example cond(greater(x, 0), (x: Tensor<[]>) => log(x), (x: Tensor<[]>) => x, x)
 */
export function cond<Args extends readonly unknown[], R>(
  pred: Tensor<[], 'bool'>,
  onTrue: (...args: Args) => R,
  onFalse: (...args: Args) => NoInfer<R>,
  ...args: Args
): R
export function cond(
  pred: AnyTensor,
  onTrue: (...args: never[]) => Tree,
  onFalse: (...args: never[]) => Tree,
  ...args: readonly Tree[]
): Tree {
  if (pred.type.dtype !== 'bool' || pred.type.shape.length > 0)
    throw new DTypeMismatch(`cond: the predicate is a bool scalar, bool[]; got ${showType(pred.type)}`)
  const [yes, no] = [traceTrees(onTrue, args), traceTrees(onFalse, args)]
  if (yes.outputs.key !== no.outputs.key) throw new ShapeMismatch('cond: the branches give trees of different structure')
  yes.program.outputs.forEach(({ type }, i) => {
    const other = item(no.program.outputs, i).type
    if (!sameType(type, other)) throw new ShapeMismatch(`cond: the branches differ: ${showType(type)} if true, ${showType(other)} if false`)
  })
  const { programs, captures } = closed([yes.program, no.program])
  return unflatten(yes.outputs, choose(...programs, [pred, ...leaves(args), ...captures]))
}
