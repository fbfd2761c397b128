import { add, jit, type Tensor, tensor } from 'typegrad'
import {
  batchNorm,
  conv2d,
  dense,
  fanOut,
  flatten,
  meanSquaredError,
  predict,
  relu,
  repeated,
  residual,
  sequential,
  serial,
  softmaxCrossEntropy,
  tanh,
  type VariablesOf,
} from 'typegrad/dsl'
import type { Board, Position } from './board.js'
import type { Judge } from './search.js'

/** What the network sees of a point: a stone of who moves, one of the other's, the last move, and whether black moves. */
export const planes = 4

/** A small residual network with two heads: logits of the moves, and who wins. */
export const networkFor = ({ rows, columns, points }: Board, channels: number, blocks: number) => {
  const conv = (units: number, window: number) => serial(conv2d(units, window, { padding: 'same', bias: false }), batchNorm())
  const block = residual(serial(conv(channels, 3), relu, conv(channels, 3)))
  const moves = serial(conv(2, 1), relu, flatten, dense(points + 1))
  const winner = serial(conv(1, 1), relu, flatten, dense(64), relu, dense(1), tanh)
  return sequential([rows, columns, planes], conv(channels, 3), relu, repeated(blocks, serial(block, relu)), fanOut(moves, winner))
}

export type Network = ReturnType<typeof networkFor>

/** Cross entropy to how often the search tried each move, and squared error to who has won. */
export const lossOf = (
  [logits, value]: readonly [Tensor<[number, number]>, Tensor<[number, 1]>],
  y: { readonly moves: Tensor<[number, number]>; readonly winner: Tensor<[number, 1]> },
) => add(softmaxCrossEntropy(logits, y.moves), meanSquaredError(value, y.winner))

/** What the network sees of a position, `[rows, columns, planes]`, written into a batch. */
export const write = ({ board, stones, turn, last }: Position, batch: Float32Array, example: number): void => {
  const start = example * board.points * planes
  for (let point = 0; point < board.points; point++) {
    const at = start + point * planes
    batch[at] = stones[point] === turn ? 1 : 0
    batch[at + 1] = stones[point] === -turn ? 1 : 0
    batch[at + 2] = last === point ? 1 : 0
    batch[at + 3] = turn === 1 ? 1 : 0
  }
}

/** How many numbers a position has for the network. */
export const sizeOf = (board: Board): number => board.points * planes

/** Judges so many positions in a compiled call, by the variables that are given; fewer are filled up with empty boards. */
export const judgeBy = (network: Network, board: Board, batch: number): ((variables: VariablesOf<Network>) => Judge) => {
  const run = jit((variables: VariablesOf<Network>, x: Tensor<[number, number, number, number]>) => predict(network, variables, x))
  return (variables) => async (positions) => {
    const judged = []
    for (let start = 0; start < positions.length; start += batch) {
      const part = positions.slice(start, start + batch)
      const seen = new Float32Array(batch * sizeOf(board))
      for (const [i, position] of part.entries()) write(position, seen, i)
      const x = tensor(seen, { shape: [batch, board.rows, board.columns, planes] })
      const [logits, values] = run(variables, x)
      const [moves, value] = await Promise.all([logits.data(), values.data()])
      for (const used of [x, logits, values]) used.dispose()
      const width = board.points + 1
      for (const i of part.keys()) judged.push({ logits: moves.slice(i * width, (i + 1) * width), value: value[i] ?? 0 })
    }
    return judged
  }
}
