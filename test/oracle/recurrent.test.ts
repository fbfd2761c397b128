import { type AnyTensor, add, matmul, mul, relu, sigmoid, slice, stack, sub, tanh } from '../../src/index.js'
import { compareWithTorch, type Named } from './oracle.js'

/* typegrad/dsl has no recurrent layers: these are cells as a user writes them. */

type Params = Named<'kernel' | 'recurrent' | 'bias' | 'recurrentBias'>

const fromInput = ({ kernel, bias }: Params, x: AnyTensor) => add(matmul(x, kernel), bias)
const fromHidden = ({ recurrent, recurrentBias }: Params, h: AnyTensor) => add(matmul(h, recurrent), recurrentBias)

/** The part of one gate, of so many units each. */
const gate = (x: AnyTensor, units: number, number: number): AnyTensor => slice(x, null, [number * units, (number + 1) * units])

const unitsOf = (h: AnyTensor): number => h.shape[1] ?? 0

const rnn = (nonlinearity: (x: AnyTensor) => AnyTensor) => (params: Params, x: AnyTensor, h: AnyTensor) =>
  nonlinearity(add(fromInput(params, x), fromHidden(params, h)))

/** Cho et al., arXiv:1406.1078, with the reset after the product, as in PyTorch. */
const gru = (params: Params, x: AnyTensor, h: AnyTensor): AnyTensor => {
  const [input, hidden, units] = [fromInput(params, x), fromHidden(params, h), unitsOf(h)]
  const [reset, update] = [0, 1].map((i) => sigmoid(add(gate(input, units, i), gate(hidden, units, i)))) as [AnyTensor, AnyTensor] // two
  const candidate = tanh(add(gate(input, units, 2), mul(reset, gate(hidden, units, 2))))
  return add(mul(sub(1, update), candidate), mul(update, h))
}

/** Hochreiter, Schmidhuber, Long short-term memory, 1997, with a forget gate. */
const lstm = (params: Params, x: AnyTensor, { h, c }: Named<'h' | 'c'>): Named<'h' | 'c'> => {
  const [gates, units] = [add(fromInput(params, x), fromHidden(params, h)), unitsOf(h)]
  const [input, forget, output] = [0, 1, 3].map((i) => sigmoid(gate(gates, units, i))) as [AnyTensor, AnyTensor, AnyTensor] // three
  const after = add(mul(forget, c), mul(input, tanh(gate(gates, units, 2))))
  return { h: mul(output, tanh(after)), c: after }
}

/** The inputs of `[batch, time, features]`, one after the other. */
const steps = (x: AnyTensor): AnyTensor[] => Array.from({ length: x.shape[1] ?? 0 }, (_, t) => slice(x, null, t))

compareWithTorch<'x' | 'h' | 'c' | 'kernel' | 'recurrent' | 'bias' | 'recurrentBias'>('recurrent', {
  'rnn cell, tanh': ({ x, h, ...params }) => rnn(tanh)(params, x, h),
  'rnn cell, relu': ({ x, h, ...params }) => rnn(relu)(params, x, h),
  'gru cell': ({ x, h, ...params }) => gru(params, x, h),
  'lstm cell': ({ x, h, c, ...params }) => lstm(params, x, { h, c }),
  'gru along a sequence': ({ x, h, ...params }) => {
    const hidden: AnyTensor[] = []
    for (const now of steps(x)) hidden.push(gru(params, now, hidden.at(-1) ?? h))
    return { y: stack(hidden, 1), h: hidden.at(-1) ?? h }
  },
  'lstm along a sequence': ({ x, h, c, ...params }) => {
    const states: Named<'h' | 'c'>[] = [{ h, c }]
    for (const now of steps(x)) states.push(lstm(params, now, states.at(-1) ?? { h, c }))
    const hidden = states.slice(1).map((state) => state.h)
    return { y: stack(hidden, 1), ...(states.at(-1) ?? { h, c }) }
  },
})
