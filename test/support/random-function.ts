import type fc from 'fast-check'
import * as typegrad from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { Draw } from '../../src/tensor/sample.js'
import { drawWith } from './draw.js'

/*
 * Functions of tensors drawn at random, as text over the public face, so that what a failure prints can be pasted. They are smooth, and their
 * values stay within a few units, so that derivatives of any order can be compared with differences.
 */

type Shape = readonly number[]

/** A tensor that has a name. */
export interface Named {
  readonly name: string
  readonly shape: Shape
}

/** An expression. */
interface Made {
  readonly text: string
  readonly shape: Shape
}

/** A function as text, of arguments of those shapes. */
export interface RandomFunction {
  readonly inputs: readonly Named[]
  readonly text: string
}

/** The function that a text says, over the public face. */
export const functionOf = <F>(text: string): F => new Function(...Object.keys(typegrad), `return ${text}`)(...Object.values(typegrad)) as F // what the text says

const list = (items: readonly (string | number)[]): string => `[${items.join(', ')}]`

/** Where a step of a function is drawn: what is in scope, and how more is written. */
class Site {
  readonly lines: { readonly name: string; readonly text: string }[] = []
  readonly unused = new Set<Named>()
  readonly #scope: Named[]

  constructor(
    readonly draw: Draw,
    readonly names: { next: number },
    scope: readonly Named[],
    own: readonly Named[],
    readonly depth: number,
    readonly without: readonly string[],
  ) {
    this.#scope = [...scope, ...own]
    for (const one of own) this.unused.add(one)
  }

  fresh(shape: Shape): Named {
    return { name: `v${this.names.next++}`, shape }
  }

  /** A value in scope of at least that rank, as often as not one of the last few; a list made of one where there is none. */
  some(rank = 0): Made {
    const fit = this.#scope.filter(({ shape }) => shape.length >= rank)
    if (fit.length === 0) return this.like([2, 3, 2].slice(0, rank))
    const from = this.draw.pick([true, false]) ? fit.slice(-4) : fit
    return this.#use(this.draw.pick(from))
  }

  /** A value of that shape: one in scope, reshaped, or broadcast, or a mean that is. */
  like(shape: Shape): Made {
    const from = this.#scope[this.draw.int(0, this.#scope.length - 1)] ?? { name: '0.5', shape: [] }
    const { text, shape: own } = this.#use(from)
    if (own.length === shape.length && own.every((size, axis) => size === shape[axis])) return { text, shape }
    if (sizeOf(own) === sizeOf(shape)) return { text: `reshape(${text}, ${list(shape)})`, shape }
    const fits = own.length <= shape.length && own.every((size, i) => size === 1 || size === shape[shape.length - own.length + i])
    return { text: `broadcastTo(${fits ? text : `mean(${text})`}, ${list(shape)})`, shape }
  }

  /** A function of the values named, as text: a few steps, and results of those shapes. */
  block(inputs: readonly Named[], results: readonly Shape[], wrap: (results: readonly string[]) => string = ([one = '']) => one): string {
    const inner = new Site(this.draw, this.names, this.#scope, inputs, this.depth + 1, this.without)
    inner.steps(this.draw.int(1, 3))
    return inner.written(
      inputs,
      wrap(
        results.map((shape) => {
          const last = [...inner.unused].at(-1)
          const one = inner.like(shape).text
          return last && sizeOf(last.shape) > 0 ? `sin(add(${one}, mean(${inner.#use(last).text})))` : one
        }),
      ),
    )
  }

  steps(count: number): void {
    for (let i = 0; i < count; i++) {
      const allowed = Object.keys(this.depth < 2 ? { ...steps, ...loops } : steps)
      const names = allowed.filter((name) => !this.without.includes(name))
      const name = this.draw.pick(names)
      const made = (steps[name] ?? loops[name])?.(this)
      if (!made) continue
      const one = this.fresh(made.shape)
      this.lines.push({ name: one.name, text: made.text })
      this.#scope.push(one)
      this.unused.add(one)
    }
  }

  /** The text with what the results need. */
  written(inputs: readonly Named[], result: string): string {
    const kept: string[] = []
    let needed = result
    for (const { name, text } of [...this.lines].reverse()) {
      if (!new RegExp(`\\b${name}\\b`).test(needed)) continue
      kept.unshift(`const ${name} = ${text}`)
      needed += text
    }
    const args = inputs.map(({ name }) => name).join(', ')
    const pad = '  '.repeat(this.depth + 1)
    return kept.length === 0
      ? `(${args}) => ${result}`
      : `(${args}) => {\n${[...kept, `return ${result}`].map((line) => `${pad}${line}\n`).join('')}${'  '.repeat(this.depth)}}`
  }

  #use(one: Named): Made {
    this.unused.delete(one)
    return { text: one.name, shape: one.shape }
  }
}

