import { lossCurve } from './curve.ts'
import { eachFrame } from './frames.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const find = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E // it is in index.html

const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })
const tell = (message: ToWorker): void => worker.postMessage(message)

const [backend, epochs] = [find<HTMLSelectElement>('backend'), find<HTMLSelectElement>('epochs')]
const [start, stop] = [find<HTMLButtonElement>('start'), find<HTMLButtonElement>('stop')]
const [state, rows] = [find('state'), find('epochs-done')]
const curve = lossCurve(find('curve'))

for (const option of backend.options) option.disabled = option.value === 'webgpu' && !('gpu' in navigator)

/** Says it once: what is said again is read out again. */
const say = (sentence: string): void => {
  if (state.textContent !== sentence) state.textContent = sentence
}

const isRunning = (running: boolean): void => {
  for (const control of [start, backend, epochs]) control.disabled = running
  stop.disabled = !running
}

find('run').addEventListener('submit', (event) => {
  event.preventDefault()
  isRunning(true)
  say('Fetching the digits …')
  rows.replaceChildren()
  const wanted = backend.value === 'webgpu' || backend.value === 'cpu' ? backend.value : undefined
  tell({ kind: 'start', backend: wanted, epochs: Number(epochs.value), digits: new URL('mnist', document.baseURI).href })
})
stop.addEventListener('click', () => tell({ kind: 'stop' }))

const ended = (sentence: string): void => {
  isRunning(false)
  say(sentence)
}

let device = ''

worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
  if (data.kind === 'begun') {
    device = data.device
    say(`Compiling its step for ${device}`)
    curve.begin(data.steps)
  }
  if (data.kind === 'loss') {
    say(`Learning on ${device}`)
    curve.add(data.step, data.loss)
  }
  if (data.kind === 'epoch') {
    const row = document.createElement('tr')
    for (const cell of [String(data.epoch), data.loss.toFixed(3), `${(100 * data.accuracy).toFixed(1)} %`, data.seconds.toFixed(1)])
      row.insertCell().textContent = cell
    rows.append(row)
  }
  if (data.kind === 'ended') ended(`${data.stopped ? 'Stopped' : 'Done'}, on ${device}`)
  if (data.kind === 'failed') ended(data.sentence)
})
worker.addEventListener('error', ({ message }) => ended(message || 'The worker could not be started.'))

const [ball, meter, moving] = [find('track'), find('meter'), find<HTMLInputElement>('moving')]
moving.checked = !matchMedia('(prefers-reduced-motion: reduce)').matches
let shown = 0
eachFrame((now, { count, worst }) => {
  if (moving.checked) ball.style.setProperty('--at', String(0.5 + 0.5 * Math.sin(now / 600)))
  if (now - shown < 250) return
  shown = now
  meter.textContent = `${count} frames in the last second, the longest took ${worst.toFixed(0)} ms`
})
