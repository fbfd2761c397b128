import { add, arange, type Dim, foldIn, type Key, matmul, mul, scan, sigmoid, split, sum, type Tensor, transpose } from 'typegrad'
import { drawn, type Machine, type Units } from '../rbm/machine.js'

/** A deep Boltzmann machine: visible units `v`, hidden ones `h` in the middle and `t` on top, of energy `E(v, h, t) = -v·b - h·c - t·d - v W h - h U t`. */
export interface DeepMachine {
  /** `W`: visible, middle. */
  readonly lower: Tensor<[number, number]>
  /** `U`: middle, top. */
  readonly upper: Tensor<[number, number]>
  /** `b` */
  readonly visible: Tensor<[number]>
  /** `c` */
  readonly middle: Tensor<[number]>
  /** `d` */
  readonly top: Tensor<[number]>
}

/** What the layers of a batch are: states, or probabilities. */
export interface Layers<N extends Dim = 'N'> {
  readonly v: Units<N>
  readonly h: Units<N>
  readonly t: Units<N>
}

/** Two machines as one. In the first the visible units stood twice, in the second the hidden ones: the middle units got twice what came from one side, and get now what comes from both. */
export const joined = (first: Machine, second: Machine): DeepMachine => ({
  lower: first.weights,
  upper: second.weights,
  visible: first.visible,
  middle: mul(add(first.hidden, second.visible), 0.5),
  top: second.hidden,
})

/** `p(h = 1 | v, t) = sigmoid(c + v W + U t)` */
const middleGiven = <N extends Dim>({ lower, upper, middle }: DeepMachine, v: Units<N>, t: Units<N>): Units<N> => {
  const [below, above]: readonly [Units<N>, Units<N>] = [matmul(v, lower), matmul(t, transpose(upper))]
  return sigmoid(add(add(below, above) as Units<N>, middle)) // a sum of two of one shape has that shape
}

/** `p(t = 1 | h) = sigmoid(d + h U)` */
const topGiven = <N extends Dim>({ upper, top }: DeepMachine, h: Units<N>): Units<N> => sigmoid(add(matmul(h, upper), top))

/** `p(v = 1 | h) = sigmoid(b + W h)` */
export const visibleGiven = <N extends Dim>({ lower, visible }: DeepMachine, h: Units<N>): Units<N> =>
  sigmoid(add(matmul(h, transpose(lower)), visible))

/** The sum over a batch of `-E`: linear in the machine, so that its slope is how often units are on together. */
export const harmony = <N extends Dim>({ lower, upper, visible, middle, top }: DeepMachine, { v, h, t }: Layers<N>): Tensor<[]> => {
  const alone = add(add(sum(matmul(v, visible)), sum(matmul(h, middle))), sum(matmul(t, top)))
  return add(alone, add(sum(mul(matmul(v, lower), h)), sum(mul(matmul(h, upper), t))))
}

/**
 * Mean field: probabilities of the hidden units given pictures, each unit as if the others were what they mostly are. Layers are brought into line with each other so many times, from where a pass up leads
 * in which the pictures count twice, for the units above that are yet unknown.
 */
export const meanField = <N extends Dim>(machine: DeepMachine, v: Units<N>, iterations: number): Layers<N> => {
  const { lower, middle } = machine
  const h: Units<N> = sigmoid(add(mul(matmul(v, lower), 2), middle))
  const [means] = scan(
    (before: Omit<Layers<N>, 'v'>) => {
      const better = middleGiven(machine, v, before.t)
      return [{ h: better, t: topGiven(machine, better) }, []] as const
    },
    { h, t: topGiven(machine, h) },
    [],
    { length: iterations },
  )
  return { v, ...means }
}

/** Gibbs sampling, so many steps: the middle given its two neighbours, then those given the middle. */
export const gibbs = <N extends Dim>(machine: DeepMachine, from: Layers<N>, key: Key, steps: number): Layers<N> => {
  const [end] = scan(
    ({ v, t }: Layers<N>, i: Tensor<[], 'i32'>) => {
      const [forMiddle, forVisible, forTop] = split(foldIn(key, i), 3)
      const h = drawn(forMiddle, middleGiven(machine, v, t))
      return [{ v: drawn(forVisible, visibleGiven(machine, h)), h, t: drawn(forTop, topGiven(machine, h)) }, []] as const
    },
    from,
    arange(steps, { dtype: 'i32' }),
  )
  return end
}
