import { type Drawing, element, label } from '../kit/svg.js'
import type { Position } from './board.js'

const step = 30

/** A board with its stones, each of which bears the number of the last move to its point. */
const drawBoard = (position: Position): Drawing => {
  const { board, stones } = position
  const [width, height] = [board.columns * step, board.rows * step]
  const numbers = new Map<number, number>()
  for (let at: Position | undefined = position; at; at = at.before)
    if (at.last !== undefined && !numbers.has(at.last)) numbers.set(at.last, at.moves)
  const line = (x1: number, y1: number, x2: number, y2: number): string => element('line', { x1, y1, x2, y2, stroke: '#7a5c35' })
  const place = (i: number): number => (i + 0.5) * step
  const rows = Array.from({ length: board.rows }, (_, i) => line(place(0), place(i), place(board.columns - 1), place(i)))
  const columns = Array.from({ length: board.columns }, (_, i) => line(place(i), place(0), place(i), place(board.rows - 1)))
  const placed = Array.from(stones, (stone, point) => {
    if (stone === 0) return ''
    const [x, y] = [place(point % board.columns), place(Math.floor(point / board.columns))]
    const [body, ink] = stone > 0 ? ['#1f2328', '#ffffff'] : ['#ffffff', '#1f2328']
    return [
      element('circle', { cx: x, cy: y, r: step * 0.45, fill: body, stroke: '#1f2328' }),
      label(x, y + 4, String(numbers.get(point) ?? ''), { 'text-anchor': 'middle', fill: ink, 'font-size': 11 }),
    ].join('')
  })
  const wood = element('rect', { width, height, rx: 4, fill: '#dcb579' })
  return { width, height, body: [wood, ...rows, ...columns, ...placed].join('') }
}

/** A game on boards, after each quarter of its moves. */
export const drawGame = (game: Position): readonly { readonly drawing: Drawing; readonly said: string }[] => {
  const positions: Position[] = []
  for (let at: Position | undefined = game; at; at = at.before) positions.unshift(at)
  return [1, 2, 3, 4].flatMap((quarter) => {
    const position = positions[Math.round(((positions.length - 1) * quarter) / 4)]
    return position ? [{ drawing: drawBoard(position), said: `after move ${position.moves}` }] : []
  })
}
