import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  accuracy,
  adam,
  averageOf,
  batchNorm,
  CheckpointError,
  cosineDecay,
  dense,
  dropout,
  ema,
  evaluate,
  fit,
  fromArrays,
  init,
  type Moment,
  meanSquaredError,
  type Run,
  relu,
  sequential,
  sgd,
  sigmoidBinaryCrossEntropy,
  TrainingInterrupted,
  type VariablesOf,
} from '../../../dsl/index.js'
import { checkpointTo, lastCheckpoint, loadRun, saveRun } from '../../../node/training.js'
import { load, save } from '../../../node/weights.js'
import { acquire, DeviceLost, key, tree } from '../../../src/index.js'

let folder = ''
beforeAll(async () => {
  await acquire({ backend: 'cpu' })
  folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
})
afterAll(() => rm(folder, { recursive: true }))

const model = sequential([2], dense(8), batchNorm(), relu, dropout(0.2), dense(1))
const data = fromArrays({
  x: { values: Float32Array.from({ length: 140 }, (_, i) => Math.sin(12.9 * i)), shape: [2] },
  y: { values: Float32Array.from({ length: 70 }, (_, i) => Number(Math.sin(25.8 * i) > 0)), shape: [1] },
})
const optimizer = adam({ rate: cosineDecay(0.05, 24) })
const options = {
  loss: sigmoidBinaryCrossEntropy,
  optimizer,
  metrics: { accuracy },
  validation: data,
  epochs: 6,
  batchSize: 16,
  key: key(7),
  progress: false,
}
const numbers = async (trees: unknown): Promise<number[][]> => Promise.all(tree.leaves(trees).map(async (leaf) => [...(await leaf.data())]))
const measured = ({ history }: Run) => history.map(({ epoch, train, validation }) => ({ epoch, train, validation }))

