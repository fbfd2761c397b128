import { astype, foldIn, jit, type Key, key, mul, type Tensor, uniform, valueAndGrad } from 'typegrad'
import {
  adam,
  apply,
  dense,
  dropout,
  init,
  type OptimizerState,
  relu,
  sequential,
  softmaxCrossEntropy,
  type VariablesOf,
} from 'typegrad/dsl'
import { repeat } from './repeat.js'
import type { Subject } from './subject.js'

const [pixels, hidden, classes, batch] = [784, 128, 10, 128] as const

const model = sequential([pixels], dense(hidden), relu, dropout(0.2), dense(classes))
const optimizer = adam()

type Params = VariablesOf<typeof model>['params']

/** All that changes from step to step. */
interface State {
  readonly params: Params
  readonly optimizer: OptimizerState<Params>
  readonly key: Key
}

/** Forward, backward, update: what `fit` does with a batch. */
const step = jit(
  ({ params, optimizer: memory, key }: State, x: Tensor<[typeof batch, typeof pixels]>, labels: Tensor<[typeof batch], 'i32'>) => {
    const lossOf = (params: Params) =>
      softmaxCrossEntropy(apply(model, { params, state: [{}, {}, {}, {}] }, x, { training: true, key: foldIn(key, 0) })[0], labels)
    const [loss, gradients] = valueAndGrad(lossOf)(params)
    const [moved, remembered] = optimizer.update(gradients, memory, params)
    return { loss, state: { params: moved, optimizer: remembered, key: foldIn(key, 1) } }
  },
  { donate: [0] },
)

/** Of the two layers: forward, gradients of both kernels, gradient of what lies between the layers. Nothing else counts beside these. */
const flops = 2 * batch * (2 * pixels * hidden + 3 * hidden * classes)

/** Drawn at random. Several that take turns, lest the model know one by heart and its gradients vanish. */
const batches = Array.from({ length: 8 }, (_, i) => ({
  x: uniform(foldIn(key(0), i), [batch, pixels]),
  labels: astype(mul(uniform(foldIn(key(1), i), [batch]), classes), 'i32'),
}))

function* forever<Item>(items: readonly Item[]): Generator<Item, never> {
  while (true) yield* items
}

/** A step of training, on batches that lie on the device. */
export const mnistStep = (): Subject => {
  const { params } = init(model, key(2))
  const data = forever(batches)
  let state: State = { params, optimizer: optimizer.init(params), key: key(3) }
  const next = (): Tensor<[]> => {
    const { x, labels } = data.next().value
    const after = step(state, x, labels)
    state = after.state
    return after.loss
  }
  return {
    name: `MNIST step, batch ${batch}`,
    flops,
    also: { amount: batch, unit: 'examples' },
    run: (calls) => repeat(calls, next, (loss) => loss.item()),
  }
}
