import { type Layer, type Model, sequential } from '../../dsl/index.js'
import type { Shape } from '../../src/shape/dim.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

/* What the comment beside a line of an example says of its value: `max(tensor([1, 3])) // 3`. */

/** A line that is a statement by itself, with a comment. */
const line = /^(?<start>const (?<name>\w+)(?:: [^=]+)? = )?(?<value>[^\s}).].*?);? +\/\/ (?<comment>.*)$/
const otherThanValues = /^(const|let|for|if|import|export|type|interface|using|await using|function|\/\/)\b|^\w+ = |[({[,]$|=>$/

/** An example whose lines hand over what they give, with their comments, to the global function `shownBeside`. */
export const shownModule = (code: string): string =>
  code
    .split('\n')
    .map((text) => {
      const { name, value = '', comment = '' } = line.exec(text)?.groups ?? {}
      if (name) return `${text}\nawait shownBeside(${name}, ${JSON.stringify(comment)})`
      return value !== '' && !otherThanValues.test(value) ? `await shownBeside(${value}, ${JSON.stringify(comment)})` : text
    })
    .join('\n')

/** A list, a number, a truth or a word as it is written. */
type Claim = string | readonly Claim[]

/** The value that a comment begins with, where it is a sentence of its own: `[1, 2]`, `[1, 2], the rest`, `0.3333... (a third)`. */
const valueIn = (comment: string): Claim | undefined => {
  for (let end = comment.length; end > 0; end--) {
    const claim = /^($|[,;:.]($|\s(?![\d[]))| \()/.test(comment.slice(end)) ? parsed(comment.slice(0, end)) : undefined
    if (claim !== undefined) return claim
  }
  return undefined
}

const leaf = /-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:\.\.\.)?|Infinity|NaN)|true|false|'[^']*'/g

const parsed = (text: string): Claim | undefined => {
  try {
    return JSON.parse(text.replaceAll('"', '').replaceAll(leaf, (word) => JSON.stringify(word))) as Claim // of lists and words there is nothing else
  } catch {
    return undefined
  }
}

/** Whether a value is what is written: a number to the digits that are shown, cut after `...`. */
const isLeaf = (value: unknown, written: string): boolean => {
  if (typeof value === 'string') return written === `'${value}'`
  if (typeof value !== 'number') return written === String(value)
  const cut = written.endsWith('...')
  const number = written.replace('...', '')
  const digits = /\.(?<after>\d+)/.exec(number)?.groups?.after?.length
  const scale = 10 ** Number(/e(?<power>.*)/.exec(number)?.groups?.power ?? 0)
  const room = digits === undefined ? 0 : scale * 10 ** -digits * (cut ? 1 : 0.5)
  return Object.is(value, Number(number)) || Math.abs(value - Number(number)) <= room + 2e-6 * Math.max(Math.abs(value), scale)
}

const agrees = (value: unknown, claim: Claim): boolean => {
  if (typeof claim === 'string') return isLeaf(value, claim)
  return Array.isArray(value) && value.length === claim.length && claim.every((one, i) => agrees(value[i], one))
}

const isTensor = (value: unknown): value is AnyTensor => typeof value === 'object' && value !== null && 'data' in value && 'dtype' in value

/** The elements of a tensor as lists in lists. */
const nested = (data: ArrayLike<number>, [size, ...inner]: readonly number[], isBool: boolean): unknown => {
  if (size === undefined) return isBool ? data[0] === 1 : data[0]
  const stride = data.length / size
  return Array.from({ length: size }, (_, i) => nested(Array.from(data).slice(i * stride, (i + 1) * stride), inner, isBool))
}

const plain = async (value: unknown): Promise<unknown> => {
  if (isTensor(value)) return nested(await value.data(), value.shape, value.dtype === 'bool')
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array) // elements are numbers in all of them
  return Array.isArray(value) ? Promise.all(value.map(plain)) : value
}

/** From one shape to another, as in `[784] to [10]`, of a model or of layers. */
const throughput = /^(?<from>\[[\d, ]*\]) to (?<to>\[[\d, ]*\])(?! and)/

const shapesOf = (value: unknown, from: readonly number[]): string => {
  const isModel = typeof value === 'object' && value !== null && 'layers' in value && 'output' in value
  const { input, output } = isModel ? (value as Model) : sequential(from as never, value as Layer) // the layer says what does not fit
  return [input, output].map((side: object) => `[${('shape' in side ? (side.shape as Shape) : (side as Shape)).join(', ')}]`).join(' to ')
}

/** What a value is instead of what the comment beside it says; `undefined` if it is that, and `null` if the comment says nothing that can be compared. */
export const wrongBeside = async (value: unknown, comment: string): Promise<string | undefined | null> => {
  const { from, to } = throughput.exec(comment)?.groups ?? {}
  if (from && to && !isTensor(value)) {
    const shapes = shapesOf(value, JSON.parse(from) as number[])
    return shapes === `${from} to ${to}` ? undefined : `${comment}: it is ${shapes}`
  }
  const claim = valueIn(comment)
  if (claim === undefined) return null
  const found = await plain(value)
  const isShape = isTensor(value) && agrees(value.shape, claim)
  return isShape || agrees(found, claim) ? undefined : `${comment}: it is ${JSON.stringify(found)}`
}
