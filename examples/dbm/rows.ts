import { concat, transpose } from 'typegrad'
import { adam, cosineDecay, dense, dropout, type InitOptions, sequential, sigmoid } from 'typegrad/dsl'
import { begunWith } from '../kit/begun.js'
import { type Classified, classified, type Lessons, type Rows } from '../kit/classified.js'
import { bySize, type Setting } from '../kit/example.js'
import type { DeepMachine } from './deep.js'

/** What a row begins with and learns from. */
interface Given {
  readonly machine: DeepMachine
  /** Pictures with the mean field of their top units. */
  readonly train: Rows
  readonly test: Rows
}

/** The two hidden layers of a network for reading. The first is given pictures and top units, and is what the middle of the machine is: `sigmoid(c + v W + U t)`. */
const begun = ({ lower, upper, middle, top }: DeepMachine): readonly [InitOptions, InitOptions] => [
  begunWith(concat([lower, transpose(upper)], 0), middle),
  begunWith(upper, top),
]

const sizesOf = ({ visible, middle, top }: DeepMachine) => [visible.shape[0], middle.shape[0], top.shape[0]] as const

const plain = (machine: DeepMachine) => {
  const [[pixels, h, t], [first, second]] = [sizesOf(machine), begun(machine)]
  return sequential([pixels + t], dense(h, first), sigmoid, dense(t, second), sigmoid, dense(10))
}

const dropped = (machine: DeepMachine) => {
  const [[pixels, h, t], [first, second]] = [sizesOf(machine), begun(machine)]
  return sequential([pixels + t], dropout(0.2), dense(h, first), sigmoid, dropout(0.5), dense(t, second), sigmoid, dropout(0.5), dense(10))
}

/** A row of the table. */
export interface Row {
  readonly name: string
  /** Test error in the literature, in per cent. */
  readonly literature: number
  readonly run: (part: string, given: Given, setting: Setting) => Promise<Classified>
}

const lessons = (name: string, { size }: Setting, full: number): Lessons => ({
  name,
  epochs: bySize(size, 20, 15, full),
  batchSize: bySize(size, 20, 50, 100),
  optimizer: (steps) => adam(cosineDecay(bySize(size, 0.003, 0.001, 0.001), steps)),
})

/** The rows, by what `--only` calls them. */
export const rows: Readonly<Record<string, Row>> = {
  finetuned: {
    name: 'fine-tuned',
    literature: 0.96,
    run: (part, { machine, ...digits }, setting) => classified(setting, part, plain(machine), digits, lessons('fine-tuned', setting, 50)),
  },
  dropout: {
    name: 'fine-tuned with dropout',
    literature: 0.79,
    run: (part, { machine, ...digits }, setting) =>
      classified(setting, part, dropped(machine), digits, lessons('fine-tuned with dropout', setting, 200)),
  },
}
