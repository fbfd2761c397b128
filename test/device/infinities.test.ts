import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meanSquaredError, sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from '../../dsl/index.js'
import * as t from '../../src/index.js'
import { type AnyTensor, acquire, grad, tensor } from '../../src/index.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number
const numbers = async (x: AnyTensor): Promise<number[]> => [...(await x.data())].map(Number)

/** As close as f32 is; infinities and NaN as they are. */
const expectNumbers = async (x: AnyTensor, want: readonly number[]): Promise<void> => {
  const got = await numbers(x)
  const isClose = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= 2e-6 * Math.max(1, Math.abs(b))
  if (got.length !== want.length || !got.every((a, i) => isClose(a, want[i] ?? nan))) expect(got).toEqual(want)
}

/** What softmax makes of 0 and 1. */
const [p, q] = [1 / (1 + Math.E), Math.E / (1 + Math.E)]

describe.each(backends)('at infinity, on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('a class that is impossible costs nothing where its weight is 0', async () => {
    const logits = tensor([[0, -infinity, 1]])
    const loss = (x: t.Tensor<[1, 3]>, w: t.Tensor<[1, 3]>) => softmaxCrossEntropy(x, w)
    const first = tensor([[1, 0, 0]])
    await expectNumbers(loss(logits, first), [-Math.log(p)])
    await expectNumbers(loss(logits, tensor([[0.5, 0, 0.5]])), [-(Math.log(p) + Math.log(q)) / 2])
    await expectNumbers(loss(logits, tensor([[0.5, 0.5, 0]])), [infinity])
    await expectNumbers(loss(logits, tensor([[0, 0, 0]])), [0])
    await expectNumbers(grad(loss)(logits, first), [p - 1, 0, q])
    // By its weights too: minus the logarithms, and nothing for what is impossible.
    await expectNumbers(grad(loss, { argnums: 1 })(logits, first), [-Math.log(p), 0, -Math.log(q)])
    await expectNumbers(
      grad(loss, { argnums: 1 })(tensor([[0, 1, 1]]), tensor([[0, 0, 1]])),
      [2, 1, 1].map((x) => x - 1 + Math.log(2 + 1 / Math.E)),
    )
    const slopeOfFirst = (x: t.Tensor<[1, 3]>) => t.slice(grad(loss)(x, first), 0, 0)
    await expectNumbers(grad(slopeOfFirst)(logits), [p * q, 0, -p * q])
    const classes = (x: t.Tensor<[1, 3]>) => softmaxCrossEntropy(x, tensor([0], { dtype: 'i32' }))
    await expectNumbers(classes(logits), [-Math.log(p)])
    await expectNumbers(grad(classes)(logits), [p - 1, 0, q])
    await expectNumbers(softmaxCrossEntropy(logits, tensor([1], { dtype: 'i32' })), [infinity])
    await expectNumbers(loss(tensor([[0, nan, 1]]), first), [nan])
  })

  it.each([
    [infinity, 1, 0, 0, 0],
    [-infinity, 0, 0, 0, 0],
    [infinity, 0, infinity, 1, 0],
    [-infinity, 1, infinity, -1, 0],
    [infinity, 0.25, infinity, 0.75, 0],
    [nan, 1, nan, nan, nan],
    [0, 1, Math.LN2, -0.5, 0.25],
    [0, 0, Math.LN2, 0.5, 0.25],
    [30, 1, Math.exp(-30), -Math.exp(-30), Math.exp(-30)],
  ])('a logit of %d for an answer %d costs %d', async (x, z, value, slope, curvature) => {
    const loss = (logit: t.Tensor<[]>, answer: t.Tensor<[]>) => sigmoidBinaryCrossEntropy(logit, answer)
    await expectNumbers(loss(tensor(x), tensor(z)), [value])
    await expectNumbers(grad(loss)(tensor(x), tensor(z)), [slope])
    await expectNumbers(grad(grad(loss))(tensor(x), tensor(z)), [curvature])
    // What is certain and right keeps its digits, however small it is.
    if (x === 30) expect((await loss(tensor(x), tensor(z)).item()) / value).toBeCloseTo(1, 4)
  })

  it('an answer moves the loss by the logit, also where it is 0 or 1', async () => {
    const loss = (answers: t.Tensor<[4]>) => t.mul(sigmoidBinaryCrossEntropy(tensor([3, 3, -2, -2]), answers), 4)
    await expectNumbers(grad(loss)(tensor([0, 1, 0, 1])), [-3, -3, 2, 2])
  })

  it('squares are what they are', async () => {
    await expectNumbers(meanSquaredError(tensor([infinity]), tensor([1])), [infinity])
    await expectNumbers(meanSquaredError(tensor([infinity]), tensor([infinity])), [nan])
  })

  it('what is masked by -Infinity has weight 0, and moves nothing', async () => {
    const x = tensor([0, -infinity, 1])
    await expectNumbers(t.softmax(x), [p, 0, q])
    await expectNumbers(t.logSoftmax(x), [Math.log(p), -infinity, Math.log(q)])
    await expectNumbers(t.logSumExp(x), [Math.log(1 + Math.E)])
    await expectNumbers(grad((y: t.Tensor<[3]>) => t.logSumExp(y))(x), [p, 0, q])
    await expectNumbers(t.jacrev((y: t.Tensor<[3]>) => t.softmax(y))(x), [p * q, 0, -p * q, 0, 0, 0, -p * q, 0, p * q])
    await expectNumbers(t.hessian((y: t.Tensor<[3]>) => t.logSumExp(y))(x), [p * q, 0, -p * q, 0, 0, 0, -p * q, 0, p * q])
    await expectNumbers(grad((y: t.Tensor<[3]>) => t.slice(t.logSoftmax(y), 0))(x), [1 - p, 0, -q])
  })

  it('as in JAX and PyTorch a row of -Infinity alone has no distribution, and a sum of exponentials of 0', async () => {
    const none = tensor([-infinity, -infinity])
    await expectNumbers(t.softmax(none), [nan, nan])
    await expectNumbers(t.logSumExp(none), [-infinity])
    await expectNumbers(t.logSumExp(tensor([infinity, 0])), [infinity])
  })

  it('a causal mask lets nothing through, not even NaN in a derivative', async () => {
    const value = tensor([
      [1, 2],
      [3, 4],
    ])
    const seen = tensor([
      [true, false],
      [true, true],
    ])
    const attend = (meeting: t.Tensor<[2, 2]>) => t.sum(t.matmul(t.softmax(t.where(seen, meeting, -infinity)), value))
    await expectNumbers(attend(t.zeros([2, 2])), [3 + 5])
    await expectNumbers(grad(attend)(t.zeros([2, 2])), [0, 0, -1, 1])
  })

  it.each<[string, (x: t.Tensor<[]>) => t.Tensor<[]>, readonly number[], readonly number[]]>([
    // Value, first and second derivative, as far as there are limits: at minus infinity, at infinity.
    ['sigmoid', t.sigmoid, [0, 0, 0], [1, 0, 0]],
    ['tanh', t.tanh, [-1, 0, 0], [1, 0, 0]],
    ['erf', t.erf, [-1, 0], [1, 0]],
    ['softplus', t.softplus, [0, 0, 0], [infinity, 1, 0]],
    ['relu', t.relu, [0, 0, 0], [infinity, 1, 0]],
    ['leakyRelu', (x) => t.leakyRelu(x, 0.1), [-infinity, 0.1, 0], [infinity, 1, 0]],
    ['elu', (x) => t.elu(x), [-1, 0, 0], [infinity, 1, 0]],
    ['selu', t.selu, [-1.0507009873554805 * 1.6732632423543772, 0, 0], [infinity, 1.0507009873554805, 0]],
    ['exp', t.exp, [0, 0, 0], [infinity, infinity, infinity]],
    ['expm1', t.expm1, [-1, 0, 0], [infinity, infinity, infinity]],
  ])('%s goes where its limits are', async (_, f, below, above) => {
    for (const [x, want] of [
      [-infinity, below],
      [infinity, above],
    ] as const) {
      for (const [order, value] of want.entries())
        await expectNumbers([f, grad(f), grad(grad(f))][order]?.(tensor(x)) ?? t.zeros([0]), [value])
    }
  })
})
