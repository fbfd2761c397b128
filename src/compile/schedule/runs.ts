import { basic } from '../../kernel/basic.js'
import { apply, comment, type Expression, named, type Statement, sum } from '../nest/nest.js'

/*
 * A sum of many floats taken one after the other loses a digit for every tenfold. So it is made of sums of few, and these of such sums: a tree that is fixed
 * by the extents alone, and the same for any number of threads.
 */

/** So many are added one after the other: a sum of 10^7 equal numbers stays within 10^-6 whatever they are; with 32 it is within 1.4 times that, with 64 twice. */
export const shortRun = 16
/** Of a loop that makes a tile, whose totals are many: taking each up once in 64 turns is a thirtieth of the work. */
export const tileRun = 64
/** Products as long as this are summed in one run: what most matrices are, as fast as it can be. */
export const longestTileRun = 1024
/** Of a loop whose ends are read: most are short, and loops around them cost more than they turn. */
export const readRun = 64

/** A loop over a counter, or over pieces of its turns. */
export interface Turns {
  /** Which of the counters. */
  readonly counter: number
  /** From one turn to the next; 1 for the counter itself. */
  readonly step: number
  /** What stands inside is a run of its own, whose total is added to that outside. */
  readonly holdsRun: boolean
}

/** The loops over counters with these extents, outermost first, so that no run is longer than `longest`. */
export const inRuns = (extents: readonly number[], longest: number): readonly Turns[] => {
  const loops: Turns[] = []
  let [run, holdsRun] = [1, false]
  const add = (counter: number, step: number): void => {
    loops.unshift({ counter, step, holdsRun })
    holdsRun = false
  }
  for (const [counter, extent] of [...extents.entries()].reverse()) {
    let [left, step] = [extent, 1]
    while (run * left > longest) {
      const piece = Math.floor(longest / run)
      if (piece > 1) {
        add(counter, step)
        left = Math.ceil(left / piece)
        step *= piece
      }
      run = 1
      holdsRun = true
    }
    add(counter, step)
    run *= left
  }
  return loops
}

/** How many totals stand inside each other. */
export const depthOf = (loops: readonly Turns[]): number => loops.filter(({ holdsRun }) => holdsRun).length

/** The name of a total: the outermost is `a0`, that of the runs inside of it `b0`, and so on. */
export const totalName = (depth: number, slot: number, block?: number): string =>
  `${String.fromCharCode('a'.charCodeAt(0) + depth)}${slot}${block === undefined ? '' : `_${block}`}`

/** A counter: where it begins and ends, and what one turn is. */
export interface Counter {
  readonly name: string
  readonly from: Expression
  readonly to: Expression
  /** Between two turns; 1 unless threads take turns. */
  readonly stride?: number
  /** Several elements are computed at once in its turns. */
  readonly role?: 'vector'
}

/** What is written of the totals of runs. */
export interface Totals {
  readonly declare: (depth: number) => readonly Statement[]
  /** Adds the totals of a run to those outside. */
  readonly merge: (depth: number) => readonly Statement[]
  /** What stands around a run and its totals; nothing if left out. */
  readonly around?: (depth: number, run: readonly Statement[]) => readonly Statement[]
}

/**
 * Loops around the innermost lines; `lines[n]` stand in those of `n` counters, before the next begins. So many turns of the innermost loop are written out: of each of its pieces a divisor.
 */
export const nest = (
  loops: readonly Turns[],
  counters: readonly Counter[],
  lines: readonly (readonly Statement[])[],
  innermost: readonly Statement[],
  { declare, merge, around = (_, run) => run }: Totals,
  written = 1,
): Statement[] => {
  /** `begun` counters have a loop of their own around; `within` are the bounds of the pieces that the next loop is inside of. */
  const build = (
    at: number,
    begun: number,
    depth: number,
    within?: { readonly from: Expression; readonly to: Expression },
  ): Statement[] => {
    const loop = loops[at]
    const counter = loop && counters[loop.counter]
    if (!loop || !counter) return [...innermost]
    const { name, stride = 1, role = 'sequence' } = counter
    const isWhole = loop.step === 1
    const piece = isWhole ? name : `${name}_${loop.step}`
    const { from, to } = within ?? counter
    const step = loop.step * stride
    const inner = loop.holdsRun ? depth + 1 : depth
    const end = `${piece}_end`
    const first: readonly Statement[] = isWhole
      ? (lines[begun + 1] ?? [])
      : [{ kind: 'let', name: end, value: apply('u32', basic.min, sum([named(piece)], step), counter.to) }]
    const inside = isWhole ? build(at + 1, begun + 1, inner) : build(at + 1, begun, inner, { from: named(piece), to: named(end) })
    const body = [
      ...first,
      ...(loop.holdsRun
        ? around(inner, [
            comment('a run has a total of its own: rounding errors stay small'),
            ...declare(inner),
            ...inside,
            ...merge(inner),
          ])
        : inside),
    ]
    if (written > 1 && at === loops.length - 1 && isWhole) {
      const turn = (i: number): Statement => ({
        kind: 'branches',
        arms: [{ body: [{ kind: 'let', name, value: sum([named(`${name}_at`)], i * step) }, ...body] }],
      })
      const turns = Array.from({ length: written }, (_, i) => turn(i))
      return [{ kind: 'loop', role: 'sequence', counter: `${name}_at`, from, to, step: written * step, body: turns }]
    }
    return [{ kind: 'loop', role: isWhole ? role : 'sequence', counter: piece, from, to, step, body }]
  }
  return [...(lines[0] ?? []), ...build(0, 0, 0)]
}
