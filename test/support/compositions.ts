import type fc from 'fast-check'
import * as typegrad from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { Draw } from '../../src/tensor/sample.js'
import type { Tree } from '../../src/tensor/tree.js'
import { drawWith } from './draw.js'

/*
 * Transforms over functions of tensors, each with its definition: what it must be equal to, said in terms of the function below it. A tower of them is
 * right if each floor is what its definition makes of the floor below.
 */

type AnyTensor = typegrad.AnyTensor

/** A function of tensors. */
export type Many = (...args: readonly AnyTensor[]) => readonly AnyTensor[]

/** Numbers of a shape. */
export interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** The transforms, for functions whose shapes the compiler doesn't know. */
interface Loose {
  jvp(f: Many, x: readonly AnyTensor[], t: readonly AnyTensor[]): readonly [readonly AnyTensor[], readonly AnyTensor[]]
  linearize(f: Many, ...x: readonly AnyTensor[]): readonly [readonly AnyTensor[], Many]
  vjp(f: Many, ...x: readonly AnyTensor[]): readonly [readonly AnyTensor[], (u: readonly AnyTensor[]) => readonly AnyTensor[]]
  grad(f: (...args: readonly AnyTensor[]) => AnyTensor, options: { readonly argnums: readonly number[] }): Many
  vmap(f: Many, options: { readonly in: readonly (number | null)[]; readonly out?: number }): Many
  jit(f: Many): Many
  checkpoint(f: Many): Many
  map(f: (x: Tree) => Tree, xs: Tree): Tree
  sum(x: AnyTensor): AnyTensor
  sin(x: AnyTensor): AnyTensor
  add(a: AnyTensor, b: AnyTensor): AnyTensor
}

/** Their types are tested elsewhere. */
export const loose = typegrad as unknown as Loose

export type Float = 'f32' | 'f64'

export const tensorOf = ({ shape, data }: Numbers, dtype: Float = 'f64'): AnyTensor =>
  typegrad.tensor(dtype === 'f64' ? Float64Array.from(data) : Float32Array.from(data), { shape: [...shape] })

export const numbersOf = async (x: AnyTensor): Promise<Numbers> => ({ shape: x.type.shape, data: [...(await x.data())] })

/** What a function gives on the device of the moment. */
export const run = async (f: Many, at: readonly Numbers[], dtype: Float = 'f64'): Promise<Numbers[]> =>
  Promise.all(f(...at.map((one) => tensorOf(one, dtype))).map(numbersOf))

/** Numbers of the size of 1, drawn. */
export const drawNumbers = (draw: Draw, shape: readonly number[]): Numbers => ({
  shape,
  data: Array.from({ length: sizeOf(shape) }, () => draw.int(-1000, 1000) / 1000),
})

const plus = (x: readonly Numbers[], by: readonly Numbers[], step: number): Numbers[] =>
  x.map(({ shape, data }, i) => ({ shape, data: data.map((value, j) => value + step * (by[i]?.data[j] ?? Number.NaN)) }))

/** Central differences of fourth order, in a direction. */
export const difference = async (f: Many, x: readonly Numbers[], direction: readonly Numbers[], h: number): Promise<Numbers[]> => {
  const [far, near, back, farBack] = await Promise.all([2 * h, h, -h, -2 * h].map((step) => run(f, plus(x, direction, step))))
  return (near ?? []).map(({ shape, data }, i) => ({
    shape,
    data: data.map((value, j) => {
      const at = (list: readonly Numbers[] | undefined) => list?.[i]?.data[j] ?? Number.NaN
      return (8 * (value - at(back)) - (at(far) - at(farBack))) / (12 * h)
    }),
  }))
}

export const dot = (a: readonly Numbers[], b: readonly Numbers[]): number =>
  a.reduce((total, { data }, i) => total + data.reduce((inner, x, j) => inner + x * (b[i]?.data[j] ?? Number.NaN), 0), 0)

/** Where two lists of numbers differ, relative to the largest of them; nothing if they don't. */
export const disagreement = (got: readonly Numbers[], want: readonly Numbers[], tolerance: number): string | undefined => {
  if (got.length !== want.length) return `${got.length} results, not ${want.length}`
  for (const [i, { shape, data }] of got.entries()) {
    const other = want[i] ?? { shape: [], data: [] }
    if (shape.join() !== other.shape.join()) return `result ${i} is [${shape}], not [${other.shape}]`
    const size = Math.max(1, ...other.data.map(Math.abs))
    const j = data.findIndex((x, j) => {
      const y = other.data[j] ?? Number.NaN
      return !(Math.abs(x - y) <= tolerance * size || Object.is(x, y))
    })
    if (j >= 0) return `result ${i} is ${data[j]} at place ${j}, not ${other.data[j]}`
  }
  return undefined
}

const slicesOf = ({ shape, data }: Numbers, axis: number): Numbers[] => {
  const [before, size, after] = [sizeOf(shape.slice(0, axis)), shape[axis] ?? 0, sizeOf(shape.slice(axis + 1))]
  return Array.from({ length: size }, (_, at) => ({
    shape: shape.filter((_, i) => i !== axis),
    data: data.filter((_, i) => Math.floor(i / after) % size === at && i < before * size * after),
  }))
}

/** A list of results as one with an axis in front. */
const stacked = (slices: readonly (readonly Numbers[])[]): Numbers[] =>
  (slices[0] ?? []).map(({ shape }, i) => ({
    shape: [slices.length, ...shape],
    data: slices.flatMap((results) => results[i]?.data ?? []),
  }))

/** A function at a point, written as it is made. */
export interface Floor {
  readonly text: string
  readonly f: Many
  readonly at: readonly Numbers[]
  /** How many of each argument are drawn along an axis, where not just anything will do. */
  readonly numbers?: (draw: Draw, shape: readonly number[], argument: number, axis: number) => Numbers
}

