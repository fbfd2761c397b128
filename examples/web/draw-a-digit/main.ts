import { acquire, type Device } from 'typegrad'
import { centred } from './centre.ts'
import { contextOf, drawingPad, inkOn, paint } from './pad.ts'
import { reader, type Thought } from './read.ts'

const digits = Array.from({ length: 10 }, (_, digit) => digit)
const find = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E // it is in index.html
const canvas = (side: number): HTMLCanvasElement => Object.assign(document.createElement('canvas'), { width: side, height: side })
const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`

const failed = (error: unknown): void => {
  find('answer').textContent = error instanceof Error ? error.message : String(error)
}

/** A bar for each digit; gives what shows probabilities. */
const bars = (list: HTMLElement) => {
  const rows = digits.map((digit) => {
    const row = document.createElement('li')
    row.innerHTML = `<span>${digit}</span><span class="bar"></span><span></span>`
    list.append(row)
    return row
  })
  return (probabilities: ArrayLike<number>, best: number | undefined): void => {
    for (const [digit, row] of rows.entries()) {
      const share = probabilities[digit] ?? 0
      row.style.setProperty('--share', `${100 * share}%`)
      row.classList.toggle('best', digit === best)
      if (row.lastElementChild) row.lastElementChild.textContent = best === undefined ? '' : percent(share)
    }
  }
}

/** A picture for each feature; gives what shows them, the strongest value of all as the darkest. */
const maps = (place: HTMLElement, features: number, side: number) => {
  const pictures = Array.from({ length: features }, () => canvas(side))
  place.append(...pictures)
  return (values: Float32Array): void => {
    const most = values.reduce((a, b) => Math.max(a, b), 1e-6)
    for (const [feature, picture] of pictures.entries())
      paint(
        picture,
        Float32Array.from({ length: side * side }, (_, pixel) => (values[pixel * features + feature] ?? 0) / most),
      )
  }
}

/** A button for each of the digits in `examples.png`, side by side there, of 28 x 28 pixels. */
const examples = async (place: HTMLElement, taken: (picture: HTMLCanvasElement) => void): Promise<void> => {
  const sheet = new Image()
  sheet.src = 'examples.png'
  await sheet.decode()
  for (const digit of digits) {
    const picture = canvas(28)
    contextOf(picture).drawImage(sheet, -28 * digit, 0)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'example'
    button.ariaLabel = `a handwritten ${digit}`
    button.append(picture)
    button.addEventListener('click', () => taken(picture))
    place.append(button)
  }
}

const described = ({ backend, name, reason }: Device): string => `Runs on ${backend}: ${name}.${reason ? ` Why: ${reason}.` : ''}`

const run = async (): Promise<void> => {
  // The best there is, or what the address asks for: ?backend=cpu
  const backend = new URLSearchParams(location.search).get('backend')
  const device = await acquire(backend === 'cpu' || backend === 'webgpu' ? { backend } : {})
  const read = await reader('digits.safetensors')

  const answer = find('answer')
  const showBars = bars(find('bars'))
  const [showFirst, showSecond] = [maps(find('first'), 8, 28), maps(find('second'), 16, 14)]
  const nothing: Thought = { first: new Float32Array(8 * 784), second: new Float32Array(16 * 196), probabilities: new Float32Array(10) }

  const show = ({ first, second, probabilities }: Thought, best?: number): void => {
    showFirst(first)
    showSecond(second)
    showBars(probabilities, best)
  }

  const think = async (): Promise<void> => {
    const pixels = centred(inkOn(find('pad')))
    paint(find('seen'), pixels ?? new Float32Array(784))
    if (!pixels) {
      answer.textContent = 'Draw a digit from 0 to 9.'
      return show(nothing)
    }
    const began = performance.now()
    const thought = await read(pixels)
    const took = performance.now() - began
    const best = thought.probabilities.indexOf(Math.max(...thought.probabilities))
    answer.textContent = `This is a ${best}, at ${percent(thought.probabilities[best] ?? 0)}.`
    find('device').textContent = `${described(device)} The last reading took ${took.toFixed(1)} ms.`
    show(thought, best)
  }

  // One thought at a time: what is drawn in the meantime is the next one.
  let [busy, stale] = [false, false]
  const changed = (): void => {
    stale = true
    if (!busy) thinking().catch(failed)
  }
  const thinking = async (): Promise<void> => {
    busy = true
    for (; stale; await new Promise(requestAnimationFrame)) {
      stale = false
      await think()
    }
    busy = false
  }

  const pad = drawingPad(find('pad'), changed)
  find('clear').addEventListener('click', () => {
    pad.clear()
    changed()
  })
  find('device').textContent = described(device)
  await examples(find('examples'), (picture) => {
    pad.show(picture)
    changed()
  })
  changed()
}

run().catch(failed)
