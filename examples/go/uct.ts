import type { Position } from './board.js'
import type { Random } from './random.js'
import { rollout } from './rollout.js'
import { over, play, winner } from './rules.js'

/* Plain Monte Carlo tree search: Kocsis, Szepesvári, Bandit based Monte-Carlo planning, 2006. */

interface Node {
  readonly position: Position
  /** Moves that were not tried yet, in an order drawn. */
  readonly untried: number[]
  readonly children: Node[]
  visits: number
  /** How often who moved here has won. */
  wins: number
}

const shuffled = (count: number, random: Random): number[] => {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
  }
  return order
}

const nodeAt = (position: Position, random: Random): Node => ({
  position,
  untried: over(position) ? [] : shuffled(position.board.points + 1, random),
  children: [],
  visits: 0,
  wins: 0,
})

/** The share of wins, and more for what was visited seldom: `w / n + c sqrt(ln N / n)`. */
const best = (node: Node, exploration: number): Node | undefined => {
  const worth = ({ wins, visits }: Node): number => wins / visits + exploration * Math.sqrt(Math.log(node.visits) / visits)
  return node.children.reduce<Node | undefined>((most, child) => (!most || worth(child) > worth(most) ? child : most), undefined)
}

/** A new child of a node, by the next move that is legal. */
const grown = (node: Node, random: Random): Node | undefined => {
  for (let move = node.untried.pop(); move !== undefined; move = node.untried.pop()) {
    const next = play(node.position, move)
    if (!next) continue
    const child = nodeAt(next, random)
    node.children.push(child)
    return child
  }
  return undefined
}

/** The move that was visited most, after so many games that end by chance. */
export const uctMove = (position: Position, visits: number, random: Random): number => {
  const root = nodeAt(position, random)
  for (let i = 0; i < visits; i++) {
    const path = [root]
    for (let node: Node | undefined = root; node; ) {
      const child: Node | undefined = grown(node, random)
      node = child ?? best(node, 1)
      if (node) path.push(node)
      if (child) break
    }
    const leaf = path.at(-1) ?? root
    const won = over(leaf.position) ? winner(leaf.position) : rollout(leaf.position, random)
    for (const node of path) {
      node.visits++
      if (won === -node.position.turn) node.wins++
    }
  }
  const most = root.children.reduce<Node | undefined>((first, child) => (first && first.visits >= child.visits ? first : child), undefined)
  return most?.position.last ?? position.board.points
}
