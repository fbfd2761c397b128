import { acquire, key } from 'typegrad'
import { accuracy, adam, type Callbacks, fit, mnist, sampleEvery, softmaxCrossEntropy } from 'typegrad/dsl'
import type { FromWorker, ToWorker } from './messages.ts'
import { model } from './model.ts'

const say = (message: FromWorker): void => postMessage(message)

const batchSize = 64

/** Tells the mean loss of each few steps: what is measured are means over the epoch so far. */
const lossEvery = (few: number): Callbacks => {
  let [steps, sum] = [0, 0]
  return sampleEvery(few, async ({ place, steps: all, measured }) => {
    const [before, sumBefore] = place.step > steps ? [steps, sum] : [0, 0]
    const { loss = Number.NaN } = await measured()
    ;[steps, sum] = [place.step, loss * place.step]
    say({ kind: 'loss', step: (place.epoch - 1) * all + place.step, loss: (sum - sumBefore) / (steps - before) })
  })
}

const train = async ({ backend, epochs, digits }: ToWorker & { kind: 'start' }, signal: AbortSignal): Promise<void> => {
  const device = await acquire(backend ? { backend } : {})
  const { train, test } = await mnist({ directory: digits })
  const reason = device.reason ? ` Why: ${device.reason}.` : ''
  say({ kind: 'begun', device: `${device.backend}: ${device.name}.${reason}`, steps: epochs * Math.floor(train.size / batchSize) })
  await fit(model, train, {
    loss: softmaxCrossEntropy,
    optimizer: adam(2e-3),
    metrics: { accuracy },
    epochs,
    batchSize,
    key: key(0),
    validation: test,
    callbacks: [
      lossEvery(4),
      ({ epoch, seconds, train, validation }) =>
        say({ kind: 'epoch', epoch, seconds, loss: train.loss ?? Number.NaN, accuracy: validation?.accuracy ?? Number.NaN }),
    ],
    progress: false,
    signal,
  })
}

let running: AbortController | undefined

addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  running?.abort()
  if (data.kind === 'stop') return
  running = new AbortController()
  const { signal } = running
  try {
    await train(data, signal)
    say({ kind: 'ended', stopped: false })
  } catch (error) {
    if (signal.aborted) say({ kind: 'ended', stopped: true })
    else say({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) })
  }
})
