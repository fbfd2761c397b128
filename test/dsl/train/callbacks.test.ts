import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  adjustable,
  type Callbacks,
  chain,
  clipByGlobalNorm,
  dense,
  draw,
  dropout,
  type Epoch,
  earlyStopping,
  fit,
  fromArrays,
  init,
  logTo as logBy,
  lrFind,
  type Moment,
  meanSquaredError,
  plot,
  reduceOnPlateau,
  relu,
  sampleEvery,
  sequential,
  sgd,
  summary,
  TrainingInterrupted,
  withRateScale,
} from '../../../dsl/index.js'
import { checkpointTo, interruptSignal, logTo, plotTo } from '../../../node/training.js'
import { acquire, debug, key, mul, sub, type Tensor, tensor, tree } from '../../../src/index.js'
import { settled } from '../../support/settled.js'

let folder = ''
beforeAll(async () => {
  await acquire({ backend: 'reference' })
  folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
})
afterAll(() => rm(folder, { recursive: true }))

const model = sequential([1], dense(1))
const data = fromArrays({ x: { values: [0, 1, 2, 3], shape: [1] }, y: { values: [1, 3, 5, 7], shape: [1] } })
const options = { loss: meanSquaredError, optimizer: sgd(0.05), epochs: 8, batchSize: 2, key: key(0), progress: false }
const numbers = async (trees: unknown): Promise<number[][]> => Promise.all(tree.leaves(trees).map(async (leaf) => [...(await leaf.data())]))

/** Validation whose loss is as told, epoch by epoch: it moves the targets. */
const epochs = (losses: readonly number[]): readonly Epoch[] =>
  losses.map((loss, i) => ({ epoch: i + 1, epochs: losses.length, seconds: 1, train: { loss: 0 }, validation: { loss } }))

/** Asks callbacks of epochs with such losses; gives what they answered. */
const asked = async (callbacks: Callbacks, losses: readonly number[], state: unknown = { variables: {}, optimizer: {}, key: 0 }) => {
  const history = epochs(losses)
  const answers: unknown[] = []
  const moment = (until: number) => ({
    history: history.slice(0, until),
    variables: { params: [tensor(until)], state: [] },
    state,
    place: { epoch: until, step: 0 },
    steps: 2,
  })
  await callbacks.start?.(moment(0) as never)
  for (const [i, epoch] of history.entries()) answers.push(await callbacks.epoch?.(epoch, moment(i + 1) as never))
  return { answers, end: await callbacks.end?.(moment(history.length) as never) }
}

describe('earlyStopping', () => {
  it('stops after so many epochs without anything better', async () => {
    const stops = async (given: Parameters<typeof earlyStopping>[0], losses: readonly number[]) =>
      (await asked(earlyStopping(given), losses)).answers.indexOf('stop') + 1
    expect(await stops({}, [3, 2, 2, 1])).toBe(3)
    expect(await stops({ patience: 2 }, [3, 2, 2.5, 1, 1, 1.5, 1])).toBe(6)
    expect(await stops({ patience: 1, minDelta: 0.5 }, [3, 2.8, 2.3])).toBe(2)
    expect(await stops({ monitor: 'validation loss', mode: 'max' }, [1, 2, 3])).toBe(0)
    expect(await stops({ patience: 1 }, [Number.NaN, Number.NaN])).toBe(1)
  })

  it('gives the variables of the best epoch back, in fit', async () => {
    const device = await acquire({ backend: 'reference' })
    await fit(model, data, { ...options, epochs: 1 }) // since when the key lies on the device, where it is counted
    await settled()
    const before = device.memory().liveBuffers
    const kept: number[][][] = []
    const watching: Callbacks = { epoch: async (_, { variables }) => void kept.push(await numbers(variables)) }
    // The rate is so high that it gets worse.
    const run = await fit(model, data, {
      ...options,
      optimizer: sgd(0.5),
      callbacks: [watching, earlyStopping({ patience: 3, restoreBest: true })],
    })
    const losses = run.history.map(({ train }) => train.loss ?? Number.NaN)
    const best = losses.indexOf(Math.min(...losses))
    expect(run.history).toHaveLength(best + 4)
    expect(await numbers(run.variables)).toEqual(kept[best])
    expect(kept.at(-1)).not.toEqual(kept[best])
    expect(device.memory().liveBuffers - before).toBe(tree.leaves(run.state).length)
  })

  it('asks what it does not know', async () => {
    expect(() => earlyStopping({ monitor: 'accuracy' })).toThrow(
      "earlyStopping: say whether accuracy is to be large or small: { monitor: 'accuracy', mode: 'max' }",
    )
    await expect(fit(model, data, { ...options, callbacks: [earlyStopping({ monitor: 'accuracy', mode: 'max' })] })).rejects.toThrow(
      'earlyStopping: there is no accuracy in an epoch; there are loss',
    )
  })
})