describe('a run that is resumed', () => {
  it('has the same bits as one that was not broken: between epochs', async () => {
    const whole = await fit(model, data, options)
    const half = await fit(model, data, { ...options, epochs: 3 })
    expect(half.place).toEqual({ epoch: 4, step: 0 })
    const rest = await fit(model, data, { ...options, resume: half })
    expect(await numbers(rest.state)).toEqual(await numbers(whole.state))
    expect(measured(rest)).toEqual(measured(whole))
    expectTypeOf(rest.variables).toEqualTypeOf<VariablesOf<typeof model>>()
  })

  it('has them within an epoch, through a file, in another process as far as it can tell', async () => {
    const whole = await numbers((await fit(model, data, options)).state)
    for (const steps of [1, 6, 13]) {
      const path = join(folder, `${steps}.safetensors`)
      const half = await fit(model, data, { ...options, steps })
      expect(half.place).toEqual({ epoch: 1 + Math.floor(steps / 4), step: steps % 4 })
      await saveRun(half, path)
      const read = await loadRun(model, optimizer, path)
      expect(read.place).toEqual(half.place)
      expect(measured(read)).toEqual(measured(half))
      expect(await numbers((await fit(model, data, { ...options, resume: read })).state)).toEqual(whole)
    }
  })

  it('has them after a callback threw, and after the data did', async () => {
    const whole = await numbers((await fit(model, data, options)).state)
    const broken: unknown = await fit(model, data, {
      ...options,
      callbacks: [
        ({ epoch }) => {
          if (epoch === 2) throw new RangeError('no room')
        },
      ],
    }).catch((error: unknown) => error)
    if (!(broken instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: broken })
    expect(broken.cause).toEqual(new RangeError('no room'))
    expect(broken.message).toBe('fit: interrupted in epoch 3, after 0 steps of it: no room')
    expect(await numbers((await fit(model, data, { ...options, resume: broken })).state)).toEqual(whole)
    let taken = 0
    const failing = {
      size: data.size,
      take: (rows: ArrayLike<number>) => {
        if (++taken === 8) throw new Error('the disk is gone')
        return data.take(rows)
      },
    }
    const cut: unknown = await fit(model, failing, { ...options, validation: data }).catch((error: unknown) => error)
    if (!(cut instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: cut })
    expect(cut.place.step).toBeGreaterThan(0)
    expect(await numbers((await fit(model, data, { ...options, resume: cut })).state)).toEqual(whole)
  })

  it('has them, with the same options and from its file, after the device was lost', async () => {
    const whole = await numbers((await fit(model, data, options)).state)
    const runs = join(folder, 'lost')
    const device = await acquire({ backend: 'cpu' })
    const callbacks = [
      checkpointTo(runs),
      { step: ({ place }: Moment) => (place.epoch === 3 && place.step === 2 ? device.destroy() : undefined) },
    ]
    const broken: unknown = await fit(model, data, { ...options, callbacks }).catch((error: unknown) => error)
    if (!(broken instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: broken })
    expect(broken.cause).toBeInstanceOf(DeviceLost)
    expect(broken.message).toMatch(
      /^fit: interrupted in epoch 3, after 2 steps of it: cpu: the device is gone .* What was learned is lost with it: go on from what checkpointTo or saveRun wrote last, resume: await loadRun\(model, optimizer, file\)$/,
    )
    expect(broken.history.map(({ epoch }) => epoch)).toEqual([1, 2])
    await acquire({ backend: 'cpu' })
    await expect(numbers(broken.variables)).rejects.toBeInstanceOf(DeviceLost)
    const last = await loadRun(model, optimizer, join(runs, 'run-00003-00000000.safetensors'))
    expect(await numbers((await fit(model, data, { ...options, resume: last })).state)).toEqual(whole)
    expect(await numbers((await fit(model, data, options)).state)).toEqual(whole)
  })

  it('has them, and the same history, after it was broken behind the last step of an epoch, and while the validation was measured', async () => {
    const whole = await fit(model, data, options)
    const afterLast = new AbortController()
    const callbacks = [
      { step: ({ place, steps }: Moment) => place.epoch === 2 && place.step === steps && afterLast.abort(new Error('cut')) },
    ]
    const measuring = new AbortController()
    let asked = 0
    const validation = {
      size: data.size,
      take: (rows: ArrayLike<number>) => {
        if (++asked === 8) measuring.abort(new Error('cut'))
        return data.take(rows)
      },
    }
    for (const other of [
      { callbacks, signal: afterLast.signal },
      { validation, signal: measuring.signal },
    ]) {
      const broken: unknown = await fit(model, data, { ...options, ...other }).catch((error: unknown) => error)
      if (!(broken instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: broken })
      expect(broken.place).toEqual({ epoch: 2, step: 4 })
      const rest = await fit(model, data, { ...options, resume: broken })
      expect(await numbers(rest.state)).toEqual(await numbers(whole.state))
      expect(measured(rest)).toEqual(measured(whole))
    }
  })

  it('writes over no other run, and takes the place of steps behind the one that it goes on from', async () => {
    const runs = join(folder, 'others')
    const whole = await fit(model, data, { ...options, epochs: 3, callbacks: [checkpointTo(runs, { keep: 2 })] })
    const before = (await readdir(runs)).sort()
    expect(before).toEqual(['run-00003-00000000.safetensors', 'run-00004-00000000.safetensors'])
    const fresh = fit(model, data, { ...options, epochs: 1, callbacks: [checkpointTo(runs)] })
    await expect(fresh).rejects.toThrow(
      /^checkpointTo: .*others holds a run already, up to run-00004-00000000.safetensors; go on with it, resume: /,
    )
    expect((await readdir(runs)).sort()).toEqual(before)
    const earlier = await loadRun(model, optimizer, join(runs, 'run-00003-00000000.safetensors'))
    const again = await fit(model, data, { ...options, epochs: 3, resume: earlier, callbacks: [checkpointTo(runs, { keep: 3 })] })
    expect((await readdir(runs)).sort()).toEqual(before)
    expect(await numbers(again.state)).toEqual(await numbers(whole.state))
  })

  it('goes on from what checkpointTo wrote, which a signal interrupted', async () => {
    const runs = join(folder, 'runs')
    const controller = new AbortController()
    const callbacks = [
      checkpointTo(runs, { every: 2, keep: 2, best: true }),
      {
        step: ({ place }: { place: { epoch: number; step: number } }) =>
          place.epoch === 5 && place.step === 2 && controller.abort(new Error('Ctrl-C')),
      },
    ]
    await expect(fit(model, data, { ...options, callbacks, signal: controller.signal })).rejects.toThrow(TrainingInterrupted)
    expect((await readdir(runs)).sort()).toEqual(['best.safetensors', 'run-00005-00000000.safetensors', 'run-00005-00000002.safetensors'])
    const last = await lastCheckpoint(runs)
    expect(last).toBe(join(runs, 'run-00005-00000002.safetensors'))
    const resumed = await fit(model, data, { ...options, resume: await loadRun(model, optimizer, last ?? '') })
    expect(await numbers(resumed.state)).toEqual(await numbers((await fit(model, data, options)).state))
    expect(await lastCheckpoint(join(folder, 'nowhere'))).toBeUndefined()
  })

  it('is refused where it does not fit', async () => {
    const path = join(folder, 'run.safetensors')
    await saveRun(await fit(model, data, { ...options, epochs: 1 }), path)
    await expect(loadRun(sequential([2], dense(3)), optimizer, path)).rejects.toThrow(
      new CheckpointError(
        'loadRun: the run is of another model; pass the one that it was made with: "variables/params/0/bias" is [8] in the file, [3] here',
      ),
    )
    await expect(loadRun(model, sgd(0.1), path)).rejects.toThrow(
      'loadRun: the run is of another optimizer; pass the one that it was made with: "optimizer/slots/mean/0/bias" is [8] in the file, missing here',
    )
    await expect(load(model, path)).rejects.toThrow(/; it holds a run, which loadRun reads$/)
    await save(init(model, key(0)), join(folder, 'weights.safetensors'))
    await expect(loadRun(model, optimizer, join(folder, 'weights.safetensors'))).rejects.toThrow('loadRun: the file holds no run')
    const bytes = await readFile(path)
    await writeFile(path, bytes.subarray(0, bytes.length - 1))
    await expect(loadRun(model, optimizer, path)).rejects.toThrow('the file is truncated')
    await expect(fit(model, data, { ...options, resume: {} as never })).rejects.toThrow(
      'fit: resume is a run, as fit gives it; got an object',
    )
    await expect(fit(model, data, { ...options, progress: 'no' as never })).rejects.toThrow(
      "fit: progress is true, false or a function that is told; got 'no'",
    )
    const within = await fit(model, data, { ...options, batchSize: 10, steps: 6 })
    await expect(fit(model, data, { ...options, resume: within })).rejects.toThrow(
      'fit: resume: the run stands after 6 steps of an epoch, which has 4; pass the data and the batchSize that it had',
    )
    const plain = await fit(model, data, { ...options, optimizer: sgd(0.1), epochs: 1 })
    await expect(fit(model, data, { ...options, state: plain.state })).rejects.toThrow(
      'fit: state is of another optimizer; pass the one that it was made with',
    )
    await expect(fit(model, data, { ...options, resume: plain })).rejects.toThrow('fit: the run to resume is of another optimizer')
    const run = await fit(model, data, { ...options, epochs: 0 })
    const odd: Uint8Array[] = []
    await saveRun({ ...run, place: { epoch: 0, step: 0 } }, { write: async (bytes) => odd.push(bytes) })
    await expect(loadRun(model, optimizer, odd[0] ?? new Uint8Array())).rejects.toThrow('is no place and no history')
    await expect(fit(model, data, { ...options, resume: run, variables: run.variables })).rejects.toThrow(
      'fit: variables and resume both say where to start; pass one of them',
    )
  })
})