type Step = (site: Site) => Made | undefined

/** An expression over the text of one value, of the same shape. */
const pointwise =
  (write: (x: string) => string): Step =>
  (site) => {
    const { text, shape } = site.some()
    return { text: write(text), shape }
  }

const broadcast = (a: Shape, b: Shape): Shape | undefined => {
  const rank = Math.max(a.length, b.length)
  const [as, bs] = [a, b].map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]) as [number[], number[]]
  const sizes = as.map((size, i) => (size === 1 ? (bs[i] ?? 1) : bs[i] === 1 || bs[i] === size ? size : undefined))
  return sizes.every((size) => size !== undefined) ? (sizes as number[]) : undefined // as was just seen
}

const binary =
  (write: (a: string, b: string) => string): Step =>
  (site) => {
    const a = site.some()
    const b = site.some()
    const shape = broadcast(a.shape, b.shape)
    if (shape) return { text: write(a.text, b.text), shape }
    return { text: write(a.text, site.like(a.shape).text), shape: a.shape }
  }

const reduction =
  (write: (x: string, options: string) => string): Step =>
  (site) => {
    const { text, shape } = site.some(1)
    const axis = site.draw.int(0, shape.length - 1)
    const keepDims = site.draw.pick([true, false])
    return {
      text: write(text, `{ axis: ${axis}${keepDims ? ', keepDims: true' : ''} }`),
      shape: keepDims ? shape.map((size, i) => (i === axis ? 1 : size)) : shape.filter((_, i) => i !== axis),
    }
  }

/** Along an axis, of the same shape. */
const along =
  (write: (x: string, axis: number) => string): Step =>
  (site) => {
    const { text, shape } = site.some(1)
    return { text: write(text, site.draw.int(0, shape.length - 1)), shape }
  }

