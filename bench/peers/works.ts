import type { LibraryName } from './library.js'

type Peer = Exclude<LibraryName, 'typegrad'>

/** What is timed. The libraries hold the works by `key`. */
export interface Work {
  readonly key: string
  readonly name: string
  /** The least that a peer's time is to be, in times of ours. */
  readonly least?: Readonly<Partial<Record<Peer, number>>>
  /** The most milliseconds that ours is to take. */
  readonly most?: number
  /** Who has no work of this key because it is about us alone. */
  readonly alone?: boolean
  /** Who takes so long that one call is timed, once. */
  readonly once?: Peer
}

const both = (least: number) => ({ tfjs: least, 'jax-js': least })

export const works: readonly Work[] = [
  { key: 'matmul 256', name: 'matmul 256', least: both(1.5) },
  { key: 'matmul 512', name: 'matmul 512', least: both(1.5) },
  { key: 'matmul 1024', name: 'matmul 1,024', least: both(1.5) },
  { key: 'conv', name: 'conv 32x28x28x32 to 64, 3x3', least: { tfjs: 1.5 } },
  { key: 'step dense', name: 'step of 784-1024-1024-10, batch 128', least: { 'jax-js': 1.8 } },
  { key: 'step LeNet', name: 'step of LeNet, batch 64', least: { 'jax-js': 80 }, once: 'jax-js' },
  { key: 'elementwise', name: 'sum of tanh(x a + b) sigmoid(x), 4M', least: both(3) },
  { key: 'softmax', name: 'softmax 1,024 x 1,024', least: { tfjs: 1 } },
  { key: 'adds', name: '1,000 dependent adds on [16]', most: 0.3, alone: true },
]

/** Milliseconds, in a process of its own. */
export const firstStep = { name: 'first step of LeNet, jit to loss', most: 600 }

/** Milliseconds, and the share of the test digits. */
export const start = { name: 'npm start, prompt to accuracy', most: 25_000, leastAccuracy: 97.8 }
