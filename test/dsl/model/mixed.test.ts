import { beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  apply,
  concatOf,
  type Dataset,
  dense,
  draw,
  embedding,
  evaluate,
  fanOut,
  fit,
  flatten,
  fromArrays,
  identity,
  init,
  layerNorm,
  meanSquaredError,
  parallel,
  pick,
  predict,
  repeated,
  sequential,
  serial,
  softmaxCrossEntropy,
  summary,
  sumOf,
  trainState,
  trainStep,
  transformerBlock,
  transformerDecoderBlock,
  zip,
} from '../../../dsl/index.js'
import {
  acquire,
  add,
  concat,
  DTypeMismatch,
  InvalidArgument,
  key,
  normal,
  randint,
  type Tensor,
  tensor,
  zeros,
} from '../../../src/index.js'

/* Models whose input is a list, of which some is tokens. */

beforeAll(() => acquire({ backend: 'reference' }))

const words = serial(embedding(12, 3), flatten)
const model = sequential([{ shape: [4], dtype: 'i32' }, [5]], parallel(words, dense(6)), concatOf(identity, identity), dense(1))
const variables = init(model, key(0))
const tokens = randint(key(1), 0, 12, [7, 4])
const numbers = normal(key(2), [7, 5])

/** What is learned: how often the token 3 stands there, and the sum of the numbers. */
const examples = (count: number) => {
  const random = (i: number) => Math.abs(Math.sin((i + 1) * 12.9898) * 43758.5453) % 1
  const ids = Int32Array.from({ length: 4 * count }, (_, i) => Math.floor(random(i) * 6))
  const floats = Float32Array.from({ length: 5 * count }, (_, i) => random(i + 9_000) - 0.5)
  const wanted = Float32Array.from({ length: count }, (_, i) => {
    const places = ids.subarray(4 * i, 4 * i + 4).filter((token) => token === 3)
    return places.length + floats.subarray(5 * i, 5 * i + 5).reduce((sum, value) => sum + value, 0)
  })
  const columns = fromArrays({
    tokens: { values: ids, shape: [4], dtype: 'i32' },
    numbers: { values: floats, shape: [5] },
    y: { values: wanted, shape: [1] },
  })
  const data: Dataset<{ readonly x: [Tensor<['N', 4], 'i32'>, Tensor<['N', 5]>]; readonly y: Tensor<['N', 1]> }> = {
    size: count,
    take: (rows) => {
      const row = columns.take(rows)
      return { x: [row.tokens, row.numbers], y: row.y }
    },
  }
  return data
}

describe('tokens beside numbers', () => {
  it('say what they are', () => {
    expect(`${model}`).toBe('Model i32[4] and [5] -> [1]: parallel, concatOf, dense(1)')
    expect(model.input).toEqual([{ shape: [4], dtype: 'i32' }, [5]])
    expect(summary(model)).toMatch(/^parallel +\[12\] and \[6\] +72 /m)
    expect(draw(model)).toMatch(/>i32\[4\]<.*>\[5\]</)
  })

  it('give what their parts give', async () => {
    const { params } = variables
    const [[table], own] = params[0]
    const text = sequential({ shape: [4], dtype: 'i32' }, words)
    const side = sequential([5], dense(6))
    const last = sequential([18], dense(1))
    const joined = concat(
      [predict(text, { params: [[table, {}]], state: [[{}, {}]] }, tokens), predict(side, { params: [own], state: [{}] }, numbers)],
      -1,
    )
    const wanted = await predict(last, { params: [params[2]], state: [{}] }, joined).data()
    expect(await predict(model, variables, [tokens, numbers]).data()).toEqual(wanted)
    const [seen] = apply(model, variables, [tokens, numbers])
    expect(await seen.data()).toEqual(wanted)
  })

  it('pass through repeated layers, each as what it is', async () => {
    const deep = sequential([{ shape: [4], dtype: 'i32' }, [5]], repeated(3, parallel(identity, dense(5))), parallel(words, identity))
    const made = init(deep, key(3))
    expect(made.params[0][1].kernel.shape).toEqual([3, 5, 5])
    const [text] = predict(deep, made, [tokens, numbers])
    const alone = sequential({ shape: [4], dtype: 'i32' }, words)
    expect(await text.data()).toEqual(await predict(alone, { params: [made.params[1][0]], state: [[{}, {}]] }, tokens).data())
  })

  it('are learned from by fit, and by a step of trainStep with the same loss', { timeout: 60_000 }, async () => {
    const data = examples(64)
    const start = { optimizer: adam({ rate: 0.02 }), key: key(4) }
    const settings = { ...start, loss: meanSquaredError }
    const { history, variables: learned } = await fit(model, data, { ...settings, epochs: 60, batchSize: 64, progress: false })
    expect(history.at(-1)?.train.loss).toBeLessThan(0.1 * (history[0]?.train.loss ?? 0))
    const { loss } = await evaluate(model, learned, data, { loss: meanSquaredError })
    expect(loss).toBeLessThan(0.1)
    const one = await fit(model, data, { ...settings, epochs: 1, batchSize: 64, progress: false })
    const step = trainStep(model, { loss: meanSquaredError, optimizer: settings.optimizer })
    const all = data.take(Array.from({ length: 64 }, (_, i) => i))
    const [, first] = step(trainState(model, start), all)
    expect(await first.item()).toBeCloseTo(one.history[0]?.train.loss ?? Number.NaN, 5)
  })

  it('are zipped into a list', () => {
    const ids = fromArrays({ x: { values: [1, 2, 3, 4], shape: [4], dtype: 'i32' } })
    const floats = fromArrays({ x: { values: [1, 2, 3, 4, 5], shape: [5] } })
    const [left, right] = zip([ids, floats]).take([0])
    expect(predict(model, variables, [left.x, right.x]).shape).toEqual([1, 1])
  })

  it('take nothing else, and say which input it was', async () => {
    const wanted = "the model takes i32[7, 4] and [7, 5], got f32 as input 1; convert with astype(x[0], 'i32')"
    // @ts-expect-error the compiler says so too
    expect(() => predict(model, variables, [zeros([7, 4]), numbers])).toThrow(new DTypeMismatch(`predict: ${wanted}`))
    const data = { ...examples(7), take: () => ({ x: [zeros([7, 4]), numbers], y: zeros([7, 1]) }) } as unknown as ReturnType<
      typeof examples
    >
    const settings = { loss: meanSquaredError, optimizer: adam(), batchSize: 7, key: key(0), progress: false }
    await expect(fit(model, data, settings)).rejects.toThrow(`fit: ${wanted}`)
    const { loss, optimizer } = settings
    await expect(evaluate(model, variables, data, { loss })).rejects.toThrow(`evaluate: ${wanted}`)
    const step = trainStep(model, { loss, optimizer })
    expect(() => step(trainState(model, { optimizer, key: key(0) }), data.take([0]))).toThrow(`trainStep: ${wanted}`)
  })

  it('are i32 or u32, and a shape', () => {
    expect(() => sequential([[5], { shape: [4], dtype: 'f64' as 'i32' }], parallel(dense(6), words))).toThrow(
      new InvalidArgument("sequential: the dtype of input 2 is 'i32' or 'u32'; got 'f64'; for f32 write the shape alone"),
    )
    expect(() => sequential([[5], null as never], parallel(dense(6), words))).toThrow(
      'sequential: the shape of input 2 is a list of sizes, as in [784]; got null',
    )
  })
})