const steps: Readonly<Record<string, Step>> = {
  sin: pointwise((x) => `sin(${x})`),
  cos: pointwise((x) => `cos(${x})`),
  tanh: pointwise((x) => `tanh(${x})`),
  sigmoid: pointwise((x) => `sigmoid(${x})`),
  atan: pointwise((x) => `atan(${x})`),
  erf: pointwise((x) => `erf(${x})`),
  erfc: pointwise((x) => `erfc(${x})`),
  exp: pointwise((x) => `exp(neg(square(${x})))`),
  expm1: pointwise((x) => `expm1(sin(${x}))`),
  log: pointwise((x) => `log(add(1.5, cos(${x})))`),
  log1p: pointwise((x) => `log1p(square(${x}))`),
  sqrt: pointwise((x) => `sqrt(add(1, square(${x})))`),
  rsqrt: pointwise((x) => `rsqrt(add(1, square(${x})))`),
  reciprocal: pointwise((x) => `reciprocal(add(1, square(${x})))`),
  gelu: pointwise((x) => `tanh(gelu(${x}))`),
  softplus: pointwise((x) => `sin(softplus(${x}))`),
  cubed: pointwise((x) => `sin(pow(${x}, 3))`),
  stack: (site) => {
    const a = site.some()
    if (a.shape.length > 2) return undefined
    return { text: `stack([${a.text}, ${site.like(a.shape).text}])`, shape: [2, ...a.shape] }
  },
  add: binary((a, b) => `mul(0.5, add(${a}, ${b}))`),
  sub: binary((a, b) => `sin(sub(${a}, ${b}))`),
  mul: binary((a, b) => `tanh(mul(${a}, ${b}))`),
  div: binary((a, b) => `div(${a}, add(1, square(${b})))`),
  atan2: binary((a, b) => `atan2(${a}, add(1, square(${b})))`),
  pow: binary((a, b) => `pow(add(1.5, cos(${a})), sin(${b}))`),
  where: binary((a, b) => `where(greater(${a}, 0.1234567), sin(${a}), sin(${b}))`),
  sum: reduction((x, options) => `tanh(sum(${x}, ${options}))`),
  mean: reduction((x, options) => `mean(${x}, ${options})`),
  variance: reduction((x, options) => `variance(sin(${x}), ${options})`),
  logSumExp: reduction((x, options) => `sin(logSumExp(${x}, ${options}))`),
  prod: reduction((x, options) => `sin(prod(${x}, ${options}))`),
  softmax: along((x, axis) => `softmax(${x}, { axis: ${axis} })`),
  logSoftmax: along((x, axis) => `sin(logSoftmax(${x}, { axis: ${axis} }))`),
  cumsum: along((x, axis) => `tanh(cumsum(${x}, { axis: ${axis} }))`),
  cumprod: along((x, axis) => `tanh(cumprod(${x}, { axis: ${axis} }))`),
  flip: along((x, axis) => `flip(${x}, ${axis})`),
  roll: along((x, axis) => `roll(${x}, 1, ${axis})`),
  transpose: (site) => {
    const { text, shape } = site.some(2)
    const order = site.draw.shuffle(shape.map((_, i) => i))
    return { text: `transpose(${text}, ${list(order)})`, shape: order.map((axis) => shape[axis] ?? 1) }
  },
  reshape: (site) => {
    const { text, shape } = site.some(1)
    const size = sizeOf(shape)
    const to = site.draw.pick<Shape>([[size], [1, size], [size, 1]])
    return { text: `reshape(${text}, ${list(to)})`, shape: to }
  },
  matmul: (site) => {
    const a = site.some(2)
    const [rows = 1, inner = 1] = a.shape.slice(-2)
    const columns = site.draw.int(1, 3)
    const b = site.like([inner, columns])
    return { text: `tanh(matmul(${a.text}, ${b.text}))`, shape: [...a.shape.slice(0, -2), rows, columns] }
  },
  concat: (site) => {
    const a = site.some(1)
    const [first = 1, ...rest] = a.shape
    if (first > 3) return undefined
    return { text: `concat([${a.text}, ${site.like([2, ...rest]).text}])`, shape: [first + 2, ...rest] }
  },
  slice: (site) => {
    const { text, shape } = site.some(1)
    const [first = 1, ...rest] = shape
    const from = site.draw.int(0, Math.max(0, first - 1))
    return site.draw.pick([true, false])
      ? { text: `slice(${text}, ${from})`, shape: rest }
      : { text: `slice(${text}, [${from}, ${first}])`, shape: [first - from, ...rest] }
  },
  pad: (site) => {
    const { text, shape } = site.some(1)
    const [first = 1, ...rest] = shape
    if (first > 3) return undefined
    return { text: `pad(${text}, ${list([list([1, 0]), ...rest.map(() => 0)])})`, shape: [first + 1, ...rest] }
  },
  gather: (site) => {
    const { text, shape } = site.some(1)
    const [first = 1, ...rest] = shape
    const places = [0, 0, 0].map(() => site.draw.int(0, first - 1)).slice(site.draw.int(0, 2))
    return { text: `gather(${text}, tensor(${list(places)}, { dtype: 'i32' }))`, shape: [places.length, ...rest] }
  },
  conv: (site) => ({
    text: `tanh(conv(${site.like([1, 4, 2]).text}, ${site.like([3, 2, 2]).text}, { padding: 'same' }))`,
    shape: [1, 4, 2],
  }),
  einsum: (site) => {
    const { text, shape } = site.some(2)
    const [n = 1, m = 1] = shape.slice(-2)
    return { text: `sin(einsum('...nm,nm->...m', ${text}, ${site.like([n, m]).text}))`, shape: [...shape.slice(0, -2), m] }
  },
}