describe('reduceOnPlateau', () => {
  it('makes the steps of an adjustable optimiser shorter, without compiling anything anew', async () => {
    const params = { w: tensor([1, 2]) }
    const optimizer = chain(clipByGlobalNorm(100), adjustable(sgd(0.5)))
    const state = optimizer.init(params)
    const [moved] = optimizer.update({ w: tensor([1, 1]) }, state, params)
    expect(await moved.w.toArray()).toEqual([0.5, 1.5])
    const [slower] = optimizer.update({ w: tensor([1, 1]) }, withRateScale(state, tensor(0.5)), params)
    expect(await slower.w.toArray()).toEqual([0.75, 1.75])
    const wanted = sgd(0.5).update({ w: tensor([0.1, 0.3]) }, sgd(0.5).init(params), params)[0]
    const same = adjustable(sgd(0.5)).update({ w: tensor([0.1, 0.3]) }, adjustable(sgd(0.5)).init(params), params)[0]
    expect(await numbers(same)).toEqual(await numbers(wanted))
    expect(() => withRateScale(sgd(0.1).init(params), tensor(1))).toThrow(
      "withRateScale: the optimizer's rate can't be changed while it runs",
    )
  })

  it('counts as Keras and PyTorch do', async () => {
    const scales = async (given: Parameters<typeof reduceOnPlateau>[0], losses: readonly number[]): Promise<number[]> => {
      const optimizer = adjustable(sgd(0.1)).init({ w: tensor(0) })
      const { answers } = await asked(reduceOnPlateau(given), losses, { variables: {}, optimizer, key: 0 })
      const found = answers.map(async (answer, i) =>
        answer === undefined
          ? []
          : [(i + 1) * 1000 + ((await numbers((answer as Moment).state.optimizer.others?.rateScale)).flat()[0] ?? 0)],
      )
      return (await Promise.all(found)).flat()
    }
    // torch.optim.lr_scheduler.ReduceLROnPlateau(factor=0.5, patience=1, threshold=0): after the 2nd bad epoch, then after 2 more.
    expect(await scales({ factor: 0.5, patience: 1 }, [1, 1, 1, 1, 1, 0.5, 1, 1])).toEqual([3000.5, 5000.25, 8000.125])
    expect(await scales({ factor: 0.5, patience: 0, cooldown: 2 }, [1, 1, 1, 1, 1])).toEqual([2000.5, 5000.25])
    expect(await scales({ factor: 0.5, patience: 0, minimum: 0.4 }, [1, 1, 1])).toEqual([2000.5, 3000.4].map((x) => expect.closeTo(x, 4)))
  })

  it('says what optimiser it takes', async () => {
    await expect(fit(model, data, { ...options, callbacks: [reduceOnPlateau()] })).rejects.toThrow(
      "reduceOnPlateau: the optimizer's rate can't be changed while it runs; write adjustable(adam()), say",
    )
  })

  it('works in fit', async () => {
    const scale: number[] = []
    await fit(model, data, {
      ...options,
      optimizer: adjustable(sgd(0)),
      callbacks: [
        reduceOnPlateau({ factor: 0.5, patience: 2 }),
        { step: async ({ state }) => void scale.push(...(await numbers(state.optimizer.others?.rateScale)).flat()) },
      ],
    })
    expect(scale).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
  })
})

