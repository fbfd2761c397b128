import {
  add,
  broadcastTo,
  type Key,
  linspace,
  logSumExp,
  mul,
  neg,
  scan,
  sigmoid,
  slice,
  softplus,
  split,
  sub,
  sum,
  type Tensor,
  tensor,
  zeros,
} from 'typegrad'
import { drawn, freeEnergy, gibbs, type Machine, type Units } from './machine.js'

/** All states of so many binary units, a row each. */
export const allStates = (units: number): Units<number> =>
  tensor(
    Float32Array.from({ length: units * 2 ** units }, (_, i) => (Math.floor(i / units) >> (i % units)) & 1),
    { shape: [2 ** units, units] },
  )

/** `log Z = log Σ_v exp(-F(v))`, of a machine with few visible units. */
export const exactLogPartition = (machine: Machine): Tensor<[]> =>
  logSumExp(neg(freeEnergy(machine, allStates(machine.visible.shape[0] ?? 0))))

/** How the partition function is estimated. */
export interface Annealing {
  readonly chains: number
  /** From a machine without weights, whose `Z` is known, to the one that is asked about, in so many steps. */
  readonly temperatures: number
}

/** A machine on the way from one without weights, of visible biases `base`, to the whole one. */
const tempered = ({ weights, visible, hidden }: Machine, base: Tensor<[number]>, share: Tensor<[]>): Machine => ({
  weights: mul(weights, share),
  visible: add(mul(base, sub(1, share)), mul(visible, share)),
  hidden: mul(hidden, share),
})

/**
 * `log w` of each chain of annealed importance sampling; `Z` of the machine is about the mean of `w`. A chain is moved by a Gibbs step at each temperature, and
 * `w` is `Z` of the first machine times the product of the ratios `exp(-F_new(v)) / exp(-F_old(v))` (Salakhutdinov and Murray 2008; Neal 2001).
 */
export const annealed = (machine: Machine, base: Tensor<[number]>, key: Key, { chains, temperatures }: Annealing): Tensor<[number]> => {
  const [forFirst, forSteps] = split(key, 2)
  const [units] = machine.hidden.shape
  const first = drawn(forFirst, broadcastTo(sigmoid(base), [chains, base.shape[0]]))
  const known = add(sum(softplus(base)), units * Math.log(2))
  const shares = linspace(0, 1, temperatures + 1)
  const steps = { from: slice(shares, [0, temperatures]), to: slice(shares, [1, temperatures + 1]) }
  const [{ weights }] = scan(
    ({ v, weights, key: now }: { readonly v: Units<number>; readonly weights: Tensor<[number]>; readonly key: Key }, { from, to }) => {
      const [next, forStep] = split(now, 2)
      const [before, after] = [tempered(machine, base, from), tempered(machine, base, to)]
      const ratio = sub(freeEnergy(before, v), freeEnergy(after, v))
      return [{ v: gibbs(after, v, forStep, 1).states, weights: add(weights, ratio), key: next }, []] as const
    },
    { v: first, weights: add(zeros([chains]), known), key: forSteps },
    steps,
  )
  return weights
}

/** `log Z` by the weights of annealed chains: the logarithm of their mean. */
export const meanOfWeights = (weights: Tensor<[number]>): Tensor<[]> => sub(logSumExp(weights), Math.log(weights.shape[0]))

/** A machine without weights, and `log Z` of it: it knows how often each pixel is on, and nothing else. */
export const independent = (base: Tensor<[number]>): { readonly machine: Machine; readonly partition: Tensor<[]> } => ({
  machine: { weights: zeros([base.shape[0], 1]), visible: base, hidden: zeros([1]) },
  partition: add(sum(softplus(base)), Math.log(2)),
})
