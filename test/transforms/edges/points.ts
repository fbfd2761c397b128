import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type AnyTensor, type DType, tensor, vjp } from '../../../src/index.js'
import { functions, type Operation } from './functions.js'

/* Texts of numbers: `2`, or `[2 3]`; of several arguments, `2, [2 3]`. */

export const numbersIn = (text: string): number[] => text.match(/[^\s,[\]]+/g)?.map(Number) ?? []

const tensorOf = (text: string, dtype: DType): AnyTensor => {
  const elements = numbersIn(text)
  return tensor(elements, { shape: text.startsWith('[') ? [elements.length] : [], dtype })
}

export const argumentsOf = (at: string, dtype: DType): AnyTensor[] => at.split(', ').map((text) => tensorOf(text, dtype))

export interface Parts<T> {
  readonly value: T
  readonly gradient?: T
  readonly second?: T
}

type Part = keyof Parts<unknown>

export const parts: readonly Part[] = ['value', 'gradient', 'second']

/** What JAX says at each point of each case, in texts. */
export const jax: Readonly<Record<string, Readonly<Record<string, Parts<string>>>>> = (() => {
  const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/jax/edges.json', import.meta.url), 'utf8')) as {
    cases: Record<string, Record<string, string>>
  }
  const split = (text: string): Parts<string> => {
    const [value = '', gradient, second] = text.split(' | ')
    return { value, ...(gradient !== undefined && { gradient }), ...(second !== undefined && { second }) }
  }
  return Object.fromEntries(
    Object.entries(cases).map(([name, points]) => [
      name,
      Object.fromEntries(Object.entries(points).map(([at, text]) => [at, split(text)])),
    ]),
  )
})()

export const pointOf = (name: string, at: string): Parts<string> => {
  const point = jax[name]?.[at]
  if (!point) throw new Error(`JAX was not asked for ${name} at ${at}`)
  return point
}

export const functionOf = (name: string): Operation => {
  const f = functions[name]
  if (!f) throw new Error(`there is no function '${name}'`)
  return f
}

/** The gradient in one argument, of `y[0] + 2 y[1] + ...`. */
const gradientIn =
  (f: Operation, which: number): Operation =>
  (...args) => {
    const [y, pull] = vjp(f, ...args)
    const weights = Array.from({ length: y.shape.reduce((size, n) => size * n, 1) }, (_, i) => i + 1)
    return pull(tensor(weights, { shape: y.shape, dtype: y.dtype }))[which] as AnyTensor // it has as many as f
  }

/** The parts that a point has. */
export const computed = (f: Operation, args: readonly AnyTensor[], { gradient }: Parts<string>): Parts<readonly AnyTensor[]> => ({
  value: [f(...args)],
  ...(gradient !== undefined && {
    gradient: args.map((_, i) => gradientIn(f, i)(...args)),
    second: args.map((_, i) => gradientIn(gradientIn(f, i), i)(...args)),
  }),
})

export const read = async (tensors: readonly AnyTensor[]): Promise<number[]> =>
  (await Promise.all(tensors.map(async (x) => Array.from(await x.data())))).flat()

interface Tolerance {
  readonly relative: number
  readonly absolute: number
  /** Whether a value has its sign where it is 0, too. */
  readonly signed: boolean
}

/** The fixtures hold twelve digits. */
export const backends = {
  reference: { relative: 1e-11, absolute: 0, signed: true },
  cpu: { relative: 1e-5, absolute: 1e-6, signed: false },
  webgpu: { relative: 1e-5, absolute: 1e-6, signed: false },
} as const

export const agree = (
  part: Part,
  found: readonly number[],
  wanted: readonly number[],
  tolerance: Tolerance = backends.reference,
): boolean =>
  found.length === wanted.length &&
  wanted.every((y, i) => {
    const x = found[i] as number // they are of one length
    if (y === 0 && part === 'value' && tolerance.signed) return Object.is(x, y)
    return Object.is(x, y) || Math.abs(x - y) <= tolerance.relative * Math.abs(y) + tolerance.absolute
  })

const shown = (numbers: readonly number[]): string => numbers.map((x) => (Object.is(x, -0) ? '-0' : x)).join(' ')

/** The parts that are not as they are wanted, each as a sentence. */
export const wrong = async (
  name: string,
  at: string,
  wanted: Partial<Parts<string>>,
  found: Parts<readonly AnyTensor[]>,
  tolerance: Tolerance,
): Promise<string[]> => {
  const sentences = parts.map(async (part) => {
    const want = wanted[part]
    if (want === undefined) return []
    const got = await read(found[part] ?? [])
    return agree(part, got, numbersIn(want), tolerance) ? [] : [`${name} at ${at}: the ${part} is ${shown(got)}, not ${want}`]
  })
  return (await Promise.all(sentences)).flat()
}

/** What is wrong at a point on the reference. */
export const faults = (name: string, at: string, wanted: Partial<Parts<string>>): Promise<string[]> =>
  wrong(name, at, wanted, computed(functionOf(name), argumentsOf(at, 'f64'), pointOf(name, at)), backends.reference)

export type Statement = Readonly<Record<string, Partial<Parts<string>>>>

const partsOf = (statement: Statement) =>
  Object.entries(statement).flatMap(([at, said]) =>
    parts.flatMap((part) => {
      const text = said[part]
      return text === undefined ? [] : [{ at, part, text }]
    }),
  )

/** That is what comes out, and what JAX gives. */
export const states = async (name: string, statement: Statement): Promise<void> => {
  for (const { at, part, text } of partsOf(statement)) {
    expect(await faults(name, at, { [part]: text })).toEqual([])
    const theirs = pointOf(name, at)[part]
    expect({ name, at, part, theirs, agrees: agree(part, numbersIn(text), numbersIn(theirs ?? '')) }).toMatchObject({ agrees: true })
  }
}
