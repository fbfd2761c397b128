import { DTypeMismatch, ShapeMismatch } from '../errors.js'
import { broadcast } from '../primitives/broadcast.js'
import { expanded } from '../primitives/expanded.js'
import { zeros } from '../primitives/literal.js'
import { select } from '../primitives/select.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import { evaluate } from '../program/evaluate.js'
import { interpret } from '../program/interpret.js'
import { Body } from '../program/print.js'
import { item, type Program, readInputs } from '../program/program.js'
import { linearise, trace } from '../program/trace.js'
import type { Unless } from '../shape/dtype-rule.js'
import type { Fit, FitResult, Given, Wanted } from '../shape/sentence.js'
import { applyAll } from '../tensor/apply.js'
import * as check from '../tensor/check.js'
import { type Difference, demandAlike, type Named, named, type Unlike } from '../tensor/difference.js'
import { either } from '../tensor/key-use.js'
import type { Maybe, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating, placeholder, Tensor } from '../tensor/tensor.js'
import { leaves, type Tree, unflatten } from '../tensor/tree.js'
import { batchProgram } from './batch.js'
import { linearizeProgram, transposeProgram } from './linear.js'
import { jvpProgram } from './push-forward.js'
import { spend, type TreeFunction, traceTrees } from './traced.js'

type Branch = 'yes' | 'no'

type Branches = Params & {
  readonly yes: Body
  readonly no: Body
  /** For each result, as far as it goes, the branch that alone makes and reads it, if there is one: nobody looks at what stands there where the other is meant. */
  readonly of: readonly (Branch | undefined)[]
}

/**
 * Both branches take all operands but the first, which says which is meant; where it rests on nothing but constants, it is that branch. Operands that neither
 * reads are left out.
 */
const choose = (
  [yes, no]: readonly [Program, Program],
  operands: readonly AnyTensor[],
  of: Branches['of'] = yes.outputs.map(() => undefined),
): readonly AnyTensor[] => {
  const [pred, given] = [item(operands, 0), operands.slice(1)]
  if (!pred.traced && !pred.grounded) return interpret(isTrue(pred) ? yes : no, given)
  const reads = [yes, no].map(readInputs)
  const isRead = (_: unknown, i: number) => reads.some((inputs) => inputs[i])
  const body = (program: Program) => new Body({ ...program, inputs: program.inputs.filter(isRead) })
  return applyAll(choice, [pred, ...given.filter(isRead)], { yes: body(yes), no: body(no), of })
}

const isTrue = (constant: AnyTensor): boolean => item(evaluate(linearise([], [constant]), []), 0).data[0] === 1

const both = ({ yes, no }: Pick<Branches, Branch>, f: (program: Program) => Program): readonly [Program, Program] => [
  f(yes.program),
  f(no.program),
]

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

/** The predicate for each element of `x`, of whose axes it has the first. */
const spreadTo = (pred: AnyTensor, { type: { shape } }: AnyTensor): AnyTensor =>
  broadcast(pred, shape, shape.map((_, axis) => axis).slice(pred.type.shape.length))

/** Of the results of both branches those of the one that is meant. */
const selected = (pred: AnyTensor, yes: readonly AnyTensor[], no: readonly AnyTensor[], of: Branches['of'] = []): AnyTensor[] =>
  yes.map((x, i) => {
    const other = item(no, i)
    return of[i] === undefined ? select(spreadTo(pred, x), x, other) : of[i] === 'yes' ? x : other
  })

/**
 * Values, and tangents that are linear in the given ones: what a branch's derivative needs of what it computed comes out beside its results, and zeros in the
 * place of what the other's would. Operands that are needed are there.
 */
const split = (
  { yes: { program: onYes }, no: { program: onNo }, of }: Branches,
  operands: readonly AnyTensor[],
  tangents: readonly Maybe[],
) => {
  const [pred, rest] = [item(operands, 0), operands.slice(1)]
  const count = onYes.outputs.length
  const branches = [onYes, onNo].map((program) => {
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
  const made = choose(
    first.programs,
    [...operands, ...first.captures],
    [...of, ...yes.made.map(() => 'yes' as const), ...no.made.map(() => 'no' as const)],
  )
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
  const turned = choose(second.programs, [pred, ...rest, ...made.slice(count), ...moved, ...second.captures], of)
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
    const made = choose(programs, [...operands, ...moved, ...captures], params.of)
    return results.map((result, i) => (isFloating(result) ? made[i] : undefined))
  },
  dual: (tangents, operands, params, apart) => (apart ? split(params, operands, tangents) : undefined),
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
        const [pred] = operands
        if (!pred) throw new TypeError('transpose: cond is not linear in its predicate')
        return choose(programs, [pred, ...known, ...seeds, ...captures])
      })()
    transposed.set(cotangents, all)
    return item(all, operands.slice(1, which).filter((operand) => operand === undefined).length)
  },
  batch: ({ operands, mapped, params, size }) => {
    const flags = mapped.slice(1)
    const { programs, captures } = closed(both(params, (program) => batchProgram(program, flags, size)))
    if (!mapped[0]) return choose(programs, [...operands, ...captures], params.of)
    const pred = item(operands, 0)
    // To each branch what is mapped is a constant where the other is meant: no derivative comes through it there, not even NaN. Kernels see nothing of it.
    const resultsOf = (branch: Branch): AnyTensor[] => {
      const own = operands.slice(1).map((x, i) => {
        if (!flags[i] || !isFloating(x)) return x
        const still = stopGradient(x)
        return branch === 'yes' ? select(spreadTo(pred, x), x, still) : select(spreadTo(pred, x), still, x)
      })
      return interpret(programs[branch === 'yes' ? 0 : 1], [...own, ...captures])
    }
    return selected(pred, resultsOf('yes'), resultsOf('no'))
  },
  evaluate: (operands, { yes, no }) => evaluate((item(operands, 0).data[0] ? yes : no).program, operands.slice(1)),
  // Kernels have no way to leave out the other branch: both are computed, and one is taken.
  expand: (operands, { yes, no, of }, each) =>
    interpret(
      trace(
        ([pred, ...given]) => (pred ? selected(pred, interpret(yes.program, given), interpret(no.program, given), of) : []),
        operands.map(({ type }) => type),
      ),
      operands,
      each,
    ),
  stableHlo: (hlo, operands, { yes, no }, types) =>
    hlo.generic('if', operands.slice(0, 1), types, {
      bodies: [yes, no].map((body) => [[], () => hlo.program(body.program, operands.slice(1))]),
    }),
  lower: expanded,
  samples: [],
}

