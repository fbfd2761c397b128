import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  accuracy,
  adam,
  dense,
  dropout,
  evaluate,
  fit,
  fromArrays,
  init,
  meanSquaredError,
  type Progress,
  relu,
  sequential,
  sgd,
  sigmoidBinaryCrossEntropy,
  TrainingInterrupted,
  type VariablesOf,
} from '../../../dsl/index.js'
import { keyFor } from '../../../dsl/key-for.js'
import { type AnyTensor, acquire, foldIn, key, tree, zeros } from '../../../src/index.js'
import { settled } from '../../support/settled.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Points of the plane; yes above the line y = x. */
const points = (count: number) => {
  const random = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1
  const x = Float32Array.from({ length: 2 * count }, (_, i) => random(i + 1) - 0.5)
  return fromArrays({
    x: { values: x, shape: [2] },
    y: { values: Float32Array.from({ length: count }, (_, i) => Number((x[2 * i] ?? 0) < (x[2 * i + 1] ?? 0))), shape: [1] },
  })
}

const model = sequential([2], dense(8), relu, dropout(0.1), dense(1))
const data = points(70)
const options = {
  loss: sigmoidBinaryCrossEntropy,
  optimizer: adam({ rate: 0.05 }),
  metrics: { accuracy },
  epochs: 4,
  batchSize: 16,
  key: key(1),
  progress: false,
}

const numbers = async (trees: unknown): Promise<number[][]> => Promise.all(tree.leaves(trees).map(async (leaf) => [...(await leaf.data())]))