describe('sampleEvery', () => {
  it('calls after so many steps, waits, and stops when told', async () => {
    const seen: number[][] = []
    const run = await fit(model, data, {
      ...options,
      callbacks: [
        sampleEvery(3, async ({ place, measured }) => {
          seen.push([place.epoch, place.step, Object.keys(await measured()).length])
          return place.epoch === 3 ? 'stop' : undefined
        }),
      ],
    })
    expect(seen).toEqual([
      [2, 1, 1],
      [3, 2, 1],
    ])
    expect(run.history).toHaveLength(3)
  })
})

describe('logs', () => {
  it('are JSON by the line, and tables', async () => {
    const [lines, table] = [join(folder, 'logs', 'a.jsonl'), join(folder, 'logs', 'a.csv')]
    const callbacks = [logTo(lines, { every: 2 }), logTo(table)]
    const half = await fit(model, data, { ...options, validation: data, epochs: 2, callbacks })
    await fit(model, data, { ...options, validation: data, epochs: 3, callbacks, resume: half })
    const read = (await readFile(lines, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(read.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 2],
      [1, 2],
      [2, 4],
      [2, 4],
      [3, 6],
      [3, 6],
    ])
    expect(Object.keys(read[1])).toEqual(['epoch', 'step', 'seconds', 'loss', 'validation loss'])
    const rows = (await readFile(table, 'utf8')).trim().split('\n')
    expect(rows[0]).toBe('epoch,step,seconds,loss,validation loss')
    expect(rows).toHaveLength(4)
    expect(rows[3]?.split(',').slice(0, 2)).toEqual(['3', '6'])
  })

  it('are tables with the columns of an epoch, also where rows within it come first and where a run is resumed', async () => {
    const path = join(folder, 'steps.csv')
    const half = await fit(model, data, { ...options, validation: data, steps: 3, callbacks: [logTo(path, { every: 1 })] })
    await fit(model, data, { ...options, validation: data, epochs: 3, resume: half, callbacks: [logTo(path, { every: 5 })] })
    const [head, ...rows] = (await readFile(path, 'utf8')).trim().split('\n')
    expect(head).toBe('epoch,step,seconds,loss,validation loss')
    const fields = rows.map((row) => row.split(','))
    expect(fields.map(([epoch, step]) => [epoch, step].join())).toEqual(['1,1', '1,2', '1,2', '2,3', '2,3', '2,4', '3,5', '3,6'])
    for (const [, step, seconds, loss, validation] of fields) {
      expect([step, Number(loss) > 0]).toEqual([step, true])
      expect([step, seconds === '']).toEqual([step, validation === ''])
    }
    // What was held back is written where no epoch came to its end.
    const cut = join(folder, 'cut.csv')
    const broken = fit(model, data, {
      ...options,
      callbacks: [
        logTo(cut, { every: 1 }),
        {
          step: () => {
            throw new Error('no')
          },
        },
      ],
    })
    await expect(broken).rejects.toThrow(TrainingInterrupted)
    expect(await readFile(cut, 'utf8')).toMatch(/^epoch,step,seconds,loss\n1,1,,[\d.]+\n$/)
  })

  it('are events that TensorBoard reads', async () => {
    const place = join(folder, 'board')
    await fit(model, data, { ...options, epochs: 2, callbacks: [logTo(join(place, 'run'))] })
    const [name = ''] = await readdir(join(place, 'run'))
    expect(name).toMatch(/^events\.out\.tfevents\.\d+\.\d+\.typegrad$/)
    const bytes = new Uint8Array(await readFile(join(place, 'run', name)))
    const view = new DataView(bytes.buffer)
    const records: Uint8Array[] = []
    for (let at = 0; at < bytes.length; ) {
      const length = Number(view.getBigUint64(at, true))
      records.push(bytes.subarray(at + 12, at + 12 + length))
      at += length + 16
    }
    expect(records).toHaveLength(3)
    expect(new TextDecoder().decode(records[0]?.subarray(9))).toContain('brain.Event:2')
    expect(new TextDecoder().decode(records[1])).toContain('loss')
    // The record of `brain.Event:2` at time 0 as tensorboard.summary.writer writes it: its checksums hold.
    const pieces: Uint8Array[] = []
    const log = logBy((piece) => void pieces.push(piece as Uint8Array), { format: 'tensorboard' })
    log.start?.({ history: [], place: { epoch: 1, step: 0 } } as never)
    await log.epoch?.({ epoch: 1, epochs: 1, seconds: 1, train: { loss: 1 } }, { place: { epoch: 2, step: 0 }, steps: 3 } as never)
    expect([...(pieces[0] ?? [])].slice(0, 12)).toEqual([24, 0, 0, 0, 0, 0, 0, 0, 163, 127, 75, 34])
  })
})

