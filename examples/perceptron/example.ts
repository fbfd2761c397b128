import { foldIn, key } from 'typegrad'
import { chart } from '../kit/chart.js'
import { bySize, type Example } from '../kit/example.js'
import { type Point, plane } from '../kit/plane.js'
import { picture, side } from '../kit/svg.js'
import { bound, separable, xor } from './points.js'
import { type Line, learn, right } from './rule.js'

const margins = [0.02, 0.05, 0.1, 0.2, 0.3] as const

/** A line over the points. */
const panel = (points: readonly Point[], range: readonly [number, number], line: Line | undefined, said: string) => ({
  said,
  drawing: plane({ range, points, radius: points.length > 4 ? 3 : 6, ...(line && { line }) }),
})

export const example: Example = {
  name: 'perceptron',
  about:
    'The perceptron of Rosenblatt, 1957: his rule finds a line between two classes where there is one, and on XOR goes round for ever.',
  sizes: {
    quick: '50 points, 2 sets for each of five margins',
    default: '100 points, 20 sets for each margin: seconds',
    full: '200 points, 200 sets for each margin: a minute',
  },
  run: async ({ size, seed, log }) => {
    const [count, sets] = bySize<readonly [number, number]>(size, [50, 2], [100, 20], [200, 200])

    const points = await separable(key(seed), count, 0.05)
    const learned = await learn(points)
    const total = learned.lines.length - 1
    log(`A separable set: ${total} mistakes in ${learned.mistakes.length} passes; the last makes none`)

    const exclusive = await learn(xor, [0.5, -0.25, -0.5])
    const { from, length } = exclusive.cycle ?? { from: Number.NaN, length: Number.NaN }
    log(`XOR: the weights after pass ${from + length} are those after pass ${from}`)

    const counted = []
    for (const [i, margin] of margins.entries()) {
      const mistakes: number[] = []
      const bounds: number[] = []
      for (let set = 0; set < sets; set++) {
        const drawn = await separable(foldIn(key(seed), 1 + i * sets + set), count, margin)
        mistakes.push((await learn(drawn)).lines.length - 1)
        bounds.push(bound(drawn))
      }
      counted.push({ margin, mistakes, bounds })
      log(`margin ${margin}: at most ${Math.max(...mistakes)} mistakes, the bound is ${Math.min(...bounds).toFixed(0)}`)
    }
    const over = counted.flatMap(({ mistakes, bounds }) => mistakes.map((n, i) => n / (bounds[i] ?? Number.NaN)))
    const mean = (values: readonly number[]): number => values.reduce((sum, n) => sum + n, 0) / values.length

    const moments = [1, Math.ceil(total / 8), Math.ceil(total / 2), total]
    const rounds = exclusive.lines.slice(-4)
    return {
      findings: {
        'separable: mistakes until there are none': { value: total, note: `Novikoff's bound: ${bound(points).toFixed(0)}` },
        'separable: right at the end': { value: 100 * right(learned.lines.at(-1) ?? [0, 0, 0], points), unit: '%' },
        'mistakes as a share of the bound, at most': { value: 100 * Math.max(...over), unit: '%', note: `over ${over.length} sets` },
        'XOR: mistakes in each pass, at least': { value: Math.min(...exclusive.mistakes) },
        'XOR: passes until the weights come back': { value: length, note: `from pass ${from} on` },
        'XOR: right, at most': {
          value: 100 * Math.max(...exclusive.lines.map((line) => right(line, xor))),
          unit: '%',
          note: 'no line has more than three of the four',
        },
      },
      pictures: {
        lines: picture(
          "Lines that Rosenblatt's rule goes through: on a separable set, and on XOR",
          side(
            [
              ...moments.map((n) => panel(points, [-1, 1], learned.lines[n], `${n} mistake${n === 1 ? '' : 's'}`)),
              ...rounds.map((line, i) => panel(xor, [-0.4, 1.4], line, `XOR, after ${exclusive.lines.length - 4 + i}`)),
            ],
            4,
          ),
        ),
        mistakes: picture(
          'Mistakes until there are none, by the margin between the classes',
          chart(
            [
              { name: "Novikoff's bound", points: counted.map(({ margin, bounds }) => [margin, mean(bounds)] as const), dashed: true },
              { name: 'most of all sets', points: counted.map(({ margin, mistakes }) => [margin, Math.max(...mistakes)] as const) },
              { name: 'mean', points: counted.map(({ margin, mistakes }) => [margin, mean(mistakes)] as const) },
            ],
            { x: 'margin', y: 'mistakes', log: true },
          ),
        ),
      },
    }
  },
}
