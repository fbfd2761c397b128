import type { Inputs } from './inputs.js'

/** The libraries, in the order of the table's columns; ours is the first. */
export const libraries = ['typegrad', 'tfjs', 'jax-js'] as const
export type LibraryName = (typeof libraries)[number]

/** A piece of work that a library is ready for. */
export interface Running {
  /** Makes a call, and gives numbers of its result, which are to be those of the other libraries. */
  next(): Promise<readonly number[]>
  /** Runs so many calls, one after the other, each until its result is there. */
  run(calls: number): Promise<void>
}

/** What a file of a library exports as `open`. */
export interface Library {
  readonly version: string
  /** What it runs on, in words. */
  readonly how: string
  /** By the names in works.ts. */
  readonly works: Readonly<Record<string, () => Running | Promise<Running>>>
}

/** What the libraries run on: WebAssembly, or WebGPU. */
export const backends = ['cpu', 'webgpu'] as const
export type Backend = (typeof backends)[number]

/** What a library is opened with. */
export interface Setting {
  readonly backend: Backend
  /** On the `cpu`. */
  readonly threads: number
  readonly inputs: Inputs
  /** Numbers that tell a large result from another. */
  readonly fingerprint: (values: ArrayLike<number>) => readonly number[]
}

export type Open = (setting: Setting) => Promise<Library>
