import { walk } from '../combinators/serial.js'
import { type Layer, outputOf } from '../layer.js'
import { isList, type Numbers, showAll } from '../one-or-many.js'
import { parametersOf } from './summary.js'

/* Where the layers of a model stand in a picture of it: blocks, one below the other or side by side, and wires between them. */

/** Where an input goes in; `bare` if what begins there is a wire. */
interface Entry {
  readonly x: number
  readonly bare: boolean
}

/** A part of a picture: as high and as wide, with the places on its upper edge where each input goes in, and those on its lower edge where each output comes out. */
export interface Block {
  readonly width: number
  readonly height: number
  readonly body: string
  readonly entries: readonly (readonly Entry[])[]
  readonly exits: readonly number[]
}

const [row, gap, between] = [34, 32, 14]
/** Of a character of the font, about. */
const character = 7.4
const ink = '#57606a'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const words = (x: number, y: number, said: string, anchor: 'start' | 'middle' | 'end', fill = ink): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" dy="0.33em" fill="${fill}">${escaped(said)}</text>`

const round = (x: number): number => Math.round(10 * x) / 10

/** The shape of each tensor. */
export const shapesOf = (shapes: Numbers): readonly string[] => (isList(shapes) ? shapes.map((one) => showAll(one)) : [showAll(shapes)])

/** So wide that shapes fit beside a wire in the middle. */
const wideFor = (shapes: readonly string[]): number => 2 * Math.max(...shapes.map(({ length }) => length)) * character + 24

/** From a place above to places below, with the shape that flows: beside the wire, where no other goes. */
const wires = (exit: number, entries: readonly Entry[], y: number, shape: string): string => {
  const lines = entries.map(({ x: entry, bare }) => {
    const end = y + gap - (bare ? 0 : 4)
    const mark = bare ? '' : ' marker-end="url(#tip)"'
    return Math.abs(entry - exit) < 1
      ? `<path d="M${round(exit)} ${y}V${end}" fill="none" stroke="${ink}"${mark}/>`
      : `<path d="M${round(exit)} ${y}C${round(exit)} ${y + gap / 2} ${round(entry)} ${y + gap / 2} ${round(entry)} ${end}" fill="none" stroke="${ink}"${mark}/>`
  })
  const fans = entries.length > 1
  const entry = entries[0]?.x ?? exit
  const places = entries.filter(({ bare }) => !bare).map(({ x }) => (fans ? x : exit))
  const said = places.map((x) => {
    const left = fans ? x < exit - 1 : x < entry - 1
    const height = fans ? y + gap - 7 : Math.abs(entry - exit) < 1 ? y + gap / 2 - 2 : y + 8
    return words(left ? x - 8 : x + 8, height, shape, left ? 'end' : 'start')
  })
  return [...lines, ...said].join('')
}

const moved = ({ body }: Block, x: number, y: number): string =>
  body === '' ? '' : `<g transform="translate(${round(x)} ${round(y)})">${body}</g>`

/** Blocks one below the other, and the shapes that flow between them. */
export const below = (blocks: readonly Block[], shapes: readonly (readonly string[])[]): Block => {
  const width = Math.max(...blocks.map((block) => block.width))
  let y = 0
  const left = (block: Block | undefined): number => (width - (block?.width ?? 0)) / 2
  const parts = blocks.map((block, i) => {
    const next = blocks[i + 1]
    const drawn = moved(block, left(block), y)
    y += block.height
    if (!next) return drawn
    const to = block.exits.map((exit, j) => {
      const entries = (next.entries[j] ?? []).map(({ x, bare }) => ({ x: left(next) + x, bare }))
      return wires(left(block) + exit, entries, y, shapes[i]?.[j] ?? '')
    })
    y += gap
    return drawn + to.join('')
  })
  const [first, last] = [blocks[0], blocks.at(-1)]
  const entries = (first?.entries ?? []).map((places) => places.map(({ x, bare }) => ({ x: left(first) + x, bare })))
  return { width, height: y, body: parts.join(''), entries, exits: (last?.exits ?? []).map((x) => left(last) + x) }
}

