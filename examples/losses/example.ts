import { all, argmax, astype, full, grad, greater, isFinite, jit, key, mul, normal, oneHot, type Tensor, zeros } from 'typegrad'
import { sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from 'typegrad/dsl'
import { bySize, type Example } from '../kit/example.js'
import type { Findings } from '../kit/result.js'
import { picture } from '../kit/svg.js'
import { drawn } from './curves.js'
import { apart, classes, examples, type Outputs, plainBinary, plainCategorical, slopes } from './forms.js'

type Loss = (logits: Outputs, answers: Outputs) => Tensor<[]>

/** A loss of logits in one step, the same as a textbook writes it, and its gradient on paper. */
interface Pair {
  readonly name: string
  readonly fused: Loss
  readonly plain: Loss
  readonly slope: (logits: Outputs, answers: Outputs) => Outputs
  readonly answers: Outputs
  /** Times a number, logits that are wrong by so much; and what would be right. */
  readonly wrong: readonly [direction: Outputs, answers: Outputs]
}

/** The first whole logit at which a loss or its gradient is no finite number, where what it says is wrong; `most` if none is. */
const breaksAt = async (loss: Loss, [direction, answers]: Pair['wrong'], most: number): Promise<number> => {
  const value = jit((size: Tensor<[]>) => loss(mul(direction, size), answers))
  const fine = jit((size: Tensor<[]>) => all(isFinite(grad((logits: Outputs) => loss(logits, answers))(mul(direction, size)))))
  for (let size = 1; size < most; size++) {
    const at = full([], size)
    if (!Number.isFinite(await value(at).item()) || !(await fine(at).item())) return size
  }
  return most
}

const compare = async ({ name, fused, plain, slope, answers, wrong }: Pair, logits: Outputs, most: number): Promise<Findings> => {
  const [one, other] = [await fused(logits, answers).item(), await plain(logits, answers).item()]
  const gradient = grad((x: Outputs) => fused(x, answers))(logits)
  const plainGradient = grad((x: Outputs) => plain(x, answers))(logits)
  const [end, plainEnd] = [await breaksAt(fused, wrong, most), await breaksAt(plain, wrong, most)]
  return {
    [`${name}: fused less plain`]: { value: Math.abs(one - other), note: `of ${one.toFixed(4)}` },
    [`${name}: gradients, fused less plain`]: { value: await apart(gradient, plainGradient), note: 'the largest difference' },
    [`${name}: gradient less the formula`]: { value: await apart(gradient, slope(logits, answers)), note: 'the largest difference' },
    [`${name}: logit at which the plain form ends`]: { value: plainEnd, note: 'its value or gradient is infinite, or NaN' },
    [`${name}: logit at which the fused form ends`]: { value: end, ...(end === most && { note: 'no end up to there' }) },
  }
}

export const example: Example = {
  name: 'losses',
  about: 'Outputs and the losses that belong to them: their gradients, and why sigmoid and softmax stand within the loss.',
  sizes: { quick: 'logits up to 200', default: 'logits up to 1,000: seconds', full: 'logits up to 10,000: a minute' },
  run: async ({ size, seed }) => {
    const logits = mul(normal(key(seed), [examples, classes]), 2)
    const none = zeros([examples], { dtype: 'i32' })
    const label = argmax(normal(key(seed + 2), [examples, classes]), { axis: 1 })
    const pairs: readonly Pair[] = [
      {
        name: 'sigmoid, binary',
        fused: (x, z) => sigmoidBinaryCrossEntropy(x, z),
        plain: plainBinary,
        slope: slopes.binary,
        answers: astype(greater(normal(key(seed + 1), [examples, classes]), 0), 'f32'),
        wrong: [full([examples, classes], 1), zeros([examples, classes])],
      },
      {
        name: 'softmax, categorical',
        fused: (x, z) => softmaxCrossEntropy(x, z),
        plain: plainCategorical,
        slope: slopes.categorical,
        answers: oneHot(label, classes),
        wrong: [oneHot(none, classes), oneHot(full([examples], 1, { dtype: 'i32' }), classes)],
      },
    ]
    const most = bySize(size, 200, 1000, 10_000)
    const found = []
    for (const pair of pairs) found.push(await compare(pair, logits, most))
    return {
      findings: Object.assign({}, ...found),
      pictures: { gradients: picture('Four losses and their gradients', await drawn()) },
    }
  },
}