describe('fit', () => {
  it('goes on with the state of another run, its optimiser included, and counts epochs anew', async () => {
    const first = await fit(model, data, { ...options, epochs: 2 })
    const steps = await first.state.optimizer.step.item()
    const second = await fit(model, data, { ...options, state: first.state, epochs: 1 })
    expect(await second.state.optimizer.step.item()).toBe(steps + 4)
    expect(second.history.map(({ epoch }) => epoch)).toEqual([1])
  })

  it('takes so many steps, also within an epoch, and keeps the rest of the examples if told to', async () => {
    const some = await fit(model, data, { ...options, epochs: 9, steps: 6 })
    expect(await some.state.optimizer.step.item()).toBe(6)
    expect(some.history.map(({ epoch }) => epoch)).toEqual([1, 2])
    const { validation: _, epochs: __, ...plain } = options
    expect(await (await fit(model, data, plain)).state.optimizer.step.item()).toBe(4)
    expect(await (await fit(model, data, { ...plain, partial: 'keep' })).state.optimizer.step.item()).toBe(5)
    expect(await (await fit(model, data, { ...plain, steps: 11 })).state.optimizer.step.item()).toBe(11)
  })

  it('means over all examples of an epoch where the last batch is smaller', async () => {
    const still = sequential([2], dense(1))
    const { validation: _, ...plain } = { ...options, optimizer: adam({ rate: 0 }), metrics: {}, epochs: 1 }
    const variables = () => init(still, key(5))
    const whole = await fit(still, data, { ...plain, variables: variables(), batchSize: 70 })
    const parts = await fit(still, data, { ...plain, variables: variables(), batchSize: 16, partial: 'keep' })
    expect(parts.history[0]?.train.loss).toBeCloseTo(whole.history[0]?.train.loss ?? Number.NaN, 5)
  })

  it('sets a share of the data aside', async () => {
    const { validation: _, ...plain } = options
    const seen = new Set<number>()
    const watched = {
      size: data.size,
      take: (rows: ArrayLike<number>) => {
        for (const row of Array.from(rows)) seen.add(row)
        return data.take(rows)
      },
    }
    const split = await fit(model, watched, { ...plain, epochs: 1, batchSize: 8, validationSplit: 0.2 })
    expect(split.history[0]?.validation?.loss).toBeGreaterThan(0)
    expect(await split.state.optimizer.step.item()).toBe(7)
    expect(seen.size).toBe(70)
    await expect(fit(model, data, { ...options, validationSplit: 0.2 })).rejects.toThrow('fit: validation and validationSplit both say')
  })
})