describe('pictures', () => {
  const history: readonly Epoch[] = [3, 2, 1].map((loss, i) => ({
    epoch: i + 1,
    epochs: 3,
    seconds: 1,
    train: { loss, a: 5 },
    validation: { loss: loss + 1 },
  }))

  it('of a run are SVG, with a curve for each name and part', async () => {
    const text = plot(history, ['loss', 'a', '<none>'])
    expect(text.match(/<polyline/g)).toHaveLength(3)
    expect(text).toContain('validation loss')
    expect(plot([])).toMatch(/^<svg .*<\/svg>\n$/)
    expect(plot(history.slice(0, 1))).not.toContain('NaN')
    expect(text).not.toContain('NaN')
    const path = join(folder, 'pictures', 'run.svg')
    await fit(model, data, { ...options, epochs: 2, callbacks: [plotTo(path)] })
    expect(await readFile(path, 'utf8')).toMatch(/^<svg /)
  })

  it('of a model show its layers, parameters and shapes', () => {
    const text = draw(sequential([784], dense(128), relu, dropout(0.1), dense(10)))
    for (const part of ['dense(128)', '100,480', '[784]', '[128]', 'relu', 'dense(10)', '[10]']) expect(text).toContain(part)
    expect(text.match(/<rect /g)).toHaveLength(5)
    expect(text).not.toContain('NaN')
  })
})

describe('summary', () => {
  it('says what memory a model takes', () => {
    const lines = summary(sequential([784], dense(128), relu, dense(10))).split('\n')
    expect(lines.at(-1)).toBe('memory: 407.1 kB of parameters; in training 1.1 kB of outputs for each example')
  })
})

describe('lrFind', () => {
  it('tries rates that grow, until it diverges, and suggests one that learns', async () => {
    // Steps of gradient descent on this line diverge from a rate of 0.24 on: two by the largest eigenvalue of its Hessian, 8.4.
    const found = await lrFind(model, data, {
      loss: meanSquaredError,
      optimizer: (rate) => sgd(rate),
      batchSize: 4,
      key: key(0),
      from: 1e-4,
      to: 100,
      steps: 60,
    })
    expect(found.rates[0]).toBeCloseTo(1e-4, 8)
    expect(found.rates.length).toBe(found.losses.length)
    expect(found.rates.length).toBeLessThan(60)
    for (const [i, rate] of found.rates.slice(1).entries()) expect(rate / (found.rates[i] ?? 0)).toBeCloseTo(10 ** (6 / 59), 4)
    expect(found.suggestion).toBeGreaterThan(1e-3)
    expect(found.suggestion).toBeLessThan(0.24)
    const learned = await fit(model, data, { ...options, optimizer: sgd(found.suggestion), epochs: 30, batchSize: 4 })
    expect(learned.history.at(-1)?.train.loss).toBeLessThan((learned.history[0]?.train.loss ?? 0) / 2)
    const shifted = await lrFind(model, data, {
      loss: (output: Tensor<['N', 1]>, target: Tensor<['N', 1]>) => sub(meanSquaredError(output, target), 1000),
      optimizer: sgd,
      batchSize: 4,
      key: key(0),
      to: 0.01,
      steps: 9,
    })
    expect(shifted.rates).toHaveLength(9)
    debug.keyReuse(true)
    const through = lrFind(model, data, { loss: meanSquaredError, optimizer: sgd, batchSize: 2, key: key(4), to: 1e-5, steps: 7 })
    await through.finally(() => debug.keyReuse(false))
    const none = fromArrays({ x: { values: [], shape: [1] }, y: { values: [], shape: [1] } })
    await expect(lrFind(model, none, { loss: meanSquaredError, optimizer: sgd, batchSize: 2, key: key(0) })).rejects.toThrow(
      'lrFind: there are no examples',
    )
    const whole = await lrFind(model, data, { loss: meanSquaredError, optimizer: adam, batchSize: 2, key: key(0), to: 1e-5, steps: 5 })
    expect(whole.rates).toHaveLength(5)
    await expect(lrFind(model, data, { loss: meanSquaredError, optimizer: adam() as never, batchSize: 2, key: key(0) })).rejects.toThrow(
      'lrFind: the optimizer is a function of the rate, adam or (rate) => sgd(rate)',
    )
  })
})

