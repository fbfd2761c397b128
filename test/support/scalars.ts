import { basic } from '../../src/kernel/basic.js'
import type { ScalarRule } from '../../src/kernel/composed.js'
import { type Repetition, type Scalar, Scalars, type ScalarType } from '../../src/kernel/scalar.js'
import { item, lookup, type Variable } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { basics } from './basics.js'

/** Where targets may differ. */
export interface Target {
  /** Which product that goes into a sum or a difference, of two, is not rounded by itself. */
  readonly merges?: 'left' | 'right'
  /** What is below the normal floats is 0. */
  readonly flushes?: boolean
}

/** One that does as it is told, and two that take every liberty. */
export const targets: Readonly<Record<string, Target>> = {
  plain: {},
  'with fma': { merges: 'left', flushes: true },
  'with fma of the right product': { merges: 'right', flushes: true },
}

type Step = () => void

/** More turns than any function needs. */
const tooMany = 1000

/** Scalars as functions of numbers: truth is 1, a u32 is not negative. Nodes become steps over slots; a repetition has steps of its own. */
class Machine {
  readonly #slots: number[] = []
  readonly #places = new Map<Scalar, number>()

  constructor(private readonly target: Target) {}

  #place(scalar: Scalar): number {
    const place = this.#places.get(scalar) ?? this.#slots.push(0) - 1
    this.#places.set(scalar, place)
    return place
  }

  function(parameters: readonly Scalar[], result: Scalar): (...args: readonly number[]) => number {
    const steps: Step[] = []
    this.#schedule(result, steps, new Set(parameters))
    const places = parameters.map((parameter) => this.#place(parameter))
    const slots = this.#slots
    const place = this.#place(result)
    return (...args) => {
      for (let i = 0; i < places.length; i++) slots[places[i] ?? 0] = args[i] ?? Number.NaN
      for (const step of steps) step()
      return slots[place] ?? Number.NaN
    }
  }

  #schedule(scalar: Scalar, steps: Step[], met: Set<Scalar | Repetition>): void {
    if (met.has(scalar)) return
    met.add(scalar)
    if (scalar.kind === 'apply') {
      for (const arg of scalar.args) this.#schedule(arg, steps, met)
      steps.push(this.#application(scalar))
    } else if (scalar.kind === 'constant')
      this.#slots[this.#place(scalar)] = scalar.type === 'f32' ? Math.fround(scalar.value) : scalar.value
    else if (scalar.kind === 'repeated') {
      if (!met.has(scalar.repetition)) this.#repeat(scalar.repetition, steps, met)
      const [from, to] = [this.#place(item(scalar.repetition.states, scalar.slot)), this.#place(scalar)]
      steps.push(() => {
        this.#slots[to] = this.#slots[from] ?? 0
      })
    } else throw new Error(`a function of numbers has no ${scalar.kind}`)
  }

  #repeat(repetition: Repetition, steps: Step[], met: Set<Scalar | Repetition>): void {
    const { initial, states, again, next } = repetition
    met.add(repetition)
    for (const one of initial) this.#schedule(one, steps, met)
    const [asking, turning]: [Step[], Step[]] = [[], []]
    const inside = new Set([...met, ...states])
    this.#schedule(again, asking, inside)
    for (const one of next) this.#schedule(one, turning, inside)
    const slots = this.#slots
    const [at, first, after] = [states, initial, next].map((list) => list.map((one) => this.#place(one))) as [number[], number[], number[]] // of three lists
    const goesOn = this.#place(again)
    const assign = (from: readonly number[]): void => {
      for (const [i, value] of from.map((place) => slots[place] ?? 0).entries()) slots[at[i] ?? 0] = value
    }
    steps.push(() => {
      assign(first)
      for (const step of asking) step()
      for (let turn = 0; slots[goesOn] === 1; turn++) {
        if (turn === tooMany) throw new Error('a repetition does not end')
        for (const step of turning) step()
        assign(after)
        for (const step of asking) step()
      }
    })
  }

  #application(scalar: Scalar & { readonly kind: 'apply' }): Step {
    const slots = this.#slots
    const to = this.#place(scalar)
    const { fn, args } = scalar
    const [i, j, k] = [0, 1, 2].map((n) => (args[n] ? this.#place(args[n]) : 0)) as [number, number, number] // of three
    const merged = this.#merged(scalar)
    if (merged) return merged
    if (fn.kind === 'composed') {
      const { parameters, body } = fn.definition
      const inner = new Machine(this.target).function(parameters, body)
      const places = args.map((arg) => this.#place(arg))
      return () => {
        slots[to] = inner(...places.map((place) => slots[place] ?? 0))
      }
    }
    const f = basics[fn.name](args[0]?.type ?? 'f32')
    if (!this.target.flushes || !computes.has(fn)) {
      return () => {
        slots[to] = f(slots[i] ?? 0, slots[j] ?? 0, slots[k] ?? 0)
      }
    }
    return () => {
      slots[to] = flushed(f(flushed(slots[i] ?? 0), flushed(slots[j] ?? 0), flushed(slots[k] ?? 0)))
    }
  }

  /** A sum or difference of which a product is a part, rounded once. */
  #merged(scalar: Scalar & { readonly kind: 'apply' }): Step | undefined {
    const { merges } = this.target
    const sign = scalar.fn === basic.add ? 1 : scalar.fn === basic.subtract ? -1 : 0
    if (!merges || sign === 0 || scalar.type !== 'f32') return undefined
    const isProduct = (arg: Scalar | undefined) => arg?.kind === 'apply' && arg.fn === basic.multiply
    const sides = merges === 'left' ? [0, 1] : [1, 0]
    const which = sides.find((side) => isProduct(scalar.args[side]))
    const product = which === undefined ? undefined : scalar.args[which]
    if (which === undefined || product?.kind !== 'apply') return undefined
    const [i, j] = [this.#place(item(product.args, 0)), this.#place(item(product.args, 1))]
    const [k, to] = [this.#place(item(scalar.args, 1 - which)), this.#place(scalar)]
    const [ofProduct, ofOther] = which === 0 ? [1, sign] : [sign, 1]
    const slots = this.#slots
    const flush = this.target.flushes ? flushed : (x: number) => x
    return () => {
      slots[to] = flush(Math.fround(ofProduct * flush(slots[i] ?? 0) * flush(slots[j] ?? 0) + ofOther * flush(slots[k] ?? 0)))
    }
  }
}

/** Functions of floats that may take small ones for 0, and give 0 for them. */
const computes = new Set([basic.add, basic.subtract, basic.multiply, basic.divide, basic.fma, basic.sqrt])

const flushed = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 * x : x)

/** What a rule makes of arguments of some types, as a function of numbers. */
export const computed = (rule: ScalarRule, types: readonly ScalarType[], target: Target = {}): ((...args: readonly number[]) => number) => {
  const scalars = new Scalars()
  const parameters = types.map((type, place) => scalars.parameter(type, place))
  return new Machine(target).function(parameters, rule(scalars, ...parameters))
}

/** How an element of the result is made of the operands' elements, of a function that works element by element. */
export const elementOf =
  (f: (...args: AnyTensor[]) => AnyTensor): ScalarRule =>
  (scalars, ...args) => {
    const program = trace(
      (operands) => [f(...operands)],
      args.map(({ type }) => ({ shape: [], dtype: type })),
    )
    const elements = new Map<Variable, Scalar>(args.map((arg, i) => [item(program.inputs, i), arg]))
    for (const { primitive, operands, params, results } of program.equations) {
      const { lower } = primitive
      if (lower.kind !== 'pull') throw new Error(`${primitive.name} is not made element by element`)
      const reads = operands.map((one) => () => lookup(elements, one))
      const site = { scalars, operands: reads, types: operands.map(({ type }) => type), params, result: item(results, 0).type }
      elements.set(item(results, 0), lower.scalar(site, []))
    }
    return lookup(elements, item(program.outputs, 0))
  }
