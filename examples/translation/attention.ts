import { add, astype, attentionWeights, expandDims, matmul } from 'typegrad'
import { padBatch, predict, type VariablesOf } from 'typegrad/dsl'
import { heat, pixels } from '../kit/pixels.js'
import { type Drawing, element, label, side } from '../kit/svg.js'
import { begin, buckets, soundsIn, written } from './dictionary.js'
import { looking, type recurrent } from './models.js'
import type { Said } from './say.js'

const cell = 24

/** Where a recurrent network looks in some words as it says them: a row for each sound, a column for each letter; weights of a row add up to 1. */
export const looks = async (
  units: number,
  { params, state }: VariablesOf<ReturnType<ReturnType<typeof recurrent>>>,
  words: readonly Said[],
): Promise<Drawing> => {
  const drawings = []
  for (const word of words) {
    const letters = buckets.find((length) => length >= word.letters.length) ?? 0
    const { x, mask } = padBatch([word.letters], { buckets: [letters] })
    const before = padBatch([[begin, ...word.said]], { buckets: [soundsIn(letters)] }).x
    const [a, b, c, d, [[, { query, key }]]] = params
    const [e, f, g, h] = state
    const [states, memory] = predict(looking(units)(letters, soundsIn(letters)), { params: [a, b, c, d], state: [e, f, g, h] }, [
      before,
      x,
      astype(mask, 'f32'),
    ])
    const [asked, found] = [add(matmul(states, query.kernel), query.bias), add(matmul(memory, key.kernel), key.bias)]
    const [weights] = await attentionWeights(asked, found, { mask: expandDims(mask, 1) }).toArray()
    drawings.push({ drawing: await heatMap(word, weights ?? []) })
  }
  return side(drawings, 3, 28)
}

const heatMap = async ({ spelling, said }: Said, weights: readonly (readonly number[])[]): Promise<Drawing> => {
  const [wide, high] = [cell * spelling.length, cell * (said.length + 1)]
  const { body } = await pixels(spelling.length, said.length + 1, (column, row) => heat(weights[row]?.[column] ?? 0), cell)
  const sounds = [...said.map((sound) => written([sound])), '.']
  return {
    width: wide + 34,
    height: high + 24,
    body: [
      ...Array.from(spelling, (letter, i) => label(34 + cell * (i + 0.5), 16, letter, { 'text-anchor': 'middle', 'font-size': 15 })),
      ...sounds.map((sound, i) => label(26, 24 + cell * (i + 0.5) + 5, sound, { 'text-anchor': 'end' })),
      element('g', { transform: 'translate(34 24)' }, body),
    ].join(''),
  }
}
