import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, jit, tensor, vjp } from '../../src/index.js'

/* Against LAPACK (by NumPy) and JAX: scripts/fixtures/linear_algebra.py. */

interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface Case {
  readonly args: readonly Numbers[]
  readonly results: readonly Numbers[]
  readonly weights: readonly Numbers[]
  readonly gradients: readonly Numbers[]
}
const { cases }: { readonly cases: Readonly<Record<string, readonly Case[]>> } = JSON.parse(
  readFileSync(new URL('../fixtures/numpy/linear-algebra.json', import.meta.url), 'utf8'),
)

/** Operations on tensors of any shape: what they say of shapes is tested elsewhere. */
const loose = t as unknown as Readonly<Record<string, (...args: readonly unknown[]) => AnyTensor & readonly AnyTensor[]>>
const call = (name: string, ...args: readonly unknown[]) => loose[name]?.(...args) as AnyTensor & readonly AnyTensor[] // each is one of its names

/** `u diag(s) vt`. */
const scaled = (u: AnyTensor, s: AnyTensor, vt: AnyTensor): AnyTensor => call('matmul', call('mul', u, call('expandDims', s, -2)), vt)

type Many = (...args: readonly AnyTensor[]) => readonly AnyTensor[]

const functions: Readonly<Record<string, Many>> = {
  ...Object.fromEntries(['solve', 'inverse', 'det', 'cholesky', 'lstsq', 'expm'].map((name) => [name, (...args) => [call(name, ...args)]])),
  logdet: (a) => call('logdet', a),
  qr: (a) => call('qr', a),
  triangularSolve: (a, b) => [call('triangularSolve', a, b, { lower: true })],
  matrixPower: (a) => [call('matrixPower', a, 5)],
  svd: (a) => {
    const [u, s, vt] = t.svd(a)
    return [s, scaled(u, t.tanh(s), vt)]
  },
  eigh: (a) => {
    const [values, vectors] = t.eigh(a)
    return [values, scaled(vectors, t.tanh(values), call('swapAxes', vectors, -1, -2))]
  },
}

const backends = { reference: ['f64', 1e-8], cpu: ['f32', 1e-4] } as const

/** As a share of the largest number of the tensor. */
const expectClose = async (what: string, got: AnyTensor | undefined, want: Numbers, share: number): Promise<void> => {
  expect({ what, shape: got?.type.shape }).toEqual({ what, shape: want.shape })
  const found = Array.from((await got?.data()) ?? [])
  const largest = Math.max(1e-3, ...want.data.map(Math.abs))
  const off = want.data.map((x, i) => Math.abs(x - (found[i] ?? Number.NaN)))
  const at = off.findIndex((one) => !(one <= share * largest))
  expect(at < 0 ? undefined : { what, at, found: found[at], wanted: want.data[at] }).toBeUndefined()
}

it('the functions are those of the fixture', () => {
  expect(Object.keys(functions).sort()).toEqual(Object.keys(cases).sort())
})

describe.each(Object.entries(backends))('on %s', (backend, [dtype, share]) => {
  beforeAll(() => acquire({ backend: backend as keyof typeof backends })) // a key of backends
  const of = ({ shape, data }: Numbers): AnyTensor => tensor([...data], { shape: [...shape], dtype })

  it.each(Object.entries(functions))('%s and its gradients', async (name, f) => {
    for (const { args, results, weights, gradients } of cases[name] ?? []) {
      const both = jit((given: readonly AnyTensor[], cotangents: readonly AnyTensor[]) => {
        const [values, pull] = vjp((xs: readonly AnyTensor[]) => f(...xs), given)
        return [values, pull(cotangents)[0]] as const
      })
      const [values, pulled] = both(args.map(of), weights.map(of))
      for (const [i, want] of results.entries()) await expectClose(`result ${i}`, values[i], want, share)
      for (const [i, want] of gradients.entries()) await expectClose(`gradient ${i}`, pulled[i], want, share * (dtype === 'f32' ? 5 : 10))
    }
  })
})
