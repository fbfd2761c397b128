import { type AnyTensor, type Key, mul, normal, uniform } from '../../src/index.js'
import { fans } from './fans.js'
import { type Initializer, initializer } from './initializer.js'

type Variance = (fanIn: number, fanOut: number) => number

/** An initialiser from a drawing of a given standard deviation. */
const scaled = (
  name: string,
  variance: Variance,
  draw: (key: Key, shape: readonly number[], deviation: number) => AnyTensor,
): Initializer =>
  initializer(name, (key, shape) => {
    const { fanIn, fanOut } = fans(shape)
    return draw(key, shape, Math.sqrt(variance(fanIn, fanOut)))
  })

const normalOf = (name: string, variance: Variance): Initializer =>
  scaled(name, variance, (key, shape, deviation) => mul(normal(key, shape), deviation))

/** Between `-a` and `a` the variance is `a^2 / 3`. */
const uniformOf = (name: string, variance: Variance): Initializer =>
  scaled(name, variance, (key, shape, deviation) => uniform(key, shape, { min: -Math.sqrt(3) * deviation, max: Math.sqrt(3) * deviation }))

/**
 * Normal of variance `2 / fanIn`: keeps the size of signals through layers with `relu`.
 *
 * @see He, Zhang, Ren, Sun, Delving deep into rectifiers, arXiv:1502.01852
 * @category Initializers
 */
export const heNormal: Initializer = normalOf('heNormal', (fanIn) => 2 / fanIn)

/**
 * Uniform of variance `2 / fanIn`; see `heNormal`.
 *
 * @category Initializers
 */
export const heUniform: Initializer = uniformOf('heUniform', (fanIn) => 2 / fanIn)

/**
 * Normal of variance `2 / (fanIn + fanOut)`: a compromise between signals on their way forward and gradients on their way back.
 *
 * @see Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010
 * @category Initializers
 */
export const glorotNormal: Initializer = normalOf('glorotNormal', (fanIn, fanOut) => 2 / (fanIn + fanOut))

/**
 * Uniform of variance `2 / (fanIn + fanOut)`; see `glorotNormal`.
 *
 * @category Initializers
 */
export const glorotUniform: Initializer = uniformOf('glorotUniform', (fanIn, fanOut) => 2 / (fanIn + fanOut))

/**
 * Normal of variance `1 / fanIn`: keeps the size of signals through linear layers, and goes with `selu`.
 *
 * @see LeCun, Bottou, Orr, Müller, Efficient backprop, 1998, section 4.6
 * @category Initializers
 */
export const lecunNormal: Initializer = normalOf('lecunNormal', (fanIn) => 1 / fanIn)
