/** Equal numbers in all processes: `count` drawn evenly from `-most` to `most`. Mulberry32. */
const drawn = (seed: number, count: number, most: number): Float32Array => {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return (((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1) * most
  })
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Values in the order of the last axis first, and their shape. */
export interface Values {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

const given = (seed: number, shape: readonly number[], most = 1): Values => ({ shape, values: drawn(seed, size(shape), most) })

/** As `heUniform` draws a kernel whose last axis is the features'. */
const kernel = (seed: number, shape: readonly number[]): Values => given(seed, shape, Math.sqrt(6 / size(shape.slice(0, -1))))

const classes = 10

/** What a step of training is given. Biases are zero, and learn. */
export interface Learning {
  /** Of the layers, in order: `[in, out]`, or `[height, width, in, out]`. */
  readonly kernels: readonly Values[]
  /** `[N, ...]`, channels last. */
  readonly x: Values
  /** Which of the classes, `[N]`. */
  readonly labels: Int32Array
  /** The same as `[N, classes]`. */
  readonly oneHot: Values
  /** Of descent. */
  readonly rate: number
}

const learning = (kernels: readonly Values[], x: Values): Learning => {
  const [batch = 0] = x.shape
  const labels = Int32Array.from({ length: batch }, (_, i) => (7 * i + (i >> 3)) % classes)
  const values = Float32Array.from({ length: batch * classes }, (_, i) => Number(labels[Math.floor(i / classes)] === i % classes))
  return { kernels, x, labels, oneHot: { shape: [batch, classes], values }, rate: 0.001 }
}

/** What the works are given: the same for all libraries. */
export const inputs = {
  matmul: (size: number) => ({ a: given(1, [size, size]), b: given(2, [size, size]) }),
  conv: () => ({ x: given(3, [32, 28, 28, 32]), kernel: kernel(4, [3, 3, 32, 64]) }),
  /** `tanh(x a + b) sigmoid(x)`. */
  elementwise: () => ({ x: given(5, [2 ** 22], 4), a: 1.5, b: -1.5 }),
  softmax: () => ({ x: given(6, [1024, 1024], 4) }),
  /** Two hidden layers. */
  dense: () => learning([kernel(7, [784, 1024]), kernel(8, [1024, 1024]), kernel(9, [1024, classes])], given(10, [128, 784])),
  /** Convolutions that keep the size, each before a max pool of 2 x 2. */
  lenet: () =>
    learning(
      [kernel(11, [5, 5, 1, 32]), kernel(12, [5, 5, 32, 64]), kernel(13, [7 * 7 * 64, 1024]), kernel(14, [1024, classes])],
      given(15, [64, 28, 28, 1]),
    ),
}
export type Inputs = typeof inputs

/**
 * Numbers that tell a large result from another: the mean of the sizes, and two sums with signs as by chance, over the root of the count, which is what such
 * sums grow with. Equal values at other places give other sums.
 */
export const fingerprint = (values: ArrayLike<number>): readonly number[] => {
  const sums = [0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    const hash = Math.imul(i ^ (i >>> 13), 0x5bd1e995)
    sums[0] = (sums[0] ?? 0) + Math.abs(value)
    sums[1] = (sums[1] ?? 0) + ((hash >>> 16) & 1 ? value : -value)
    sums[2] = (sums[2] ?? 0) + ((hash >>> 21) & 1 ? value : -value)
  }
  const [sizes = 0, one = 0, other = 0] = sums
  return [sizes / values.length, one / Math.sqrt(values.length), other / Math.sqrt(values.length)]
}

/** Whether numbers are those of another library, to a thousandth of the largest. NaN agrees with nothing. */
export const agree = (ours: readonly number[], theirs: readonly number[]): boolean => {
  const scale = Math.max(...ours.map(Math.abs))
  return ours.length === theirs.length && ours.every((value, i) => Math.abs(value - (theirs[i] ?? Number.NaN)) <= 1e-3 * scale)
}
