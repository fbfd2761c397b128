import type { Signal } from 'typegrad/dsl'
import type { Findings, Pictures } from './result.js'

/** How long an example runs: in the tests, for somebody who looks, or as far as the literature went. */
export type Size = 'quick' | 'default' | 'full'

/** What a run is told. */
export interface Setting {
  readonly size: Size
  /** What chance is drawn from; equal seeds give equal results. */
  readonly seed: number
  /** Where a long run keeps its checkpoints, and finds them again. */
  readonly checkpoints: string
  /** Aborted by Ctrl-C: end after the step at hand. */
  readonly signal?: Signal | undefined
  /** Says how it goes. */
  readonly log: (line: string) => void
  /** Which parts to run, of an example that has some; all if left out. */
  readonly only?: string | undefined
}

/** What a run shows. */
export interface Outcome {
  readonly findings: Findings
  /** SVG pictures by name: `surface` is written as `surface.svg`. */
  readonly pictures?: Pictures
  /** What was written or printed by what was learned: samples of text and the like. */
  readonly text?: string
  /** Why it ended before its end, and where: 'after epoch 12 of 100'. */
  readonly cut?: string
}

/** A system of the course that can be run: `npm run example NAME`. */
export interface Example {
  readonly name: string
  /** What it shows, in a sentence. */
  readonly about: string
  /** What each size does, in a few words. */
  readonly sizes: Readonly<Record<Size, string>>
  /** The parts that `--only` takes. */
  readonly parts?: readonly string[]
  readonly run: (setting: Setting) => Promise<Outcome>
}

/** One of three, by size: `bySize(size, 1, 10, 100)` epochs. */
export const bySize = <T>(size: Size, quick: T, usual: T, full: T): T => ({ quick, default: usual, full })[size]
