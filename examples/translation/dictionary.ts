import { dictionary } from 'cmu-pronouncing-dictionary'
import { bySize, type Size } from '../kit/example.js'

/** A word, letter by letter, and its pronunciations, sound by sound. */
export interface Word {
  readonly spelling: string
  readonly letters: readonly number[]
  readonly spoken: readonly (readonly number[])[]
}

/** Words to learn from, and words held out. */
export interface Words {
  readonly train: readonly Word[]
  readonly heldOut: readonly Word[]
}

/** What letters are numbered by, from 1; 0 is no letter, behind a word. */
const alphabet = "abcdefghijklmnopqrstuvwxyz'"

/** The sounds of American English that the dictionary has, numbered from 2. */
const phonemes = 'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')

/** What stands before the first sound, and behind the last. */
export const [begin, end] = [0, 1] as const

export const [letterCount, soundCount] = [alphabet.length + 1, phonemes.length + 2] as const

/** Sounds as the dictionary writes them: `K AE T`. */
export const written = (sounds: readonly number[]): string => sounds.map((sound) => phonemes[sound - 2] ?? '?').join(' ')

/** Lengths that words are padded to; sounds are three more, the last of which may be the end. Longer words are left out: 2 of 125,000. */
export const buckets = [6, 8, 10, 13, 20] as const
export const soundsIn = (letters: number): number => letters + 3

/**
 * The CMU pronouncing dictionary without marks of stress, in an order that follows from the spellings alone. Every tenth word is held out, with all of its
 * pronunciations.
 */
export const wordsOf = (size: Size): Words => {
  const words = [...spoken()].flatMap(([spelling, all]) => {
    const bucket = buckets.find((length) => length >= spelling.length) ?? 0
    const fitting = all.filter((sounds) => sounds.length < soundsIn(bucket))
    return fitting.length > 0
      ? [{ spelling, letters: Array.from(spelling, (letter) => alphabet.indexOf(letter) + 1), spoken: fitting }]
      : []
  })
  const mixed = words.map((word) => ({ word, place: hash(word.spelling) })).sort((a, b) => a.place - b.place)
  const part = (isHeldOut: boolean, most: number): readonly Word[] =>
    mixed
      .filter(({ word }, i) => (i % 10 === 9) === isHeldOut && (size !== 'quick' || word.spelling.length <= 6))
      .slice(0, most)
      .map(({ word }) => word)
  return { train: part(false, bySize(size, 300, 20_000, words.length)), heldOut: part(true, bySize(size, 100, 1000, words.length)) }
}

/** Pronunciations by word; `read(2)` is another one of `read`. */
const spoken = (): ReadonlyMap<string, readonly number[][]> => {
  const words = new Map<string, number[][]>()
  for (const [entry, said] of Object.entries(dictionary)) {
    const spelling = entry.replace(/\(\d+\)$/, '')
    if (!/^[a-z']+$/.test(spelling)) continue
    const sounds = said
      .replace(/ #.*| ?\d/g, '')
      .split(' ')
      .map((sound) => phonemes.indexOf(sound) + 2)
    words.set(spelling, [...(words.get(spelling) ?? []), sounds])
  }
  return words
}

/** A number that looks drawn, by FNV-1a. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return value
}
