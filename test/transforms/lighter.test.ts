import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simplify } from '../../src/compile/simplify.js'
import { type AnyTensor, add, grad, matmul, mul, relu, scan, square, sum, type Tensor, tanh, transpose, zeros } from '../../src/index.js'
import { evaluate } from '../../src/program/evaluate.js'
import type { Loop, WithLoop } from '../../src/program/loop.js'
import type { Program } from '../../src/program/program.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { type TreeFunction, traceTrees } from '../../src/transforms/traced.js'

const [steps, batch, features, units] = [4, 3, 2, 2]
type X = Tensor<[typeof steps, typeof batch, typeof features]>
type H = Tensor<[typeof batch, typeof units]>
type W = Tensor<[typeof features, typeof units]>
type R = Tensor<[typeof units, typeof units]>

const program = (f: unknown, args: readonly AnyTensor[]): Program => traceTrees(f as TreeFunction, args, 'lighter').program

const loopsOf = ({ equations }: Program): readonly Loop[] =>
  equations.flatMap(({ primitive, params }) => (primitive.name === 'loop' ? [(params as WithLoop).loop] : []))

/** How many products a step of each loop makes. */
const productsOf = (whole: Program): readonly number[] =>
  loopsOf(simplify(whole)).map((loop) => loop.program.equations.filter(({ primitive }) => primitive.name === 'dot').length)

const xs: X = zeros([steps, batch, features])
const h: H = zeros([batch, units])
const w: W = zeros([features, units])
const r: R = zeros([units, units])

const cell = (m: W, n: R, list: X) =>
  scan(
    (carry: H, x: Tensor<[typeof batch, typeof features]>) => [tanh(add(matmul(relu(x), m), matmul(carry, n))), null] as const,
    h,
    list,
  )[0]

describe('out of a loop is taken', () => {
  it('a product of each slice: a step makes that of what it carries', () => {
    expect(productsOf(program(cell, [w, r, xs]))).toEqual([1])
  })

  it('the gradient of weights: the way back makes the product with the cotangent', () => {
    const slopes = grad((m: W, n: R, list: X) => sum(cell(m, n, list)), { argnums: [0, 1] })
    expect(productsOf(program(slopes, [w, r, xs]))).toEqual([1, 1])
  })

  it('nothing where a loop only adds up, so that it saves memory', () => {
    const total = (m: W, list: X) =>
      scan(
        (sums: W, x: Tensor<[typeof batch, typeof features]>) => [add(sums, matmul(transpose(x), matmul(x, m))) as W, null] as const,
        m,
        list,
      )[0]
    expect(productsOf(program(total, [w, xs]))).toEqual([2])
    expect(loopsOf(simplify(program(total, [w, xs])))[0]?.carried).toBe(1)
  })
})

/** What a step may make and carry beside its state. */
const parts = ['product of the list', 'sum of products', 'sum of rows', 'sum of both', 'slice of a product'] as const

describe('a loop that holds them', () => {
  it('means what it meant, in both directions, and so do its gradients', () => {
    fc.assert(
      fc.property(
        fc.subarray([...parts]),
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (has, reverse, draw) => {
          const is = (part: (typeof parts)[number]): boolean => has.includes(part)
          const f = (m: W, n: R, list: X, first: R) =>
            scan(
              ([state, sums, rows]: readonly [H, R, Tensor<[typeof units]>], x: Tensor<[typeof batch, typeof features]>) => {
                const given = is('product of the list') ? matmul(mul(x, 2), m) : (x as unknown as H) // as many units as features
                const next = tanh(add(given, matmul(state, n)))
                const product = matmul(transpose(x), next) as unknown as R // it has these sizes
                const term = is('sum of both') ? add(product, transpose(matmul(transpose(state), state))) : product
                return [
                  [
                    next,
                    is('sum of products') || is('sum of both') ? add(sums, term as R) : sums,
                    is('sum of rows') ? add(sum(next, { axis: 0 }), rows) : rows,
                  ],
                  is('slice of a product') ? matmul(x, m) : next,
                ] as const
              },
              [h, first, zeros([units])],
              list,
              { reverse },
            )
          const value = (m: W, n: R, list: X, first: R) => {
            const [[state, sums, rows], slices] = f(m, n, list, first)
            return [state, sums, rows, slices]
          }
          const loss = (...all: readonly [W, R, X, R]) =>
            value(...all)
              .map((y) => sum(square(y as Tensor<[2]>)))
              .reduce((total, y) => add(total, y))
          for (const made of [value, grad(loss as never, { argnums: [0, 1, 2, 3] as never })]) {
            const whole = program(made, [w, r, xs, r])
            const inputs = whole.inputs.map(
              ({ type }): NdArray => ({
                ...type,
                data: Float64Array.from({ length: sizeOf(type.shape) }, () => draw.next().value),
              }),
            )
            const [expected, found] = [evaluate(whole, inputs), evaluate(simplify(whole), inputs)]
            expected.forEach(({ data }, i) => {
              data.forEach((x, j) => {
                expect(found[i]?.data[j]).toBeCloseTo(x, 8)
              })
            })
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
