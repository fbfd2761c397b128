import { astype, jit, type Tensor, zeros } from 'typegrad'
import { beamSearch, type Model, padBatch, type Variables } from 'typegrad/dsl'
import { buckets, end, soundsIn, type Word } from './dictionary.js'

/** What was said so far, a word and its mask. */
type Lengths = [[number], [number], [number]]

/** A network for words of up to so many letters, and so many sounds; all have the same parameters. */
export type ModelOf<Params, State> = (letters: number, sounds: number) => Model<Lengths, [number, number], Params, State>

/** A word, and what was said of it. */
export interface Said extends Word {
  readonly said: readonly number[]
}

/** Says words: the likeliest sounds that a beam of a width finds. */
export type Say<Params, State> = (variables: Variables<Params, State>, words: readonly Word[], width: number) => Promise<readonly Said[]>

/** How many words are said at once. */
const batch = 100

/** How a network says words; each length of words is compiled once. */
export const sayer = <Params, State>(modelOf: ModelOf<Params, State>): Say<Params, State> => {
  const searchOf = (letters: number, width: number) => {
    const [count, model] = [soundsIn(letters), modelOf(letters, soundsIn(letters))]
    return jit((variables: Variables<Params, State>, source: Tensor<[number, number], 'i32'>, mask: Tensor<[number, number], 'bool'>) => {
      const begins = zeros([source.shape[0], 1], { dtype: 'i32' })
      return beamSearch(model, variables, begins, { width, count, end, memory: [source, astype(mask, 'f32')] }).tokens
    })
  }
  const compiled = new Map<string, ReturnType<typeof searchOf>>()
  return async (variables, words, width) => {
    const said: Said[] = []
    for (const [i, letters] of buckets.entries()) {
      const own = words.filter((word) => word.letters.length <= letters && word.letters.length > (buckets[i - 1] ?? 0))
      const search = compiled.get(`${letters} ${width}`) ?? searchOf(letters, width)
      compiled.set(`${letters} ${width}`, search)
      for (let from = 0; from < own.length; from += batch) {
        // The last batch is filled up, so that it has the shape of the others.
        const rows = Array.from({ length: batch }, (_, row) => own[from + row]?.letters ?? [])
        const { x, mask } = padBatch(rows, { buckets: [letters] })
        const tokens = await search(variables, x, mask).toArray()
        for (const [row, word] of own.slice(from, from + batch).entries()) said.push({ ...word, said: upToEnd(tokens[row]?.[0] ?? []) })
      }
    }
    return said
  }
}

const upToEnd = (tokens: readonly number[]): readonly number[] => tokens.slice(0, tokens.includes(end) ? tokens.indexOf(end) : undefined)
