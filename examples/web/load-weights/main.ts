import { acquire, jit, softmax, type Tensor, tensor } from 'typegrad'
import { predict, type VariablesOf } from 'typegrad/dsl'
import { exampleDigits } from './digits.ts'
import { model } from './model.ts'
import { forget, type Source, weights } from './weights.ts'

const find = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E // it is in index.html
const say = (id: string, sentence: string): void => {
  find(id).textContent = sentence
}
const milliseconds = (time: number): string => `${time.toFixed(1)} ms`

const digits = exampleDigits().then((all) =>
  all.map(({ picture, ink }) => {
    const [item, digit, share] = [document.createElement('li'), document.createElement('strong'), document.createElement('small')]
    item.append(picture, digit, share)
    find('digits').append(item)
    const show = (read: string, probability: string): void => {
      digit.textContent = read
      share.textContent = probability
    }
    return { ink, show }
  }),
)

/** Milliseconds that each prediction of an example takes, the first with tracing and compiling. What is read is shown. */
const predictions = async (variables: VariablesOf<typeof model>): Promise<readonly number[]> => {
  const classify = jit((v: VariablesOf<typeof model>, x: Tensor<[1, 28, 28, 1]>) => softmax(predict(model, v, x)))
  const times: number[] = []
  for (const { ink, show } of await digits) {
    const began = performance.now()
    const probabilities = await classify(variables, tensor(ink, { shape: [1, 28, 28, 1] })).data()
    times.push(performance.now() - began)
    const best = probabilities.indexOf(Math.max(...probabilities))
    show(String(best), `${(100 * (probabilities[best] ?? 0)).toFixed(1)}\u00a0%`)
  }
  return times
}

const load = async (source: Source): Promise<void> => {
  for (const id of ['weights', 'first', 'later']) say(id, '–')
  for (const { show } of await digits) show('', '')
  // The best there is, or what the address asks for: ?backend=cpu
  const backend = new URLSearchParams(location.search).get('backend')
  const device = await acquire(backend === 'cpu' || backend === 'webgpu' ? { backend } : {})
  say('device', `${device.backend}: ${device.name}.${device.reason ? ` Why: ${device.reason}.` : ''}`)

  const progress = find<HTMLProgressElement>('progress')
  progress.value = 0
  const began = performance.now()
  const { variables, from } = await weights(source, ({ loaded, total }) => {
    say('sentence', `Reading: ${Math.round(loaded / 1000)} of ${total ? Math.round(total / 1000) : '?'} kB`)
    if (total) progress.value = loaded / total
  })
  progress.value = 1
  say('weights', `from ${from}, in ${milliseconds(performance.now() - began)}`)
  const [first = Number.NaN, ...later] = await predictions(variables)
  say('first', `${milliseconds(first)}, with tracing and compiling`)
  say('later', `${milliseconds(later.toSorted((a, b) => a - b)[later.length >> 1] ?? Number.NaN)}, the median of ${later.length}`)
  say('sentence', `The weights are here, from ${from}.`)
}

/** Does something, with the buttons at rest; what it throws is said. */
const during = async (work: () => Promise<void>): Promise<void> => {
  const buttons = [...document.querySelectorAll('button')]
  for (const button of buttons) button.disabled = true
  find('sentence').classList.remove('failed')
  try {
    await work()
  } catch (error) {
    find('sentence').classList.add('failed')
    say('sentence', error instanceof Error ? error.message : String(error))
  }
  for (const button of buttons) button.disabled = false
}

find('load').addEventListener('submit', (event) => {
  event.preventDefault()
  const { value } = find<HTMLSelectElement>('source')
  void during(() => load(value === 'missing' || value === 'truncated' ? value : 'whole'))
})
find('forget').addEventListener('click', () => {
  void during(async () => {
    await forget()
    say('sentence', 'Nothing is kept in this browser any longer.')
  })
})
void during(() => load('whole'))
