import type { Tensor, Tree } from 'typegrad'
import type { Mesh, TreeSharding } from 'typegrad/interchange'

/** A training step, what it begins with, and how both are divided among devices. */
export interface Training {
  readonly step: (state: Tree, batch: Tree) => readonly [Tree, Tensor<[]>]
  readonly state: Tree
  readonly batches: readonly Tree[]
  readonly mesh: Mesh
  readonly shardings: readonly TreeSharding[]
}