/** Blocks side by side, each on all inputs or on its own. */
const beside = (blocks: readonly Block[], deals: boolean): Block => {
  const height = Math.max(...blocks.map((block) => block.height))
  let width = 0
  const placed = blocks.map((block) => {
    const x = width === 0 ? 0 : width + between
    width = x + block.width
    const down = block.exits.map((exit) => `<path d="M${round(x + exit)} ${block.height}V${height}" stroke="${ink}"/>`)
    return { block, x, body: moved(block, x, 0) + (block.height < height ? down.join('') : '') }
  })
  const own = placed.map(({ block, x }) => block.entries.map((entries) => entries.map((entry) => ({ ...entry, x: x + entry.x }))))
  return {
    width,
    height,
    body: placed.map(({ body }) => body).join(''),
    entries: deals ? own.map(([entries = []]) => entries) : (own[0] ?? []).map((_, j) => own.flatMap((each) => each[j] ?? [])),
    exits: placed.flatMap(({ block, x }) => block.exits.map((exit) => x + exit)),
  }
}

/** Where so many outputs become one. */
const sign = (said: string, count: number, shapes: readonly string[]): Block => {
  const [width, height] = [Math.max(wideFor(shapes), 80), 24]
  const reach = said.length > 1 ? 34 : 12
  const body = `<ellipse cx="${round(width / 2)}" cy="12" rx="${reach}" ry="12" fill="#fff8c5" stroke="#8c959f"/>${words(width / 2, 12, said, 'middle', '#1f2328')}`
  return { width, height, body, entries: Array.from({ length: count }, () => [{ x: width / 2, bare: false }]), exits: [width / 2] }
}

/** A wire for each tensor, straight through. */
const through = (shapes: readonly string[]): Block => {
  const wide = wideFor(shapes)
  const exits = shapes.map((_, i) => (i + 0.5) * wide)
  return { width: wide * shapes.length, height: 0, body: '', entries: exits.map((x) => [{ x, bare: true }]), exits }
}

const box = (name: string, note: string, given: readonly string[], made: readonly string[]): Block => {
  const own = (name.length + (note ? note.length + 3 : 0)) * character + 24
  const width = Math.ceil(Math.max(own, wideFor([...given, ...made])))
  const body = `<rect x="0" y="0" width="${width}" height="${row}" rx="6" fill="${note ? '#ddf4ff' : '#f6f8fa'}" stroke="#8c959f"/>${words(12, row / 2, name, 'start', '#1f2328')}${note ? words(width - 12, row / 2, note, 'end') : ''}`
  const spread = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => ((i + 1) * width) / (count + 1))
  return { width, height: row, body, entries: spread(given.length).map((x) => [{ x, bare: false }]), exits: spread(made.length) }
}

/** A layer on such an input: a box, or what it is made of. */
export const blockOf = (layer: Layer, input: Numbers): Block => {
  const [given, made] = [shapesOf(input), shapesOf(outputOf(layer, input))]
  const { parts } = layer
  if (layer.name === 'identity') return through(given)
  if (parts?.kind === 'use') return box(layer.name, `shared, ${parametersOf(parts.of, input).toLocaleString('en')}`, given, made)
  if (parts?.kind === 'chain' && parts.layers.length > 0) return chainOf(parts.layers, input)
  const meet = parts?.kind === 'branches' && parts.sign !== undefined
  if (parts?.kind === 'branches' && (made.length === 1 || !meet)) {
    const dealt = parts.deals && isList(input)
    const inputs = parts.layers.map((_, i): Numbers => (dealt && isList(input) ? (input[i] ?? []) : input))
    const side = beside(
      parts.layers.map((branch, i) => blockOf(branch, inputs[i] ?? input)),
      dealt,
    )
    const outputs = parts.layers.flatMap((branch, i) => shapesOf(outputOf(branch, inputs[i] ?? input)))
    return parts.sign === undefined ? side : below([side, sign(parts.sign, outputs.length, made)], [outputs])
  }
  const count = parametersOf(layer, input)
  return box(layer.name, count > 0 ? count.toLocaleString('en') : '', given, made)
}

/** Layers one after the other. */
export const chainOf = (layers: readonly Layer[], input: Numbers): Block => {
  const steps = walk(layers, input, (layer, given) => ({ block: blockOf(layer, given), made: shapesOf(outputOf(layer, given)) }))
  return below(
    steps.map(({ block }) => block),
    steps.map(({ made }) => made),
  )
}

/** The ends of wires that come from outside, or go there: a dot for each tensor. */
export const ends = (width: number, places: readonly (readonly Pick<Entry, 'x'>[])[]): Block => {
  const middles = places.map((entries) => entries.reduce((sum, { x }) => sum + x, 0) / Math.max(1, entries.length))
  const body = middles.map((x) => `<circle cx="${round(x)}" cy="3" r="3" fill="${ink}"/>`).join('')
  return { width, height: 6, body, entries: middles.map((x) => [{ x, bare: false }]), exits: middles }
}
