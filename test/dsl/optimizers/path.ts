import type { Optimizer } from '../../../dsl/index.js'
import { type AnyTensor, add, mul, scan, type Tensor, tensor, tree } from '../../../src/index.js'

/* The problem of scripts/fixtures/optax_optimizers.py: a small tree of numbered parameters, pulled to 0 and pushed about. */

const shapes = { encoder: { bias: [2], kernel: [3, 2] }, filters: [2, 3, 2], scale: [] }

export type Params = {
  readonly encoder: { readonly bias: Tensor<[2]>; readonly kernel: Tensor<[3, 2]> }
  readonly filters: Tensor<[2, 3, 2]>
  readonly scale: Tensor<[]>
}

export const steps = 100

/** The tree whose element `i` is `f(i)`, or, with a list of those in each place, `f(i)` in order. */
const treeOf = (f: (i: number) => readonly number[], lead: readonly number[]): unknown => {
  let next = 0
  const leaf = (shape: readonly number[]): AnyTensor => {
    const size = shape.reduce((product, n) => product * n, 1)
    const columns = Array.from({ length: size }, () => f(next++))
    const rows = (columns[0] ?? []).map((_, t) => columns.map((column) => column[t] ?? Number.NaN))
    return tensor(rows.flat(), { shape: [...lead, ...shape] })
  }
  return {
    encoder: { bias: leaf(shapes.encoder.bias), kernel: leaf(shapes.encoder.kernel) },
    filters: leaf(shapes.filters),
    scale: leaf(shapes.scale),
  }
}

/** Where the parameters start. */
export const start = (): Params => treeOf((i) => [Math.round(64 * Math.cos(3 * i + 1)) / 32], []) as Params // of those shapes

/** What pushes them in each step, along a first axis. */
export const pushes = (): unknown =>
  treeOf((i) => Array.from({ length: steps }, (_, t) => Math.round(64 * Math.sin(0.7 * t * (1 + i / 7) + i)) / 64), [steps])

/** How hard each is pulled. */
export const curvatures = (): Params => treeOf((i) => [(1 + (i % 4)) / 4], []) as Params // of those shapes

/** What is seen of parameters and state after each step, as a tree with the steps along the first axis. */
export type View = (params: Params, state: ReturnType<Optimizer['init']>) => unknown

/** The path of an optimiser: parameters after each step, in one loop, so that a step has to be one program whatever its count. */
export const path = (optimizer: Optimizer, params: Params, pushed: unknown, pulls: Params, view: View = (after) => after): unknown => {
  const step = (carry: unknown, push: unknown): readonly [unknown, unknown] => {
    const [at, state] = carry as readonly [Params, ReturnType<typeof optimizer.init<Params>>] // what a step gives
    const pull = (p: AnyTensor, curvature: AnyTensor, force: AnyTensor) => add(mul(p, curvature), force)
    const gradients = tree.map(pull, at, pulls, push as Params) // one slice of the pushes
    const after = optimizer.update(gradients, state, at)
    return [after, view(...after)]
  }
  const [, seen] = scan(step, [params, optimizer.init(params)] as unknown, pushed)
  return seen
}
