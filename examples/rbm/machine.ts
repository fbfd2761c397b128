import {
  add,
  arange,
  astype,
  bernoulli,
  type Dim,
  foldIn,
  type Key,
  matmul,
  mul,
  neg,
  normal,
  scan,
  sigmoid,
  softplus,
  split,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from 'typegrad'

/** A restricted Boltzmann machine: binary units, visible `v` and hidden `h`, of energy `E(v, h) = -v·b - h·c - v W h` and probability `p(v, h) = exp(-E(v, h)) / Z`. */
export interface Machine {
  /** `W`: visible, hidden. */
  readonly weights: Tensor<[number, number]>
  /** `b` */
  readonly visible: Tensor<[number]>
  /** `c` */
  readonly hidden: Tensor<[number]>
}

/** Units of a batch: their states, 0 or 1, or the probabilities that they are 1. */
export type Units<N extends Dim = 'N'> = Tensor<[N, number]>

/** How often a layer stands there, its copies tied by equal weights: twice in machines that become the ends of a deep one (Salakhutdinov and Hinton 2009). */
export interface Copies {
  readonly visible: 1 | 2
  readonly hidden: 1 | 2
}

export const once: Copies = { visible: 1, hidden: 1 }

/** Weights drawn small. Visible units are on as often as in `means`, the rest being zero: `b = log(p / (1 - p))` (Hinton 2010, section 8). */
export const firstMachine = (key: Key, means: ArrayLike<number>, hidden: number): Machine => ({
  weights: mul(normal(key, [means.length, hidden]), 0.01),
  visible: logOdds(means),
  hidden: zeros([hidden]),
})

/** `log(p / (1 - p))`, where none is nearer to 0 or 1 than a hundredth. */
export const logOdds = (means: ArrayLike<number>): Tensor<[number]> =>
  tensor(
    Float32Array.from(means, (mean) => {
      const p = Math.min(0.99, Math.max(0.01, mean))
      return Math.log(p / (1 - p))
    }),
  )

/** `p(h = 1 | v) = sigmoid(c + v W)` */
export const hiddenGiven = <N extends Dim>({ weights, hidden }: Machine, v: Units<N>, copies = once): Units<N> =>
  sigmoid(add(mul(matmul(v, weights), copies.visible), hidden))

/** `p(v = 1 | h) = sigmoid(b + W h)` */
export const visibleGiven = <N extends Dim>({ weights, visible }: Machine, h: Units<N>, copies = once): Units<N> =>
  sigmoid(add(mul(matmul(h, transpose(weights)), copies.hidden), visible))

/** `F(v) = -log Σ_h exp(-E(v, h)) = -v·b - Σ softplus(c + v W)`, so that `p(v) = exp(-F(v)) / Z`. */
export const freeEnergy = <N extends Dim>({ weights, visible, hidden }: Machine, v: Units<N>, copies = once): Tensor<[N]> => {
  const field = add(mul(matmul(v, weights), copies.visible), hidden)
  const bias: Tensor<[N]> = mul(matmul(v, visible), copies.visible)
  const free: Tensor<[N]> = mul(sum(softplus(field), { axis: 1 }), copies.hidden)
  return neg(add(bias, free) as Tensor<[N]>) // a sum of two of one shape has that shape
}

/** States drawn by their probabilities. */
export const drawn = <N extends Dim>(key: Key, probabilities: Units<N>): Units<N> => astype(bernoulli(key, probabilities), 'f32')

/** States, and the probabilities that they were drawn by. */
export interface Drawn<N extends Dim = 'N'> {
  readonly states: Units<N>
  readonly means: Units<N>
}

/** Gibbs sampling, so many steps from `v`: the hidden units given the visible ones, then those given the hidden.  */
export const gibbs = <N extends Dim>(machine: Machine, v: Units<N>, key: Key, steps: number, copies = once): Drawn<N> => {
  const [end] = scan(
    ({ states }: Drawn<N>, i: Tensor<[], 'i32'>) => {
      const [forHidden, forVisible] = split(foldIn(key, i), 2)
      const h = drawn(forHidden, hiddenGiven(machine, states, copies))
      const means = visibleGiven(machine, h, copies)
      return [{ states: drawn(forVisible, means), means }, []] as const
    },
    { states: v, means: v },
    arange(steps, { dtype: 'i32' }),
  )
  return end
}
