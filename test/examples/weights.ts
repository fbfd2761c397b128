import { crc32 } from 'node:zlib'

/* Weights by a formula, the same as in scripts/fixtures/published_models.py. */

/** Numbers from -1 up to 1, that left out, drawn from a name by a hash. */
export const uniform = (name: string, size: number): Float32Array => {
  const [seed, drawn] = [crc32(name), new Float32Array(size)]
  for (let i = 0; i < size; i++) {
    let x = Math.imul(i + seed, 0x9e3779b1)
    x = Math.imul(x ^ (x >>> 15), 0x85ebca77)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae3d)
    drawn[i] = ((x ^ (x >>> 16)) >>> 8) / 2 ** 23 - 1
  }
  return drawn
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** Of an ordinary size: kernels keep that of what comes in, and a residual branch adds a little to what it is added to. */
export const weightsOf = (name: string, shape: readonly number[]): Float32Array => {
  const kind = name.split('/').at(-1) ?? ''
  const bound = Math.sqrt(6 / product(shape.length >= 4 ? shape.slice(-4, -1) : shape.slice(-2, -1)))
  const [middle, spread] = { kernel: [0, bound] as const, scale: [0.5, 0.25] as const, variance: [1, 0.5] as const }[kind] ?? [0, 0.1]
  const values = uniform(name, product(shape))
  for (let i = 0; i < values.length; i++) values[i] = middle + spread * (values[i] ?? Number.NaN)
  return values
}