describe('callbacks', () => {
  it('of Node say what they take', () => {
    expect(() => logTo(5 as never)).toThrow('logTo: the first argument is a path; got 5')
    expect(() => plotTo(5 as never)).toThrow('plotTo: the first argument is a path; got 5')
    expect(() => checkpointTo('runs', { keeps: 3 } as never)).toThrow("checkpointTo: there is no option 'keeps'; did you mean keep?")
    expect(() => checkpointTo('runs', { best: 'accuracy' as never })).toThrow(
      "checkpointTo: best is true, false or what is watched, as { monitor: 'accuracy', mode: 'max' }; got 'accuracy'",
    )
    expect(() => checkpointTo('runs', { best: { metric: 'loss' } as never })).toThrow("checkpointTo: there is no option 'metric'")
  })

  it('may answer with another state, of the same model', async () => {
    const start = init(model, key(3))
    const values = await numbers(start)
    const run = await fit(model, data, {
      ...options,
      epochs: 1,
      callbacks: [{ end: ({ state }) => ({ state: { ...state, variables: tree.map((x) => mul(x, 1), start) } }) }],
    })
    expect(await numbers(run.variables)).toEqual(values)
    await expect(
      fit(model, data, { ...options, callbacks: [{ epoch: (_, { state }) => ({ state: { ...state, variables: {} } }) }] }),
    ).rejects.toThrow('the state that a callback answered with is of another model or optimizer')
    await expect(fit(model, data, { ...options, callbacks: [3 as never] })).rejects.toThrow(
      'fit: callback 1 is a function of (epoch, variables), or an object with some of { start, step, epoch, end }; got 3',
    )
    await expect(fit(model, data, { ...options, callbacks: earlyStopping() as never })).rejects.toThrow(
      'fit: callbacks is a list, as in [earlyStopping()]; got',
    )
  })

  it('may answer with states several at a time: of each what it changed is taken', async () => {
    const optimizer = adjustable(sgd(0.05))
    const halves: Callbacks = {
      epoch: (_, { state }) => ({
        state: { ...state, variables: tree.map((x) => mul(x, 0.5), state.variables) as typeof state.variables },
      }),
    }
    const slower: Callbacks = { epoch: (_, { state }) => ({ state: { ...state, optimizer: withRateScale(state.optimizer, tensor(0.5)) } }) }
    const alone = await fit(model, data, { ...options, epochs: 1, optimizer, callbacks: [halves] })
    for (const callbacks of [
      [slower, halves],
      [halves, slower],
    ]) {
      const run = await fit(model, data, { ...options, epochs: 1, optimizer, callbacks })
      expect(await numbers(run.variables)).toEqual(await numbers(alone.variables))
      expect(await numbers(run.state.optimizer.others?.rateScale)).toEqual([[0.5]])
    }
  })

  it('are told of an interruption, and what they throw then is told too', async () => {
    const told: unknown[] = []
    const error: unknown = await fit(model, data, {
      ...options,
      callbacks: [
        {
          step: () => {
            throw new Error('one')
          },
        },
        {
          end: (_, interruption) => {
            told.push(interruption)
            throw new Error('two')
          },
        },
      ],
    }).catch((thrown: unknown) => thrown)
    expect(told).toEqual([new Error('one')])
    if (!(error instanceof TrainingInterrupted)) throw new Error('interrupted is what it should be', { cause: error })
    expect(error.message).toMatch(/one.*two/)
    expect((await numbers(error.variables)).flat().every(Number.isFinite)).toBe(true)
  })

  it('interruptSignal is aborted by Ctrl-C', async () => {
    const signal = interruptSignal()
    process.emit('SIGINT')
    expect(signal.aborted).toBe(true)
    expect(signal.reason).toEqual(new Error('Ctrl-C'))
  })
})
