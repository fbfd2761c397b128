import type { Known } from '../read/known.js'
import type * as common from '../read/signature.js'
import type { Operator } from './operator.js'
import type { Schema, Settings } from './settings.js'

/** A result of a node, an input or a constant. */
export interface Ref {
  readonly of: string
  readonly at: number
}

/** A node of a graph or a call of a layer, seen to be one that can be run. */
export interface Node {
  readonly name: string
  /** As sentences have it: `node "conv1" (Conv2D)`. */
  readonly title: string
  readonly operator: Operator
  readonly settings: Settings<Schema>
  readonly inputs: readonly Ref[]
  /** The weights of a layer, by what the layer calls them. */
  readonly weights: ReadonlyMap<string, string>
}

/** What a file says of an input or a result. Sizes have no names. */
export type Declared = common.Declared<never>

export interface Result extends Declared {
  readonly ref: Ref
}

/** A model of either format, every name of which stands for something; nodes stand in order. */
export interface Network {
  readonly inputs: readonly (Declared & { readonly of: string })[]
  readonly outputs: readonly Result[]
  readonly constants: ReadonlyMap<string, Known>
  /** Constants that are no parameters. */
  readonly fixed: ReadonlySet<string>
  readonly nodes: readonly Node[]
}

/** So many nodes are read, at most. */
export const mostNodes = 100_000
