import { describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { digammaOf, lgammaOf } from '../../src/primitives/gamma-value.js'
import { closely } from '../support/accuracy.js'
import { computed, elementOf, targets } from '../support/scalars.js'

/* Below 0 these functions have a zero or a pole between any two whole numbers: they are right to some units of the larger of the result and 1. */

describe.each(Object.entries(targets))('below 0, on a target that is %s', (_, target) => {
  it.each([
    ['lgamma', t.lgamma, lgammaOf, 1.5e-6],
    ['digamma', t.digamma, digammaOf, 1.5e-6],
  ] as const)('%s is right to a share of the larger of the result and 1', (_name, f, want, share) => {
    const of = computed(elementOf(f), ['f32'], target)
    const off = [...closely(-40, 0), ...closely(-2.5, 0), ...closely(-0.5, 0)].map((x) => ({
      x,
      got: of(x),
      // What is right of the float itself.
      want: want(x),
    }))
    // Next to a pole x itself, a float, says where.
    const wrong = off.filter(
      ({ got, want: right }) => !(Math.abs(got - right) <= share * Math.max(1, Math.abs(right)) || Object.is(got, right)),
    )
    expect(wrong.slice(0, 3)).toEqual([])
  })

  it('is infinite, or not defined, at the poles', () => {
    const [lgamma, digamma] = [t.lgamma, t.digamma].map((f) => computed(elementOf(f), ['f32'], target))
    expect([0, -0, -1, -7, -(2 ** 30), Number.NEGATIVE_INFINITY].map((x) => lgamma?.(x))).toEqual(Array(6).fill(Number.POSITIVE_INFINITY))
    expect([-1, -7, -(2 ** 30), Number.NEGATIVE_INFINITY].map((x) => digamma?.(x))).toEqual(Array(4).fill(Number.NaN))
    expect([digamma?.(0), digamma?.(-0)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  })
})
