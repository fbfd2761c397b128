import { basic } from '../../../kernel/basic.js'
import type { ScalarType } from '../../../kernel/scalar.js'
import { foldsOf } from '../../folds.js'
import { apply, constant, type Expression, type Loop, named, type Statement } from '../../nest/nest.js'
import { longestTileRun, shortRun } from '../runs.js'
import type { Blocks } from './blocks.js'
import type { Matrices } from './matrices.js'

/*
 * A long contraction of floats is a sum of sums (../runs.ts): of what a block folds every run begins anew and is added to the total; so are totals taken up by
 * others after as many runs, these by the next, until a run is all.
 */

/** Whether a contraction is so long. */
export const isLongSum = ({ part }: Pick<Matrices, 'part'>, folded: number): boolean => foldsOf(part).isRounded && folded > longestTileRun

const total = (name: string, type: ScalarType, at: Expression): Expression => ({ kind: 'load', type, from: name, at })

/** The totals of a task: `totals`, which blocks add to, and those above them. */
export class UpperTotals {
  readonly #innerBlocks: number
  readonly #upper: readonly { readonly from: string; readonly to: string; readonly every: number }[]

  /** For so many of the folded elements before the last axis, and along it. */
  constructor(
    private readonly matrices: Matrices,
    private readonly blocks: Blocks,
    outer: number,
    inner: number,
  ) {
    const count = Math.ceil(outer / blocks.outer) * Math.ceil(inner / blocks.inner)
    const first = Math.max(1, Math.floor(shortRun / Math.ceil(blocks.folded / shortRun)))
    const levels = blocks.isLong ? Math.max(0, Math.ceil(Math.log(count / first) / Math.log(shortRun) - 1e-9)) : 0
    this.#innerBlocks = Math.ceil(inner / blocks.inner)
    this.#upper = Array.from({ length: levels }, (_, level) => ({
      from: level === 0 ? 'totals' : `totals${level}`,
      to: `totals${level + 1}`,
      every: first * shortRun ** level,
    }))
  }

  get names(): readonly string[] {
    return ['totals', ...this.#upper.map(({ to }) => to)]
  }

  /** Before the first block. */
  clear(): Statement {
    return this.#each((at) => this.names.map((name) => this.#cleared(name, at)))
  }

  /** After each block. */
  takeUp(): Statement[] {
    const by = (of: string, size: number): Expression =>
      size === 1 ? named(of) : { kind: 'quotient', type: 'u32', of: named(of), by: size }
    const made: Expression = {
      kind: 'sum',
      type: 'u32',
      terms: [
        { of: by('ko_block', this.blocks.outer), factor: this.#innerBlocks },
        { of: by('ki_block', this.blocks.inner), factor: 1 },
      ],
      constant: 1,
    }
    return this.#upper.map(({ from, to, every }): Statement => {
      const rest: Expression = { kind: 'remainder', type: 'u32', of: made, by: every }
      const body = [this.#each((at) => [this.#added(to, from, at), this.#cleared(from, at)])]
      return { kind: 'branches', arms: [{ condition: apply('bool', basic.equal, rest, constant('u32', 0)), body }] }
    })
  }

  /** After the last: `totals` has all. */
  gather(): Statement[] {
    return this.#upper.map(({ to }) => this.#each((at) => [this.#added('totals', to, at)]))
  }

  #cleared(to: string, at: Expression): Statement {
    const { totalType, initial } = this.matrices
    return { kind: 'store', to, at, value: constant(totalType, initial) }
  }

  #added(to: string, from: string, at: Expression): Statement {
    const { totalType } = this.matrices
    return { kind: 'store', to, at, value: apply(totalType, basic.add, total(to, totalType, at), total(from, totalType, at)) }
  }

  #each(body: (at: Expression) => readonly Statement[]): Loop {
    const { rows, columns } = this.blocks
    const [from, to] = [constant('u32', 0), constant('u32', rows * columns)]
    return { kind: 'loop', role: 'vector', counter: 'clear', from, to, step: 4, body: body(named('clear')) }
  }
}
