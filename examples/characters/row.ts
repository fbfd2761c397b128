import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Setting } from '../kit/example.js'
import type { Book } from './book.js'

/** How a network learned: bits a character of what was held out, and what it wrote, after each epoch. */
export interface Learned {
  readonly name: string
  readonly bits: readonly number[]
  readonly epochs: number
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly epoch: number
  readonly text: string
}

/** A network, learning. */
export type Row = (book: Book, setting: Setting) => Promise<Learned>

/** What was written so far, which is kept beside the checkpoints: a run that goes on goes on with it. */
export const samplesOf = async ({ checkpoints, size, log }: Setting, part: string) => {
  const file = join(checkpoints, `${part}-samples.json`)
  const isKept = size !== 'quick'
  const text = isKept ? await readFile(file, 'utf8').catch(noneYet) : '[]'
  let samples = JSON.parse(text) as readonly Sample[] // as they were written here
  return {
    all: () => samples,
    add: async (epoch: number, bits: number, written: string): Promise<void> => {
      log(`${part}, epoch ${epoch}: ${bits.toFixed(3)} bits a character held out\n${written}\n`)
      samples = [...samples.filter((sample) => sample.epoch < epoch), { epoch, text: written }]
      if (!isKept) return
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, JSON.stringify(samples))
    },
  }
}

const noneYet = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return '[]'
  throw error
}

/** Of the samples those of the first, the middle and the last epoch. */
export const told = ({ name, samples }: Learned): string =>
  [...new Set([samples[0], samples[samples.length >> 1], samples.at(-1)])]
    .flatMap((sample) => (sample ? [`${name}, after epoch ${sample.epoch}:\n${sample.text}`] : []))
    .join('\n\n')
