import { type AnyTensor, check, zeros } from '../../src/index.js'
import type { Cell, CellRules, CellType, Parts } from './cell.js'

/** A cell from its rules; its type is stated by annotation. `carries` names what it carries, what it gives first. */
export const cellOf = <C extends CellType, Params, State extends Parts>(
  name: string,
  units: number,
  carries: readonly (keyof State & string)[],
  rules: CellRules<Params, State>,
): Cell<C> => {
  const run = rules as unknown as CellRules<unknown, Parts> // run on what its own `init` and `start` made
  const cell: Record<'init' | 'start' | 'step', unknown> = {
    init: (key: unknown, features: number) => {
      check.key(name, key)
      check.count(name, 'the number of features', features)
      return run.init(key, features)
    },
    start: (batch: number) => {
      check.count(name, 'the number of examples', batch, 0)
      return Object.fromEntries(carries.map((part) => [part, zeros([batch, units])]))
    },
    step: (params: unknown, state: Parts, x: AnyTensor) => {
      check.tensor(name, 'x', x)
      const after = run.advance(params, state, run.project(params, x))
      return [after, after[carries[0] ?? '']]
    },
  }
  return { name, units, carries, rules: run, ...cell } as unknown as Cell<C> // the rules are the run-time twin of C
}
