import { right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  accuracy,
  adam,
  apply,
  dense,
  embedding,
  evaluate,
  fit,
  flatten,
  fromArrays,
  init,
  type Layer,
  layer,
  predict,
  type SameShape,
  sequential,
  softmaxCrossEntropy,
} from '../../../dsl/index.js'
import { acquire, type DType, DTypeMismatch, key, tensor, zeros } from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Which dtypes reach the first layer. */
const met: DType[] = []
const watched: Layer<SameShape> = layer('watched', {
  output: right,
  apply: (_, x) => {
    met.push(x.dtype)
    return x
  },
})

const model = sequential([3], watched, embedding(20, 4), flatten, dense(2))
const variables = init(model, key(0))

/** Whether there is a 7 among three tokens. */
const sevens = <D extends 'i32' | 'u32' | 'f32'>(dtype: D, count = 60) => {
  const values = Array.from({ length: 3 * count }, (_, i) => (i * 7 + (i % 5)) % 20)
  const labels = Array.from({ length: count }, (_, i) => Number(values.slice(3 * i, 3 * i + 3).includes(7)))
  return fromArrays({ x: { values, shape: [3], dtype }, y: { values: labels, dtype: 'i32' } })
}

const settings = { loss: softmaxCrossEntropy, metrics: { accuracy }, batchSize: 20, key: key(1), progress: false }

describe.each(['i32', 'u32', 'f32'] as const)('tokens of %s reach the embedding as they are', (dtype) => {
  it('through fit, with validation, and evaluate', async () => {
    met.length = 0
    const data = sevens(dtype)
    const fitted = await fit(model, data, { ...settings, optimizer: adam({ rate: 0.05 }), epochs: 30, validation: sevens(dtype, 20) })
    const measured = await evaluate(model, fitted.variables, data, { metrics: { accuracy } })
    expect(measured.accuracy).toBeGreaterThan(0.9)
    expect(new Set(met)).toEqual(new Set([dtype]))
  })

  it('through predict and apply', async () => {
    met.length = 0
    const tokens = tensor([[1, 7, 19]], { dtype })
    const [seen] = apply(model, variables, tokens)
    expect(await predict(model, variables, tokens).data()).toEqual(await seen.data())
    expect(met).toEqual([dtype, dtype])
  })
})

it('all three give one answer', async () => {
  const rows = [[3, 0, 12]]
  const answers = [
    predict(model, variables, tensor(rows, { dtype: 'i32' })),
    predict(model, variables, tensor(rows, { dtype: 'u32' })),
    predict(model, variables, tensor(rows)),
  ]
  const [first, ...others] = await Promise.all(answers.map((y) => y.data()))
  expect(others).toEqual([first, first])
})

it('a layer that takes no whole numbers says so', () => {
  const numeric = sequential([3], dense(2))
  expect(() => predict(numeric, init(numeric, key(0)), zeros([4, 3], { dtype: 'i32' }))).toThrow(DTypeMismatch)
})

describe('a model of tokens', () => {
  const reader = sequential({ shape: [3], dtype: 'i32' }, embedding(20, 4), flatten, dense(2))
  const read = init(reader, key(0))

  it('takes them through fit and evaluate, and says of what it is made', async () => {
    const fitted = await fit(reader, sevens('i32'), {
      ...settings,
      optimizer: adam({ rate: 0.05 }),
      epochs: 30,
      validation: sevens('i32', 20),
    })
    const measured = await evaluate(reader, fitted.variables, sevens('i32'), { metrics: { accuracy } })
    expect(measured.accuracy).toBeGreaterThan(0.9)
    expect(`${reader}`).toBe('Model i32[3] -> [2]: embedding(20, 4), flatten, dense(2)')
    expect(reader.input).toEqual({ shape: [3], dtype: 'i32' })
  })

  it('takes nothing else', () => {
    const wanted = "predict: the model takes i32[4, 3], got f32; convert with astype(x, 'i32')"
    // @ts-expect-error the compiler says so too
    expect(() => predict(reader, read, zeros([4, 3]))).toThrow(new DTypeMismatch(wanted))
    expect(() => predict(reader, read, zeros([4, 5], { dtype: 'i32' }) as never)).toThrow('predict: the model takes i32[N, 3], got [4, 5]')
  })

  it('is i32 or u32', () => {
    expect(() => sequential({ shape: [3], dtype: 'f64' as 'i32' }, embedding(20, 4))).toThrow(
      "sequential: the dtype of the input is 'i32' or 'u32'; got 'f64'; for f32 write the shape alone",
    )
  })
})