describe('a source and a target', () => {
  const size = 4
  const encoder = serial(embedding(9, 8), transformerBlock({ heads: 2, hidden: 8, rotary: true }))
  const translator = sequential(
    [
      { shape: [size], dtype: 'i32' },
      { shape: [size], dtype: 'i32' },
    ],
    parallel(encoder, embedding(9, 8)),
    fanOut(pick(1), pick(0)),
    transformerDecoderBlock({ heads: 2, hidden: 8, rotary: true }),
    layerNorm(),
    dense(9),
  )

  it('the encoder sees all of the source, the decoder nothing of the target that comes later', async () => {
    const made = init(translator, key(5))
    const source = randint(key(6), 0, 9, [1, size])
    const before = tensor([[1, 2, 3, 4]], { dtype: 'i32' })
    const after = tensor([[1, 2, 8, 8]], { dtype: 'i32' })
    const [a, b] = await Promise.all([before, after].map((target) => predict(translator, made, [source, target]).data()))
    expect(a?.slice(0, 18)).toEqual(b?.slice(0, 18))
    expect(a?.slice(18)).not.toEqual(b?.slice(18))
    const other = await predict(translator, made, [add(source, 1), before]).data()
    expect(other.slice(0, 9)).not.toEqual(a?.slice(0, 9))
  })

  it('learn to write the source backwards', { timeout: 120_000 }, async () => {
    const sources = Array.from({ length: 32 }, (_, i) => Array.from({ length: size }, (_, j) => 1 + ((i * (3 + j) + 7 * j) % 8)))
    const backwards = sources.map((row) => row.toReversed())
    const columns = fromArrays({
      source: { values: sources.flat(), shape: [size], dtype: 'i32' },
      target: { values: backwards.flatMap((row) => [0, ...row.slice(0, -1)]), shape: [size], dtype: 'i32' },
      y: { values: backwards.flat(), shape: [size], dtype: 'i32' },
    })
    const take = (rows: ArrayLike<number>) => {
      const { source, target, y } = columns.take(rows)
      return { x: [source, target] as const, y }
    }
    const { history } = await fit(
      translator,
      { size: sources.length, take },
      {
        loss: softmaxCrossEntropy,
        optimizer: adam({ rate: 0.01 }),
        epochs: 12,
        batchSize: 48,
        key: key(7),
        progress: false,
      },
    )
    expect(history.at(-1)?.train.loss).toBeLessThan(0.5 * (history[0]?.train.loss ?? 0))
  })
})

it('whole numbers are not added up, nor joined, as they are', () => {
  const refused = 'branch 1 maps i32[3] to i32[3]; a branch gives f32, put an embedding into it'
  for (const [name, join] of [
    ['sumOf', sumOf],
    ['concatOf', concatOf],
  ] as const)
    expect(() => sequential({ shape: [3], dtype: 'i32' }, join(identity, identity) as never)).toThrow(`${name}: ${refused}`)
})
