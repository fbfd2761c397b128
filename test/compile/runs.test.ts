import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depthOf, inRuns } from '../../src/compile/schedule/runs.js'

/** The turns of each counter, and the lengths of the runs that they fall into, innermost first. */
const walked = (extents: readonly number[], longest: number) => {
  const loops = inRuns(extents, longest)
  const turns: string[] = []
  const lengths: number[] = []
  /** How many totals or elements the run at this place takes up. */
  const walk = (at: number, from: readonly number[], to: readonly number[]): number => {
    const loop = loops[at]
    if (!loop) {
      turns.push(from.join())
      return 1
    }
    const [first, last] = [from[loop.counter] ?? 0, to[loop.counter] ?? 0]
    let taken = 0
    for (let i = first; i < last; i += loop.step) {
      const inside = walk(at + 1, from.with(loop.counter, i), to.with(loop.counter, Math.min(i + loop.step, last)))
      if (loop.holdsRun) lengths.push(inside)
      taken += loop.holdsRun ? 1 : inside
    }
    return taken
  }
  lengths.push(
    walk(
      0,
      extents.map(() => 0),
      extents,
    ),
  )
  return { loops, turns, lengths }
}

describe('loops in runs', () => {
  it('take every turn once, in order, and no run is longer than it may be', () => {
    const extents = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 })
    fc.assert(
      fc.property(extents, fc.integer({ min: 2, max: 20 }), (sizes, longest) => {
        const { turns, lengths } = walked(sizes, longest)
        const all = sizes.reduce<readonly (readonly number[])[]>(
          (some, n) => some.flatMap((one) => Array.from({ length: n }, (_, i) => [...one, i])),
          [[]],
        )
        expect(turns).toEqual(all.map((one) => one.join()))
        expect(Math.max(...lengths)).toBeLessThanOrEqual(longest)
      }),
      { numRuns: 200 },
    )
  })

  it('are as they were where all is one run', () => {
    expect(inRuns([3, 4], 16)).toEqual([
      { counter: 0, step: 1, holdsRun: false },
      { counter: 1, step: 1, holdsRun: false },
    ])
    expect(depthOf(inRuns([10_000], 16))).toBe(3)
    expect(depthOf(inRuns([1e9], Number.POSITIVE_INFINITY))).toBe(0)
  })
})