it('what an optimiser remembers can be read: the running mean of the parameters', async () => {
  const run = await fit(model, data, { ...options, optimizer: ema(adam(0.05), 0.9), epochs: 3 })
  const mean = averageOf(run.state.optimizer)
  expect(tree.structure(mean)).toEqual(tree.structure(run.variables.params))
  expect(await numbers(mean)).not.toEqual(await numbers(run.variables.params))
  expect((await evaluate(model, { ...run.variables, params: mean }, data, { metrics: { accuracy } })).accuracy).toBeGreaterThan(0.5)
})

it('a file of a run that was changed anywhere is read or refused, and nothing else', { timeout: 120_000 }, async () => {
  const small = sequential([1], dense(1))
  const line = fromArrays({ x: { values: [0, 1], shape: [1] }, y: { values: [1, 3], shape: [1] } })
  const sgdOnly = sgd(0.1)
  const run = await fit(small, line, { loss: meanSquaredError, optimizer: sgdOnly, epochs: 2, batchSize: 1, key: key(0), progress: false })
  const path = join(folder, 'changed.safetensors')
  await saveRun(run, path)
  const bytes = new Uint8Array(await readFile(path))
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(header - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), async (changes) => {
      const changed = Uint8Array.from(bytes)
      for (const [at, byte] of changes) changed[at] = byte
      const read: unknown = await loadRun(small, sgdOnly, changed).catch((error: unknown) => error)
      if (read instanceof CheckpointError) refused++
      else expect(Object.keys(read as object).sort()).toEqual(['history', 'place', 'state', 'variables'])
    }),
    { numRuns: 500 },
  )
  expect(refused).toBeGreaterThan(100)
})
