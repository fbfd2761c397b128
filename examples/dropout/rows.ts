import { mul } from 'typegrad'
import {
  chain,
  cosineDecay,
  dense,
  dropout,
  flatten,
  glorotUniform,
  initializer,
  maxNorm,
  maxout,
  momentum,
  relu,
  sequential,
  sigmoid,
} from 'typegrad/dsl'
import { row } from './learn.js'

const [simard, srivastava, goodfellow] = [
  'Simard and others 2003',
  'Srivastava and others 2014, table 2',
  'Goodfellow and others 2013; Srivastava and others 2014, table 2',
] as const

/** Momentum whose rate falls to nothing along half a cosine. */
const falling = (rate: number) => (steps: number) => momentum(cosineDecay(rate, steps), 0.95)

/** As that, with weights into a unit no longer than so much. */
const bounded = (rate: number, most: number) => (steps: number) => chain(maxNorm(most), falling(rate)(steps))

/** Four times as large as those of units whose slope is 1 at zero: a logistic unit's is 1/4. */
const logistic = { kernelInit: initializer('logistic', (key, shape) => mul(glorotUniform(key, shape), 4)) }

const reluNet = (width: number) =>
  sequential(
    [28, 28, 1],
    flatten,
    dropout(0.2),
    dense(width),
    relu,
    dropout(0.5),
    dense(width),
    relu,
    dropout(0.5),
    dense(width),
    relu,
    dropout(0.5),
    dense(10),
  )

const twoOfRelu = (width: number) =>
  sequential([28, 28, 1], flatten, dropout(0.2), dense(width), relu, dropout(0.5), dense(width), relu, dropout(0.5), dense(10))

/** The rows of the table, by what `--only` calls them. */
export const rows = {
  plain: row({
    name: 'plain, 2 x 800 logistic',
    literature: 1.6,
    source: simard,
    units: 800,
    model: (width: number) => sequential([28, 28, 1], flatten, dense(width, logistic), sigmoid, dense(width, logistic), sigmoid, dense(10)),
    optimizer: falling(0.2),
  }),
  logistic: row({
    name: 'dropout, 3 x 1024 logistic',
    literature: 1.35,
    source: srivastava,
    units: 1024,
    model: (width: number) =>
      sequential(
        [28, 28, 1],
        flatten,
        dropout(0.2),
        dense(width, logistic),
        sigmoid,
        dropout(0.5),
        dense(width, logistic),
        sigmoid,
        dropout(0.5),
        dense(width, logistic),
        sigmoid,
        dropout(0.5),
        dense(10),
      ),
    optimizer: falling(0.2),
  }),
  relu: row({
    name: 'dropout, 3 x 1024 ReLU',
    literature: 1.25,
    source: srivastava,
    units: 1024,
    model: reluNet,
    optimizer: falling(0.01),
  }),
  'max-norm': row({
    name: 'dropout and max-norm, 3 x 1024 ReLU',
    literature: 1.06,
    source: srivastava,
    units: 1024,
    model: reluNet,
    optimizer: bounded(0.02, 2),
  }),
  maxout: row({
    name: 'dropout and max-norm, maxout 2 x (5 x 240)',
    literature: 0.94,
    source: goodfellow,
    units: 240,
    model: (width: number) =>
      sequential([28, 28, 1], flatten, dropout(0.2), maxout(width, 5), dropout(0.5), maxout(width, 5), dropout(0.5), dense(10)),
    optimizer: bounded(0.02, 2),
  }),
  'max-norm-2048': row({
    name: 'dropout and max-norm, 3 x 2048 ReLU',
    literature: 1.04,
    source: srivastava,
    units: 2048,
    model: reluNet,
    optimizer: bounded(0.02, 2),
  }),
  'max-norm-4096': row({
    name: 'dropout and max-norm, 2 x 4096 ReLU',
    literature: 1.01,
    source: srivastava,
    units: 4096,
    model: twoOfRelu,
    optimizer: bounded(0.02, 2),
  }),
}
