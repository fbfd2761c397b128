import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, type DType, jit, Tensor, type Tree, tensor, vjp } from '../../src/index.js'

/** Tensors by name, as text. */
type Texts = Readonly<Record<string, string>>

/** What PyTorch gave; see scripts/fixtures/fixture.py. Without `gradients` there are none to compare. */
interface Fixture {
  readonly inputs: Texts
  readonly outputs: Texts
  readonly weights?: Texts
  readonly gradients?: Texts
}

/** The fixtures of a family by name. */
export const fixturesOf = (family: string, by: 'torch' | 'keras' | 'jax' = 'torch'): Readonly<Record<string, Fixture>> =>
  JSON.parse(readFileSync(new URL(`../fixtures/${by}/${family}.json`, import.meta.url), 'utf8')).cases

type Kind = 'float' | 'int' | 'bool'

interface Numbers {
  readonly kind: Kind
  readonly shape: readonly number[]
  readonly elements: readonly number[]
}

/** In the place of a tensor that a case does not give. */
const missing: Numbers = { kind: 'float', shape: [], elements: [] }

/** Reads `float [2, 3] 0.5 1 ...`. */
const numbersOf = (text: string): Numbers => {
  const { kind, shape, elements } = /^(?<kind>\w+) (?<shape>\[.*\]) ?(?<elements>.*)$/.exec(text)?.groups ?? {}
  return {
    kind: kind as Kind, // the script writes no other
    shape: JSON.parse(shape ?? ''),
    elements: elements ? elements.split(' ').map(Number) : [],
  }
}

/**
 * How far a number may be from PyTorch's, as a share of the largest of its tensor and absolutely. The fixtures are computed in float64 and hold nine
 * digits, and the reference computes in f64 as well, so there it is held to more than the promised 1e-5. Whole numbers and bools are equal.
 */
const backends = {
  reference: { float: 'f64', relative: 1e-8, absolute: 1e-9 },
  cpu: { float: 'f32', relative: 1e-5, absolute: 1e-6 },
  webgpu: { float: 'f32', relative: 1e-5, absolute: 1e-6 },
} as const

type BackendName = keyof typeof backends

const tensorOf = (text: string, float: DType): AnyTensor => {
  const { kind, shape, elements } = numbersOf(text)
  return tensor(elements, { shape, dtype: { float, int: 'i32' as const, bool: 'bool' as const }[kind] })
}

const largest = ({ elements }: Numbers): number => Math.max(0, ...elements.map(Math.abs))

/** `scale` is the tensor whose largest number counts. */
const expectClose = (what: string, found: Numbers, wanted: Numbers, tolerance: (typeof backends)[BackendName], scale = wanted) => {
  expect({ what, kind: found.kind, shape: found.shape }).toEqual({ what, kind: wanted.kind, shape: wanted.shape })
  const allowed = wanted.kind === 'float' ? tolerance.relative * largest(scale) + tolerance.absolute : 0
  const differences = wanted.elements.map((x, i) => Math.abs(x - (found.elements[i] ?? Number.NaN)))
  const at = differences.findIndex((difference) => !(difference <= allowed))
  const worst = Math.max(...differences)
  expect(at < 0 ? undefined : { what, at, found: found.elements[at], wanted: wanted.elements[at], worst, allowed }).toBeUndefined()
}

/** Tensors by name: those of a fixture. */
export type Named<Name extends string = string> = Readonly<Record<Name, AnyTensor>>

/** A tree from tensors named by their paths: `{ 'a.b': x, 'a.c': y }` is `{ a: { b: x, c: y } }`. */
export const nested = (tensors: Named): Readonly<Record<string, Tree>> => {
  const heads = [...new Set(Object.keys(tensors).map((path) => path.split('.')[0] ?? ''))]
  const within = (head: string): Tree => {
    const parts = Object.entries(tensors).filter(([path]) => path.startsWith(`${head}.`))
    return tensors[head] ?? nested(Object.fromEntries(parts.map(([path, x]) => [path.slice(head.length + 1), x])))
  }
  return Object.fromEntries(heads.map((head) => [head, within(head)]))
}

/** What typegrad makes of a fixture's inputs: one tensor, called `y`, or several by name. */
type Case<Name extends string> = (inputs: Named<Name>) => AnyTensor | Named

interface Given {
  readonly inputs: Named
  readonly weights: Named
}

interface Result {
  readonly outputs: Named
  readonly gradients: Named
}

