import { jit, type Tree } from '../../src/index.js'
import { dispose } from '../train/dispose.js'
import type { AnyMetric } from './metric.js'

/** So many batches, joined. */
interface Part {
  readonly batches: number
  readonly kept: Tree
}

/**
 * What a metric keeps of batch after batch. Parts of as many batches are joined as soon as there are two, as digits of a binary number carry: n batches are
 * log n parts, of log n shapes if parts grow, so that few programs are compiled.
 */
export class Gathering {
  readonly #metric: AnyMetric
  readonly #join: (one: Tree, other: Tree) => Tree
  readonly #parts: Part[] = []

  constructor(metric: AnyMetric) {
    this.#metric = metric
    this.#join = jit((one: Tree, other: Tree) => metric.join(one, other)) as (one: Tree, other: Tree) => Tree // trees to a tree, as `join` is
  }

  /** Takes over what was kept of a batch. */
  add(kept: Tree): void {
    this.#parts.push({ batches: 1, kept })
    for (let [one, other] = this.#parts.slice(-2); one && other && one.batches === other.batches; [one, other] = this.#parts.slice(-2))
      this.#joinLast(one, other)
  }

  /** What the metric says of all batches, NaN of none. Nothing is kept any longer. */
  async result(): Promise<number> {
    for (let [one, other] = this.#parts.slice(-2); one && other; [one, other] = this.#parts.slice(-2)) this.#joinLast(one, other)
    const [all] = this.#parts
    try {
      return all ? await this.#metric.result(all.kept) : Number.NaN
    } finally {
      this.dispose()
    }
  }

  /** Lets go of what is kept. */
  dispose(): void {
    for (const { kept } of this.#parts.splice(0)) dispose(kept)
  }

  #joinLast(one: Part, other: Part): void {
    const kept = this.#join(one.kept, other.kept)
    this.#parts.splice(-2, 2, { batches: one.batches + other.batches, kept })
    dispose([one.kept, other.kept])
  }
}

/** A metric and its name. */
interface Named {
  readonly name: string
  readonly metric: AnyMetric
}

/** What several metrics keep of batch after batch. */
export class Gatherings {
  readonly #gatherings: readonly (readonly [name: string, Gathering])[]

  constructor(metrics: readonly Named[]) {
    this.#gatherings = metrics.map(({ name, metric }) => [name, new Gathering(metric)])
  }

  /** Takes over what was kept of a batch, by each metric in turn. */
  add(kept: readonly Tree[]): void {
    for (const [i, [, gathering]] of this.#gatherings.entries()) gathering.add(kept[i])
  }

  /** What each metric says of all batches, by name. */
  async results(): Promise<Readonly<Record<string, number>>> {
    const said: [string, number][] = []
    for (const [name, gathering] of this.#gatherings) said.push([name, await gathering.result()])
    return Object.fromEntries(said)
  }

  /** Lets go of all that is kept. */
  dispose(): void {
    for (const [, gathering] of this.#gatherings) gathering.dispose()
  }
}
