import type { Position } from './board.js'
import { dirichlet, type Random } from './random.js'
import { over, play, winner } from './rules.js'

/* Tree search led by a network: Silver and others, Mastering the game of Go without human knowledge, Nature 550, 2017. */

/** What a network thinks of positions: how good each move is, in logits, and how likely who moves is to win, from -1 to 1. */
export type Judge = (positions: readonly Position[]) => Promise<readonly Judgement[]>

export interface Judgement {
  readonly logits: Float32Array
  readonly value: number
}

/** How to search. */
export interface SearchOptions {
  /** Positions looked at before a move. */
  readonly visits: number
  /** The root's moves are mixed with drawn ones, so that all are tried now and then: in games to learn from. */
  readonly noise?: Random
}

/** A position, and for each of its legal moves how often it was tried, what came of it, and where it leads. */
interface Node {
  readonly position: Position
  readonly moves: readonly number[]
  readonly next: readonly Position[]
  readonly priors: Float64Array
  readonly visits: Float64Array
  readonly totals: Float64Array
  readonly children: (Node | undefined)[]
}

const nodeAt = (position: Position, { logits }: Judgement): Node => {
  const [moves, next]: [number[], Position[]] = [[], []]
  for (let move = 0; move <= position.board.points; move++) {
    const after = play(position, move)
    if (!after) continue
    moves.push(move)
    next.push(after)
  }
  const largest = Math.max(...moves.map((move) => logits[move] ?? 0))
  const weights = moves.map((move) => Math.exp((logits[move] ?? 0) - largest))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return {
    position,
    moves,
    next,
    priors: Float64Array.from(weights, (weight) => weight / sum),
    visits: new Float64Array(moves.length),
    totals: new Float64Array(moves.length),
    children: moves.map(() => undefined),
  }
}

/** The place of the move with the largest `Q + c P sqrt(sum N) / (1 + N)`: what came of it on average, and more for what is likely and was tried seldom. */
const chosen = ({ priors, visits, totals }: Node): number => {
  const root = Math.sqrt(visits.reduce((sum, count) => sum + count, 1))
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < visits.length; i++) {
    const count = visits[i] ?? 0
    const worth = (count > 0 ? (totals[i] ?? 0) / count : 0) + (1.5 * (priors[i] ?? 0) * root) / (1 + count)
    if (worth > most) [best, most] = [i, worth]
  }
  return best
}

type Step = readonly [node: Node, place: number]

/** The way from the root to a position that has no node yet, or where the game is over. */
const descend = (root: Node): { readonly path: readonly Step[]; readonly leaf: Position } => {
  const path: Step[] = []
  for (let node = root; ; ) {
    const place = chosen(node)
    path.push([node, place])
    const child = node.children[place]
    const leaf = node.next[place] ?? node.position
    if (!child) return { path, leaf }
    node = child
  }
}

/** `value` is that of the leaf to who moves there; each move before it was the other's. */
const backUp = (path: readonly Step[], value: number): void => {
  let sign = -1
  for (const [node, place] of path.toReversed()) {
    node.visits[place] = (node.visits[place] ?? 0) + 1
    node.totals[place] = (node.totals[place] ?? 0) + sign * value
    sign = -sign
  }
}

const mixed = (node: Node, random: Random): Node => {
  const noise = dirichlet(random, Math.min(0.9, 10 / node.position.board.points), node.moves.length)
  return { ...node, priors: node.priors.map((prior, i) => 0.75 * prior + 0.25 * (noise[i] ?? 0)) }
}

/**
 * How often each move, passes included, was tried from each of the positions. There is a tree for each, and they grow together: the network judges one leaf of each in a call.
 */
export const search = async (
  roots: readonly Position[],
  judge: Judge,
  { visits, noise }: SearchOptions,
): Promise<readonly Float32Array[]> => {
  const judged = await judge(roots)
  const trees = roots.map((root, i) => {
    const node = nodeAt(root, judged[i] ?? { logits: new Float32Array(), value: 0 })
    return noise ? mixed(node, noise) : node
  })
  for (let round = 0; round < visits; round++) {
    const ways = trees.map(descend)
    const open = ways.filter(({ leaf }) => !over(leaf))
    const values = open.length > 0 ? await judge(open.map(({ leaf }) => leaf)) : []
    const known = new Map(open.map((way, i) => [way, values[i]]))
    for (const way of ways) {
      const found = known.get(way)
      const [parent, place] = way.path.at(-1) ?? []
      if (found && parent && place !== undefined) parent.children[place] = nodeAt(way.leaf, found)
      backUp(way.path, found ? found.value : winner(way.leaf) * way.leaf.turn)
    }
  }
  return trees.map(({ position, moves, visits: counts }) => {
    const all = new Float32Array(position.board.points + 1)
    for (const [i, move] of moves.entries()) all[move] = counts[i] ?? 0
    return all
  })
}