/** Values and gradients of a case, with the same weights as PyTorch. */
const differentiated = (f: Case<string>, inputs: Named, weights: Named): Result => {
  const all = (given: Named): Named => {
    const result = f(given)
    return result instanceof Tensor ? { y: result } : result
  }
  if (Object.keys(weights).length === 0) return { outputs: all(inputs), gradients: {} }
  const weighed = (given: Named): Named => {
    const outputs = all(given)
    return Object.fromEntries(Object.keys(weights).map((name) => [name, outputs[name] as AnyTensor])) // that it is there is asserted below
  }
  const [, pull] = vjp(weighed, inputs)
  const [gradients] = pull(weights)
  return { outputs: all(inputs), gradients }
}

const tensorsOf = (texts: Texts, float: DType): Named =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, tensorOf(text, float)]))

const read = async (x: AnyTensor): Promise<Numbers> => ({
  kind: ({ f32: 'float', f16: 'float', f64: 'float', i32: 'int', u32: 'int', bool: 'bool' } as const)[x.dtype],
  shape: x.shape,
  elements: Array.from(await x.data()),
})

const readAll = async (tensors: Named): Promise<Readonly<Record<string, Numbers>>> =>
  Object.fromEntries(await Promise.all(Object.entries(tensors).map(async ([name, x]) => [name, await read(x)] as const)))

/**
 * Holds a family of cases to its fixtures, on all backends. All cases of a family are one program, so that kernels are few. The gradient in an input that
 * `vanishing` names is 0 as a sum of terms that are not: it is measured by the gradient in the other input, whose terms are of their size.
 */
export const compareWithTorch = <Name extends string>(
  family: string,
  cases: Readonly<Record<string, Case<Name>>>,
  vanishing: Readonly<Record<string, string>> = {},
): void => compare(fixturesOf(family), cases, vanishing)

/** As `compareWithTorch`, with what Keras gave; see scripts/fixtures/keras_recurrent.py. */
export const compareWithKeras = <Name extends string>(family: string, cases: Readonly<Record<string, Case<Name>>>): void =>
  compare(fixturesOf(family, 'keras'), cases, {})

/** As `compareWithTorch`, with what JAX and NumPy gave; see scripts/fixtures/jax_fixtures.py. */
export const compareWithJax = <Name extends string>(family: string, cases: Readonly<Record<string, Case<Name>>>): void =>
  compare(fixturesOf(family, 'jax'), cases, {})

const compare = <Name extends string>(
  fixtures: Readonly<Record<string, Fixture>>,
  cases: Readonly<Record<string, Case<Name>>>,
  vanishing: Readonly<Record<string, string>>,
): void => {
  it('has a case for every fixture and a fixture for every case', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(fixtures).sort())
  })

  describe.each(Object.entries(backends))('on %s', (backend, tolerance) => {
    const failures: Record<string, unknown> = {}
    const results: Record<string, Result> = {}

    const run = jit(
      (given: Readonly<Record<string, Given>>): Readonly<Record<string, Result>> =>
        Object.fromEntries(
          Object.entries(given).flatMap(([name, { inputs, weights }]) => {
            const f = cases[name] as Case<string> | undefined // the inputs of a fixture have the names that its case asks for
            return f ? [[name, differentiated(f, inputs, weights)]] : []
          }),
        ),
    )

    beforeAll(async () => {
      await acquire({ backend: backend as BackendName }) // a key of backends
      const given = Object.entries(fixtures).map(
        ([name, { inputs, weights = {} }]) =>
          [name, { inputs: tensorsOf(inputs, tolerance.float), weights: tensorsOf(weights, tolerance.float) }] as const,
      )
      try {
        Object.assign(results, run(Object.fromEntries(given)))
      } catch (together) {
        // One by one, to see which it is.
        for (const [name, tensors] of given)
          try {
            Object.assign(results, run({ [name]: tensors }))
          } catch (error) {
            failures[name] = error
          }
        if (Object.keys(failures).length === 0) throw together
      }
    })

    it.each(Object.entries(fixtures))('%s', async (name, { outputs, gradients = {} }) => {
      if (failures[name]) throw failures[name]
      const found = { outputs: await readAll(results[name]?.outputs ?? {}), gradients: await readAll(results[name]?.gradients ?? {}) }
      expect(Object.keys(found.outputs).sort()).toEqual(Object.keys(outputs).sort())
      for (const [output, text] of Object.entries(outputs))
        expectClose(output, found.outputs[output] ?? missing, numbersOf(text), tolerance)
      for (const [input, text] of Object.entries(gradients)) {
        const scale = gradients[vanishing[input] ?? input] ?? text
        expectClose(`gradient in ${input}`, found.gradients[input] ?? missing, numbersOf(text), tolerance, numbersOf(scale))
      }
    })
  })
}