/** The sentence if a condition is none. */
export type NoPredicate<Which extends string, P> = unknown extends P
  ? never
  : [P] extends [Tensor<infer S, infer D>]
    ? [D & 'bool'] extends [never]
      ? `${Which} is a bool scalar, bool[]; got ${Named<P>}`
      : number extends S['length']
        ? never
        : S extends readonly []
          ? never
          : `${Which} is a bool scalar, bool[]; got ${Named<P>}`
    : `${Which} is a bool scalar, bool[]; got ${Named<P>}`

/**
 * The run-time twin of `NoPredicate`.
 *
 * @throws DTypeMismatch or ShapeMismatch with the sentence
 */
export const demandPredicate = (which: string, predicate: Tree): void => {
  const { dtype, shape } = predicate instanceof Tensor ? predicate.type : {}
  if (dtype !== 'bool' || shape?.length !== 0)
    throw new (dtype === 'bool' ? ShapeMismatch : DTypeMismatch)(`${which} is a bool scalar, bool[]; got ${named(predicate)}`)
}

type Undecided<P> = NoPredicate<'cond: the predicate', P>

/** The sentence if two branches do not give trees of one type. */
type Branching<R, S> = Branched<Unlike<R, S>>

type Branched<Found> =
  Found extends Difference<infer Path, infer One, infer Other>
    ? `cond: the branches differ${Path extends '' ? '' : ` at ${Path}`}: ${One} if true, ${Other} if false`
    : never

/**
 * `onTrue(...args)` if the predicate holds, else `onFalse(...args)`; both give trees of the same shapes. On a device both are computed, and one is
 * taken; but the derivative of the other never comes in, not even as NaN, as it could with `where`. Mapped over predicates it is a
 * `where` from there on, whose other branch is safe in what is mapped.
 *
 * @throws ShapeMismatch if the branches differ in what they give, or the predicate is not a scalar; DTypeMismatch if its dtype is not `bool`, or the
 * branches differ in dtype alone
 * @example cond(greater(x, 0), (x: Tensor<[]>) => log(x), (x: Tensor<[]>) => x, x)
 *
 * @category Transforms and control flow
 */
export function cond<P extends AnyTensor, const Args extends readonly unknown[], const R, S extends Tree = R>(
  pred: Fit<Undecided<P>, P>,
  onTrue: (...args: Args) => R,
  onFalse: FitResult<S, S, R, Unless<Undecided<P>, Branching<R, S>>, (...args: Args) => Wanted<Undecided<P>, S>>,
  ...args: Args
): Given<R>
export function cond(
  pred: Tensor<[], 'bool'>,
  onTrue: (...args: never[]) => Tree,
  onFalse: (...args: never[]) => Tree,
  ...args: readonly Tree[]
): Tree {
  demandPredicate('cond: the predicate', pred)
  check.callable('cond', 'the branch if true', onTrue)
  check.callable('cond', 'the branch if false', onFalse)
  const branch = (f: TreeFunction) => () => {
    const traced = traceTrees(f, args, 'cond')
    spend(leaves(args), traced.spent, 'cond')
    return traced
  }
  const branches = either(branch(onTrue), branch(onFalse))
  const [yes, no] = [item(branches, 0), item(branches, 1)]
  demandAlike(
    unflatten(
      yes.outputs,
      yes.program.outputs.map(({ type }) => placeholder(type)),
    ),
    unflatten(
      no.outputs,
      no.program.outputs.map(({ type }) => placeholder(type)),
    ),
    ({ path, one, other }) => `cond: the branches differ${path ? ` at ${path}` : ''}: ${one} if true, ${other} if false`,
  )
  const { programs, captures } = closed([yes.program, no.program])
  return unflatten(yes.outputs, choose(programs, [pred, ...leaves(args), ...captures]))
}