describe('fit', () => {
  it('learns', async () => {
    const { history, variables } = await fit(model, data, { ...options, epochs: 12 })
    const losses = history.map(({ train }) => train.loss ?? Number.NaN)
    expect(losses).toHaveLength(12)
    expect(losses.at(-1)).toBeLessThan(0.6 * (losses[0] ?? 0))
    const unseen = await evaluate(model, variables, points(200), { metrics: { accuracy } })
    expect(unseen.accuracy).toBeGreaterThan(0.9)
  })

  it('gives equal bits for equal keys, and others for others', async () => {
    const run = async (seed: number) => numbers((await fit(model, data, { ...options, key: key(seed) })).variables)
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it('starts from the variables given, and takes whole batches in a new order each epoch', async () => {
    // With a rate of 0 nothing moves: what comes out is what went in, and the loss differs by the order only.
    const start = init(model, key(5))
    const before = await numbers(start)
    const { history, variables } = await fit(model, data, { ...options, optimizer: sgd(0), variables: start, epochs: 3 })
    expect(await numbers(variables)).toEqual(before)
    expect(new Set(history.map(({ train }) => train.loss)).size).toBe(3)
  })

  it('reports the mean loss over the batches of an epoch', async () => {
    const still = sequential([2], dense(1))
    const start = init(still, foldIn(keyFor('fit', key(1)), 0))
    const alone = await evaluate(still, start, data, { loss: sigmoidBinaryCrossEntropy })
    const whole = await fit(still, data, { ...options, optimizer: sgd(0), epochs: 1, batchSize: 35 })
    expect(whole.history[0]?.train.loss).toBeCloseTo(alone.loss ?? Number.NaN, 5)
  })

  it('takes all examples at once where there are fewer than a batch', async () => {
    const { history } = await fit(model, points(5), { ...options, epochs: 1, batchSize: 128 })
    expect(history[0]?.train.loss).toBeGreaterThan(0)
  })

  it('measures the validation examples after each epoch', async () => {
    const validation = points(30)
    const { history, variables } = await fit(model, data, { ...options, validation, epochs: 2 })
    const after = await evaluate(model, variables, validation, { loss: options.loss, metrics: options.metrics })
    expect(history.at(-1)?.validation).toEqual(after)
  })

  it('calls back after each epoch, with variables that can be read, and stops when told', async () => {
    const seen: number[] = []
    const { history } = await fit(model, data, {
      ...options,
      callbacks: [
        async ({ epoch }, { params }) => {
          seen.push(epoch, (await params[0].bias.data()).length)
          return epoch === 2 ? 'stop' : undefined
        },
      ],
    })
    expect(seen).toEqual([1, 8, 2, 8])
    expect(history).toHaveLength(2)
  })

  it('says what does not fit', async () => {
    const flat = sequential([3], dense(1))
    // @ts-expect-error the compiler says the same
    await expect(fit(flat, data, { ...options })).rejects.toThrow(
      /^fit: the model takes \[N, 3\], got \[16, 2\], at test\/dsl\/train\/fit\.test\.ts:/,
    )
    const two = sequential([2], dense(2))
    // @ts-expect-error the compiler says the same
    await expect(fit(two, data, { ...options, metrics: {}, loss: meanSquaredError })).rejects.toThrow(
      /^meanSquaredError: outputs \[16, 2\] and targets \[16, 1\] differ; they go together one by one, at test\/dsl\/train\/fit\.test\.ts:/,
    )
    await expect(fit(model, points(0), options)).rejects.toThrow('fit: there are no examples')
    await expect(fit(model, data, { ...options, validation: points(0) })).rejects.toThrow('fit: the validation has no examples')
    const cubes = fromArrays({ x: { values: [1, 2, 3], shape: [3] }, y: { values: [1], shape: [1] } })
    // @ts-expect-error the compiler says the same
    await expect(fit(model, data, { ...options, validation: cubes })).rejects.toThrow(
      'fit: the validation: the model takes [N, 2], got [1, 3]',
    )
    const metrics = (one: unknown) => fit(model, data, { ...options, metrics: one as never })
    await expect(metrics([accuracy])).rejects.toThrow('fit: metrics is functions and metrics by name, { accuracy }; got')
    await expect(metrics({ loss: accuracy })).rejects.toThrow(
      'fit: a metric is called loss, as what is made small is; give it another name',
    )
    await expect(metrics({ rows: (output: AnyTensor) => output })).rejects.toThrow(
      'fit: the metric rows gives [16, 1]; it has to give one number, [] (sum or mean it)',
    )
    await expect(metrics({ none: () => zeros([], { dtype: 'i32' }) })).rejects.toThrow(
      "fit: the metric none gives i32[]; make it a float, astype(x, 'f32')",
    )
    await expect(
      evaluate(model, init(model, key(0)), data, { loss: sigmoidBinaryCrossEntropy, metrics: { loss: accuracy } }),
    ).rejects.toThrow('evaluate: a metric is called loss')
  })

  it('leaves no memory behind but the state', async () => {
    const device = await acquire({ backend: 'reference' })
    await settled()
    const before = device.memory().liveBuffers
    const { state } = await fit(model, data, options)
    expect(device.memory().liveBuffers - before).toBe(tree.leaves(state).length)
  })
})

describe('fit, while others are at work', () => {
  /** A dataset whose batches take as long as they are said to, in which nobody else has a turn. */
  const slow = (milliseconds: number, taken: () => void = () => undefined) => ({
    size: data.size,
    take: (rows: ArrayLike<number>) => {
      for (const until = performance.now() + milliseconds; performance.now() < until; );
      taken()
      return data.take(rows)
    },
  })

  it('tells whoever asks how it goes, and nobody else', async () => {
    const told: Progress[] = []
    const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(() => true))
    await fit(model, data, { ...options, epochs: 2, progress: (progress) => told.push(progress) })
    for (const stream of streams) expect(stream).not.toHaveBeenCalled()
    vi.restoreAllMocks()
    const last = told.filter(({ epoch }, i) => told[i + 1]?.epoch !== epoch)
    expect(last.map(({ epoch, epochs, done, total }) => [epoch, epochs, done, total])).toEqual([1, 2].map((epoch) => [epoch, 2, 64, 64]))
    expect(Object.keys(told[0]?.train ?? {})).toEqual(['loss', 'accuracy'])
  })

  it('gives them a turn between steps, also on a backend that waits for nothing', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await fit(model, slow(12), { ...options, epochs: 3 })
    const fitted = turns
    await evaluate(model, init(model, key(0)), slow(12), { metrics: { accuracy }, batchSize: 10 })
    clearInterval(timer)
    expect(fitted).toBeGreaterThanOrEqual(3 * 4 - 1)
    expect(turns - fitted).toBeGreaterThanOrEqual(7 - 1)
  })

  it('ends when told by a signal, after the step at hand, and leaves no memory behind', async () => {
    const device = await acquire({ backend: 'reference' })
    await settled()
    const before = device.memory().liveBuffers
    const controller = new AbortController()
    let batches = 0
    const counting = slow(0, () => {
      if (++batches === 6) controller.abort(new Error('enough'))
    })
    const ended: unknown = await fit(model, counting, { ...options, signal: controller.signal }).catch((error: unknown) => error)
    if (!(ended instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: ended })
    expect(ended.message).toBe('fit: interrupted in epoch 2, after 1 step of it: enough')
    expect(ended.cause).toEqual(new Error('enough'))
    expect(ended.history).toHaveLength(1)
    expect(batches).toBe(6)
    // What was learned is there, and nothing else.
    expect(device.memory().liveBuffers - before).toBe(tree.leaves(ended.state).length)
    expect((await numbers(ended.variables)).flat().every(Number.isFinite)).toBe(true)
  })

  it('takes nothing where the signal was aborted before', async () => {
    const variables = init(model, key(0))
    await expect(fit(model, data, { ...options, variables, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect((await numbers(variables)).length).toBe(4)
    const measuring = evaluate(model, variables, data, { metrics: { accuracy }, signal: AbortSignal.abort('no') })
    await expect(measuring).rejects.toBe('no')
  })

  it('can be told from a timer, since timers have their turn', async () => {
    const signal = AbortSignal.timeout(60)
    await expect(fit(model, slow(5), { ...options, epochs: 1000, signal })).rejects.toMatchObject({
      name: 'TrainingInterrupted',
      cause: { name: 'TimeoutError' },
    })
  })
})

describe('evaluate', () => {
  it('leaves nothing behind where it is told to end', async () => {
    const device = await acquire({ backend: 'reference' })
    const variables = init(model, key(0))
    await evaluate(model, variables, data, { metrics: { accuracy }, batchSize: 10 })
    const controller = new AbortController()
    let taken = 0
    const cut = {
      size: data.size,
      take: (rows: ArrayLike<number>) => {
        if (++taken === 4) controller.abort(new Error('enough'))
        return data.take(rows)
      },
    }
    await settled()
    const before = device.memory().liveBuffers
    await expect(evaluate(model, variables, cut, { metrics: { accuracy }, batchSize: 10, signal: controller.signal })).rejects.toThrow(
      'enough',
    )
    // The reading that was under way has come by then.
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(device.memory().liveBuffers).toBe(before)
  })

  it('gives the mean over all examples, whatever the batch size', async () => {
    const variables: VariablesOf<typeof model> = init(model, key(3))
    const measure = (batchSize: number) =>
      evaluate(model, variables, data, { loss: sigmoidBinaryCrossEntropy, metrics: { accuracy }, batchSize })
    const whole = await measure(70)
    for (const size of [1, 7, 32, 1000]) {
      const parts = await measure(size)
      expect(parts.loss).toBeCloseTo(whole.loss ?? Number.NaN, 5)
      expect(parts.accuracy).toBeCloseTo(whole.accuracy ?? Number.NaN, 6)
    }
  })
})
