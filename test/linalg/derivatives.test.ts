import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire } from '../../src/index.js'
import type { Draw } from '../../src/tensor/sample.js'
import { type Floor, type Many, type Numbers, pasted, transforms } from '../support/compositions.js'
import { drawWith } from '../support/draw.js'

/*
 * Derivatives of linear algebra are what differences say, forward, in reverse and twice, and mapped as by a loop; at matrices that are far from singular and
 * whose singular values are apart.
 */

const loose = t as unknown as Readonly<Record<string, (...args: readonly unknown[]) => AnyTensor & readonly AnyTensor[]>>
const call = (name: string, ...args: readonly unknown[]) => loose[name]?.(...args) as AnyTensor & readonly AnyTensor[] // each is one of its names

/** Diagonals apart, the rest small; more of each where a transform maps over it. */
const matrices =
  (definite: boolean) =>
  (draw: Draw, shape: readonly number[], _argument = 0, axis?: number): Numbers => {
    const inner = axis === undefined ? shape : shape.filter((_, i) => i !== axis)
    const [rows = 1, columns = 1] = inner.slice(-2)
    const one = (): Numbers => ({
      shape: inner,
      data: Array.from({ length: inner.reduce((count, n) => count * n, 1) }, (_, i) => {
        const [row, column] = [Math.floor(i / columns) % rows, i % columns]
        // Never 0: where nothing is left below the diagonal, the signs of `qr` jump, as LAPACK's do.
        const near = (draw.int(-100, 99) + 0.5) / 400
        return inner.length > 1 && row === column ? (definite || row % 2 === 0 ? 1 : -1) * (2 + 0.7 * row) + near : near
      }),
    })
    if (axis === undefined) return one()
    // Slices along the mapped axis, each a matrix that serves.
    const slices = Array.from({ length: shape[axis] ?? 0 }, one)
    const after = shape.slice(axis + 1).reduce((count, n) => count * n, 1)
    const size = shape.reduce((count, n) => count * n, 1)
    const data = Array.from({ length: size }, (_, i) => {
      const [before, at, rest] = [Math.floor(i / after / slices.length), Math.floor(i / after) % slices.length, i % after]
      return slices[at]?.data[before * after + rest] ?? Number.NaN
    })
    return { shape, data }
  }

const functions: Readonly<Record<string, readonly [f: Many, ...shapes: readonly (readonly number[])[]]>> = {
  solve: [(a, b) => [call('solve', a, b)], [3, 3], [3, 2]],
  'solve of batches': [(a, b) => [call('solve', a, b)], [2, 2, 2], [2]],
  inverse: [(a) => [call('inverse', a)], [2, 3, 3]],
  det: [(a) => [call('det', a)], [3, 3]],
  logdet: [(a) => [call('logdet', a)[1] as AnyTensor], [3, 3]], // its second result
  cholesky: [(a) => [call('cholesky', a)], [3, 3]],
  qr: [(a) => [...call('qr', a)], [3, 2]],
  'qr of wide ones': [(a) => [...call('qr', a)], [2, 3]],
  lstsq: [(a, b) => [call('lstsq', a, b)], [4, 2], [4]],
  'lstsq of wide ones': [(a, b) => [call('lstsq', a, b)], [2, 3], [2, 2]],
  svd: [(a) => [...call('svd', a)], [4, 3]],
  'svd of wide ones': [(a) => [...call('svd', a)], [2, 3]],
  eigh: [(a) => [...call('eigh', a)], [3, 3]],
  matrixPower: [(a) => [call('matrixPower', a, 3)], [2, 2]],
  'matrixPower of a negative number': [(a) => [call('matrixPower', a, -2)], [2, 2]],
  expm: [(a) => [call('expm', call('mul', a, 0.3))], [2, 2]],
  triangularSolve: [(a, b) => [call('triangularSolve', a, b)], [3, 3], [3]],
  'triangularSolve, lower': [(a, b) => [call('triangularSolve', a, b, { lower: true, unitDiagonal: true })], [3, 3], [3, 2]],
}

const towers: readonly (readonly string[])[] = [['jvp'], ['vjp'], ['grad', 'jvp'], ['grad', 'vjp'], ['vmap'], ['grad', 'vmap']]

describe.each(Object.entries(functions))('%s', (name, [f, ...shapes]) => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it('is differentiated and mapped as differences and loops say, twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const numbers = matrices(name === 'cholesky' || name === 'expm')
        const ground: Floor = { text: name, f, at: shapes.map((shape) => numbers(draw, shape)), numbers }
        for (const names of towers) {
          let floor: Floor & { readonly fault?: () => Promise<string | undefined> } = ground
          for (const one of names) floor = (await transforms[one]?.(floor, draw)) ?? floor
          const fault = await floor.fault?.()
          if (fault) throw new Error(`${names.join(' of ')}: ${pasted(floor, fault)}`)
        }
      }),
      { numRuns: 2 },
    )
  })
})
