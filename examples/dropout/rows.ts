import { mul } from 'typegrad'
import {
  adam,
  chain,
  cosineDecay,
  dense,
  dropout,
  flatten,
  glorotUniform,
  initializer,
  maxNorm,
  maxout,
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

/** Adam, whose rate falls to nothing along half a cosine; `scale` is for layers that are narrower than the paper's. */
const falling = (steps: number, scale: number) => adam(cosineDecay(0.001 * scale, steps))

/**
 * The same with weights into a unit no longer than a bound, which allows for twice the rate. The paper's bound is 2 where units that are kept are not scaled;
 * here they are divided by 1 - p, so that 2 (1 - p) is the same: 1 in the hidden layers and 1.6 in the first. Of 1.5, 1 and 0.7 a bound of 1 read the most of 10,000 held-out training digits.
 */
const bounded = (steps: number, scale: number) => chain(maxNorm(1), falling(steps, 2 * scale))

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
    optimizer: falling,
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
    optimizer: falling,
  }),
  relu: row({
    name: 'dropout, 3 x 1024 ReLU',
    literature: 1.25,
    source: srivastava,
    units: 1024,
    model: reluNet,
    optimizer: falling,
  }),
  'max-norm': row({
    name: 'dropout and max-norm, 3 x 1024 ReLU',
    literature: 1.06,
    source: srivastava,
    units: 1024,
    model: reluNet,
    optimizer: bounded,
  }),
  maxout: row({
    name: 'dropout and max-norm, maxout 2 x (5 x 240)',
    literature: 0.94,
    source: goodfellow,
    units: 240,
    model: (width: number) =>
      sequential([28, 28, 1], flatten, dropout(0.2), maxout(width, 5), dropout(0.5), maxout(width, 5), dropout(0.5), dense(10)),
    optimizer: bounded,
  }),
  'max-norm-2048': row({
    name: 'dropout and max-norm, 3 x 2048 ReLU',
    literature: 1.04,
    source: srivastava,
    units: 2048,
    model: reluNet,
    optimizer: bounded,
  }),
  'max-norm-4096': row({
    name: 'dropout and max-norm, 2 x 4096 ReLU',
    literature: 1.01,
    source: srivastava,
    units: 4096,
    model: twoOfRelu,
    optimizer: bounded,
  }),
}
