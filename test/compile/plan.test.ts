import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fused, Kernel } from '../../src/compile/parts.js'
import { plan } from '../../src/compile/plan.js'
import { item, lookup, type Program, type Variable } from '../../src/program/program.js'

/** A value of so many elements, made by one kernel and read by the last of those that follow. */
interface Value {
  readonly size: number
  readonly from: number
  readonly to: number
}

const floats = (size: number): Variable => ({ type: { shape: [size], dtype: 'f32' } })

/** Kernels that make and read such values, none of them in place. */
const fusedOf = (values: readonly Value[]): { readonly fused: Fused; readonly variables: readonly Variable[] } => {
  const variables = values.map(({ size }) => floats(size))
  const output = floats(1)
  const last = Math.max(...values.map(({ to }) => to))
  const kernels = Array.from({ length: last + 1 }, (_, at): Kernel => {
    const those = (when: (value: Value) => boolean) => variables.filter((_, i) => when(item(values, i)))
    const reads = those(({ from, to }) => from < at && to === at)
    const writes = [...those(({ from }) => from === at), ...(at === last ? [output] : [])]
    const part = {
      size: 0,
      makes: writes,
      reads: new Map(reads.map((one) => [one, 'many' as const])),
      reductions: [],
      equations: 1,
      cost: 1,
    }
    return { parts: [part], reads, writes }
  })
  const program: Program = { inputs: [], captures: [], equations: [], outputs: [output] }
  return { fused: { program, kernels, cuts: { stored: new Map(), definitions: new Map() } }, variables }
}

const slotsOf = (values: readonly Value[]) => {
  const { fused, variables } = fusedOf(values)
  const { slots, locations } = plan(fused, [])
  return { slots, slotOf: variables.map((variable) => lookup(locations, variable).index) }
}

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)

describe('slots of temporaries', () => {
  it('are not taken by what is small and stays, where what is large comes again', () => {
    const { slots } = slotsOf([
      { size: 800, from: 0, to: 1 },
      { size: 1, from: 2, to: 9 },
      { size: 800, from: 3, to: 4 },
      { size: 800, from: 5, to: 6 },
    ])
    expect([...slots].sort((a, b) => b - a)).toEqual([3200, 4])
  })

  it('grow where what comes one after the other grows', () => {
    const values = Array.from({ length: 10 }, (_, i) => ({ size: 10 * (i + 1), from: i, to: i + 1 }))
    expect([...slotsOf(values).slots].sort((a, b) => b - a)).toEqual([400, 360])
  })

  it('hold one value at a time, each large enough for it, and no more in all than what began first and stayed', () => {
    const value = fc.record({ size: fc.integer({ min: 1, max: 50 }), from: fc.nat(20), lasts: fc.integer({ min: 1, max: 8 }) })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (drawn) => {
        const values = drawn.map(({ size, from, lasts }) => ({ size, from, to: from + lasts }))
        const { slots, slotOf } = slotsOf(values)
        values.forEach((one, i) => {
          expect(item(slots, item(slotOf, i))).toBeGreaterThanOrEqual(4 * one.size)
          values.forEach((other, j) => {
            if (j <= i || slotOf[i] !== slotOf[j]) return
            expect(one.to < other.from || other.to < one.from).toBe(true)
          })
        })
        const live = (at: number) => total(values.filter(({ from, to }) => from <= at && at <= to).map(({ size }) => 4 * size))
        expect(total(slots)).toBeGreaterThanOrEqual(Math.max(...values.map(({ from }) => live(from))))
        expect(total(slots)).toBeLessThanOrEqual(total(values.map(({ size }) => 4 * size)))
      }),
    )
  })
})