/** A floor on top of another, and what is wrong with it. */
interface Built extends Floor {
  readonly fault: () => Promise<string | undefined>
}

type Transform = (below: Floor, draw: Draw) => Promise<Built>

const tolerance = 2e-6

/** What is wrong at one distance and at a tenth of it: branches and loops jump, and a jump may lie between two points, but not between all. */
const againCloser = (fault: (h: number) => Promise<string | undefined>) => async (): Promise<string | undefined> =>
  (await fault(4e-4)) && fault(4e-5)

const forward =
  (name: string, push: (f: Many, x: readonly AnyTensor[], t: readonly AnyTensor[]) => readonly AnyTensor[]): Transform =>
  async ({ text, f, at }, draw) => {
    const tangents = at.map(({ shape }) => drawNumbers(draw, shape))
    const g: Many = (...all) => push(f, all.slice(0, at.length), all.slice(at.length))
    const here = [...at, ...tangents]
    return {
      text: `${name}(${text})`,
      f: g,
      at: here,
      fault: againCloser(async (h) => disagreement(await run(g, here), await difference(f, at, tangents, h), tolerance)),
    }
  }

/** Nothing but another way to compute the same. */
const same =
  (name: 'jit' | 'checkpoint'): Transform =>
  async ({ text, f, at, ...rest }) => {
    const g = loose[name](f)
    return { ...rest, text: `${name}(${text})`, f: g, at, fault: async () => disagreement(await run(g, at), await run(f, at), 1e-9) }
  }

/** One number of many, none of which is lost. */
export const scalarised =
  (f: Many) =>
  (...args: readonly AnyTensor[]): AnyTensor =>
    f(...args)
      .map((x) => loose.sum(loose.sin(x)))
      .reduce((total, x) => loose.add(total, x))

export const transforms: Readonly<Record<string, Transform>> = {
  jvp: forward('jvp', (f, x, t) => loose.jvp(f, x, t)[1]),
  linearize: forward('linearize', (f, x, t) => loose.linearize(f, ...x)[1](...t)),
  vjp: async ({ text, f, at }, draw) => {
    const cotangents = (await run(f, at)).map(({ shape }) => drawNumbers(draw, shape))
    const v = at.map(({ shape }) => drawNumbers(draw, shape))
    const g: Many = (...all) => loose.vjp(f, ...all.slice(0, at.length))[1](all.slice(at.length))
    const here = [...at, ...cotangents]
    const fault = againCloser(async (h) => {
      const pulled = dot(await run(g, here), v)
      const pushed = dot(cotangents, await difference(f, at, v, h))
      return Math.abs(pulled - pushed) <= 10 * tolerance * Math.max(1, Math.abs(pushed))
        ? undefined
        : `<J'u, v> is ${pulled}, <u, Jv> ${pushed}`
    })
    return { text: `vjp(${text})`, f: g, at: here, fault }
  },
  grad: async ({ text, f, at, ...rest }, draw) => {
    const v = at.map(({ shape }) => drawNumbers(draw, shape))
    const scalar = scalarised(f)
    const g = loose.grad(scalar, { argnums: at.map((_, i) => i) })
    const fault = againCloser(async (h) => {
      const slope = dot(await run(g, at), v)
      const want = (await difference((...args) => [scalar(...args)], at, v, h))[0]?.data[0] ?? Number.NaN
      return Math.abs(slope - want) <= 10 * tolerance * Math.max(1, Math.abs(want))
        ? undefined
        : `the gradient along v is ${slope}, its difference ${want}`
    })
    return { ...rest, text: `grad(scalarised(${text}))`, f: g, at, fault }
  },
  vmap: async ({ text, f, at, numbers = drawNumbers }, draw) => {
    const size = draw.int(1, 3)
    const always = draw.int(0, at.length - 1)
    const axes = at.map(({ shape }, i) => (i === always || draw.pick([true, false]) ? draw.int(0, shape.length) : null))
    const here = at.map(({ shape }, i) => {
      const axis = axes[i] ?? null
      return axis === null ? (at[i] as Numbers) : numbers(draw, [...shape.slice(0, axis), size, ...shape.slice(axis)], i, axis) // it is one of them
    })
    const g = loose.vmap(f, { in: axes })
    const fault = async () => {
      const slices = here.map((one, i) => (axes[i] === null ? Array<Numbers>(size).fill(one) : slicesOf(one, axes[i] ?? 0)))
      const loop = await Promise.all(
        Array.from({ length: size }, (_, at) =>
          run(
            f,
            slices.map((list) => list[at] as Numbers), // there are as many as the size
          ),
        ),
      )
      return disagreement(await run(g, here), stacked(loop), 1e-9)
    }
    return { text: `vmap(${text}, { in: [${axes.map(String)}] })`, f: g, at: here, fault }
  },
  jit: same('jit'),
  checkpoint: same('checkpoint'),
}

/** A tower of transforms on a function, each drawn. */
export const drawTower = async (gen: fc.GeneratorValue, ground: Floor, height: number): Promise<readonly Built[]> => {
  const draw = drawWith(gen)
  const floors: Built[] = []
  let below = ground
  for (let i = 0; i < height; i++) {
    const next = await (transforms[draw.pick(Object.keys(transforms))] as Transform)(below, draw) // it is one of the names
    floors.push(next)
    below = next
  }
  return floors
}

/** What can be pasted to see a failure again. */
export const pasted = ({ text, at }: Floor, fault: string): string =>
  `${fault}, in\n${text}\nat ${at.map(({ shape, data }) => `tensor(Float64Array.of(${data.join(', ')}), { shape: [${shape.join(', ')}] })`).join(',\n   ')}`
