import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'

/** What is carried from step to step, each `[batch, hidden]`; the first is what a step gives. */
export type State = readonly AnyTensor[]

/** What a recurrent operator made of a sequence. */
export interface Sequence {
  /** What each step gives, `[time, batch, hidden]`. */
  readonly all: AnyTensor
  readonly last: State
}

/** Along a sequence `[time, ...]`, from its end if it is reversed. */
export const stepThrough = (step: (state: State, now: AnyTensor) => State, start: State, xs: AnyTensor, reverse = false): Sequence => {
  if (xs.shape[0] === 1) {
    const last = step(start, ops.slice(xs, 0))
    return { all: ops.expandDims(last[0] ?? xs, 0), last }
  }
  const body = (state: State, now: AnyTensor): [State, AnyTensor] => {
    const next = step(state, now)
    return [next, next[0] ?? now]
  }
  // What is carried keeps its shape from step to step, which the compiler can't know of sizes that are not known to it.
  const scan = ops.scan as (f: typeof body, init: State, xs: AnyTensor, options: { readonly reverse: boolean }) => [State, AnyTensor]
  const [last, all] = scan(body, start, xs, { reverse })
  return { all, last }
}
