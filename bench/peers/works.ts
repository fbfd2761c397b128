import type { Backend, LibraryName } from './library.js'

type Peer = Exclude<LibraryName, 'typegrad'>

/** The least that a peer's time is to be, in times of ours. */
export type Bounds = Readonly<Partial<Record<Peer, number>>>

/** What is timed. The libraries hold the works by `key`. */
export interface Work {
  readonly key: string
  readonly name: string
  /** How many first calls are compared; 1 if left out. */
  readonly checked?: number
  readonly least?: Readonly<Partial<Record<Backend, Bounds>>>
  /** The most milliseconds that ours is to take, on the cpu backend. */
  readonly most?: number
  /** Who has no work of this key because it is about us alone. */
  readonly alone?: boolean
  /** Who takes so long, and on what, that one call is timed, once. */
  readonly once?: readonly [Peer, Backend]
}

const both = (least: number): Bounds => ({ tfjs: least, 'jax-js': least })

export const works: readonly Work[] = [
  { key: 'matmul 256', name: 'matmul 256', least: { cpu: both(1.5) } },
  { key: 'matmul 512', name: 'matmul 512', least: { cpu: both(1.5) } },
  { key: 'matmul 1024', name: 'matmul 1,024', least: { cpu: both(1.5), webgpu: both(2.5) } },
  { key: 'conv', name: 'conv 32x28x28x32 to 64, 3x3', least: { cpu: { tfjs: 1.5 }, webgpu: both(2.5) } },
  { key: 'step dense', name: 'step of 784-1024-1024-10, batch 128', checked: 3, least: { cpu: { 'jax-js': 1.8 }, webgpu: both(2) } },
  {
    key: 'step LeNet',
    name: 'step of LeNet, batch 64',
    checked: 2,
    least: { cpu: { 'jax-js': 80 }, webgpu: both(2.5) },
    once: ['jax-js', 'cpu'],
  },
  { key: 'elementwise', name: 'sum of tanh(x a + b) sigmoid(x), 4M', least: { cpu: both(3), webgpu: both(1) } },
  { key: 'softmax', name: 'softmax 1,024 x 1,024', least: { cpu: { tfjs: 1 }, webgpu: both(1.5) } },
  { key: 'adds', name: '1,000 dependent adds on [16]', most: 0.3, alone: true },
]

/** Milliseconds, in a process of its own, on the cpu backend. */
export const firstStep = { name: 'first step of LeNet, jit to loss', most: 600 }

/** Milliseconds, and the share of the test digits. */
export const start = { name: 'npm start, prompt to accuracy', most: 25_000, leastAccuracy: 97.8 }
