import { mul } from 'typegrad'
import {
  adam,
  cosineDecay,
  dense,
  dropout,
  glorotUniform,
  type InitOptions,
  initializer,
  type Optimizer,
  sequential,
  sigmoid,
} from 'typegrad/dsl'
import { begunWith } from '../kit/begun.js'
import { type Classified, classified, type Rows } from '../kit/classified.js'
import { bySize, type Setting } from '../kit/example.js'
import type { Machine } from '../rbm/machine.js'

/** A dense layer begins as a machine: what is above given what is below is the same function, `sigmoid(x W + c)`. */
const as = ({ weights, hidden }: Machine): InitOptions => begunWith(weights, hidden)

/** A dense layer of logistic units begins by chance, four times as large as one whose slope is 1 at zero: a logistic unit's is 1/4. */
const drawn: InitOptions = { kernelInit: initializer('logistic', (key, shape) => mul(glorotUniform(key, shape), 4)) }

type Three<T> = readonly [T, T, T]

/** A network of three hidden layers of logistic units. */
const plain = ([a, b, c]: Three<number>, [first, second, third]: Three<InitOptions>) =>
  sequential([784], dense(a, first), sigmoid, dense(b, second), sigmoid, dense(c, third), sigmoid, dense(10))

/** The same with dropout. Units that are kept are divided by how many are, so the weights of the machines fit as they are. */
const dropped = ([a, b, c]: Three<number>, [first, second, third]: Three<InitOptions>) =>
  sequential(
    [784],
    dropout(0.2),
    dense(a, first),
    sigmoid,
    dropout(0.5),
    dense(b, second),
    sigmoid,
    dropout(0.5),
    dense(c, third),
    sigmoid,
    dropout(0.5),
    dense(10),
  )

/** Adam, whose rate falls to nothing along half a cosine. */
const falling =
  (rate: number) =>
  (steps: number): Optimizer =>
    adam(cosineDecay(rate, steps))

/** What a row learns from. */
interface Given {
  readonly widths: Three<number>
  readonly machines: Three<Machine>
  readonly train: Rows
  readonly test: Rows
}

/** A row of the table. */
export interface Row {
  readonly name: string
  /** Test error in the literature, in per cent. */
  readonly literature?: number
  readonly run: (part: string, given: Given, setting: Setting) => Promise<Classified>
}

const lessons = (name: string, setting: Setting, full: number) => ({
  name,
  epochs: bySize(setting.size, 20, 15, full),
  batchSize: bySize(setting.size, 20, 50, 100),
  optimizer: falling(bySize(setting.size, 0.003, 0.001, 0.001)),
})

/** The rows, by what `--only` calls them. */
export const rows: Readonly<Record<string, Row>> = {
  scratch: {
    name: 'begun by chance',
    run: (part, { widths, ...digits }, setting) =>
      classified(setting, part, plain(widths, [drawn, drawn, drawn]), digits, lessons('begun by chance', setting, 50)),
  },
  finetuned: {
    name: 'begun as machines',
    literature: 1.18,
    run: (part, { widths, machines: [a, b, c], ...digits }, setting) =>
      classified(setting, part, plain(widths, [as(a), as(b), as(c)]), digits, lessons('begun as machines', setting, 50)),
  },
  dropout: {
    name: 'begun as machines, with dropout',
    literature: 0.92,
    run: (part, { widths, machines: [a, b, c], ...digits }, setting) =>
      classified(setting, part, dropped(widths, [as(a), as(b), as(c)]), digits, lessons('begun as machines, with dropout', setting, 200)),
  },
}