/** Steps that take functions. */
const loops: Readonly<Record<string, Step>> = {
  scan: (site) => {
    const xs = site.some(1)
    const init = site.some()
    const [carry, x] = [site.fresh(init.shape), site.fresh(xs.shape.slice(1))]
    const made = site.draw.pick<Shape>([[], x.shape, carry.shape])
    const step = site.block([carry, x], [carry.shape, made], list)
    const reverse = site.draw.pick([true, false])
    const which = site.draw.pick([0, 1])
    return {
      text: `scan(${step}, ${init.text}, ${xs.text}${reverse ? ', { reverse: true }' : ''})[${which}]`,
      shape: which === 0 ? carry.shape : [xs.shape[0] ?? 1, ...made],
    }
  },
  repeated: (site) => {
    const init = site.some()
    const carry = site.fresh(init.shape)
    const step = site.block([carry], [carry.shape], ([one]) => `[${one}, []]`)
    return { text: `scan(${step}, ${init.text}, [], { length: ${site.draw.int(0, 3)} })[0]`, shape: carry.shape }
  },
  map: (site) => mapped(site, 'map'),
  vmap: (site) => mapped(site, 'vmap'),
  cond: (site) => {
    const given = site.some()
    const asked = site.some()
    const shape = site.draw.pick<Shape>([given.shape, []])
    const [yes, no] = [0, 1].map(() => site.block([site.fresh(given.shape)], [shape]))
    return { text: `cond(greater(mean(${asked.text}), 0.1234567), ${yes}, ${no}, ${given.text})`, shape }
  },
  whileLoop: (site) => {
    const init = site.some()
    const carry = site.fresh(init.shape)
    const step = site.block([carry], [carry.shape])
    return {
      text: `whileLoop((w) => less(mean(w), 0.7654321), ${step}, ${init.text}, { atMost: ${site.draw.int(1, 3)} })`,
      shape: carry.shape,
    }
  },
  checkpoint: (site) => {
    const given = site.some()
    return { text: `checkpoint(${site.block([site.fresh(given.shape)], [given.shape])})(${given.text})`, shape: given.shape }
  },
  grad: (site) => {
    const given = site.some()
    return { text: `tanh(grad(${site.block([site.fresh(given.shape)], [[]])})(${given.text}))`, shape: given.shape }
  },
}

const mapped = (site: Site, name: 'map' | 'vmap'): Made => {
  const xs = site.some(1)
  const [length = 1, ...rest] = xs.shape
  const made = site.draw.pick<Shape>([[], rest])
  const f = site.block([site.fresh(rest)], [made])
  return { text: name === 'map' ? `map(${f}, ${xs.text})` : `vmap(${f})(${xs.text})`, shape: [length, ...made] }
}

/** A function of one to three tensors, of so many steps with those in its bodies not counted, that gives one to three; some kinds of steps may be left out. */
export const drawFunction = (gen: fc.GeneratorValue, length: number, without: readonly string[] = []): RandomFunction => {
  const draw = drawWith(gen)
  const names = { next: 0 }
  const shapes = Array.from({ length: draw.int(1, 3) }, () => Array.from({ length: draw.int(0, 2) }, () => draw.int(1, 3)))
  const inputs = shapes.map((shape): Named => ({ name: `v${names.next++}`, shape }))
  const site = new Site(draw, names, [], inputs, 0, without)
  site.steps(length)
  const results = [...site.unused].slice(-3)
  return { inputs, text: site.written(inputs, list(results.map(({ name }) => name))) }
}

/** A function of arguments of those shapes, and results of those, as text: what loops and branches are tested with. */
export const drawBody = (
  gen: fc.GeneratorValue,
  inputs: readonly Shape[],
  results: readonly Shape[],
  scope: readonly Named[] = [],
): string => {
  const names = { next: 0 }
  const site = new Site(drawWith(gen), names, scope, [], 0, [])
  return site.block(
    inputs.map((shape) => site.fresh(shape)),
    results,
    list,
  )
}
