import { adam, cosineDecay, dense, type InitOptions, sequential, sigmoid } from 'typegrad/dsl'
import { begunWith } from '../kit/begun.js'
import { type Classified, classified, type Rows } from '../kit/classified.js'
import { bySize, type Setting } from '../kit/example.js'
import { type Coder, drawn } from './layers.js'

/** How a hidden layer begins. */
type Start = InitOptions | undefined

/** A network that reads digits: three layers of logistic units, and ten logits. */
const network = (width: number, [first = drawn, second = drawn, third = drawn]: readonly Start[]) =>
  sequential([784], dense(width, first), sigmoid, dense(width, second), sigmoid, dense(width, third), sigmoid, dense(10))

/** What a row learns from. */
interface Given {
  readonly width: number
  readonly coders: readonly Coder[]
  readonly few: Rows
  readonly many: Rows
  readonly test: Rows
}

/** A row of the table. */
export interface Row {
  readonly labels: 'few' | 'many'
  readonly from: 'chance' | 'layers'
  /** Test error in the literature, in per cent. */
  readonly literature?: number
}

/** The rows, by what `--only` calls them: few labels or many, begun by chance or with layers that were learned without labels. */
export const rows: Readonly<Record<string, Row>> = {
  'few-chance': { labels: 'few', from: 'chance' },
  'few-layers': { labels: 'few', from: 'layers' },
  'many-chance': { labels: 'many', from: 'chance' },
  'many-layers': { labels: 'many', from: 'layers', literature: 1.28 },
}

/** Learns to read digits, all layers at once, from where they begin. */
export const learned = (
  part: string,
  { labels, from }: Row,
  { width, coders, test, ...given }: Given,
  setting: Setting,
): Promise<Classified> => {
  const { size } = setting
  const train = given[labels]
  const starts = from === 'layers' ? coders.map(({ encoder }) => begunWith(encoder.kernel, encoder.bias)) : []
  return classified(
    setting,
    part,
    network(width, starts),
    { train, test },
    {
      name: nameOf({ labels, from }, train.size),
      epochs: labels === 'few' ? bySize(size, 60, 100, 200) : bySize(size, 10, 15, 50),
      batchSize: bySize(size, 20, 50, 100),
      optimizer: (steps) => adam(cosineDecay(bySize(size, 0.003, 0.001, 0.001), steps)),
    },
  )
}

/** What a row is called. */
export const nameOf = ({ labels, from }: Row, count: number): string =>
  `${labels === 'few' ? 'few' : 'many'} labels, ${count.toLocaleString('en')}, ${from === 'chance' ? 'begun by chance' : 'begun layer by layer'}`
