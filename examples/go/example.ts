import { chart } from '../kit/chart.js'
import type { Example } from '../kit/example.js'
import { picture, side } from '../kit/svg.js'
import { drawGame } from './draw.js'
import { learn } from './learn.js'
import { area } from './rules.js'
import { boards } from './settings.js'

export const example: Example = {
  name: 'go',
  about: 'Go on small boards: a network learns from games against itself, by a tree search that it leads, from nothing but the rules.',
  sizes: {
    quick: 'a board of 3 x 3, 192 games: seconds',
    default: '5 x 5, 768 games of 40 positions looked at for a move: minutes; `--only 7x7` for the larger board',
    full: '5 x 5 and 7 x 7, thousands of games of 64 positions looked at for a move: hours',
  },
  parts: Object.keys(boards),
  run: async (setting) => {
    const { size, only } = setting
    const learned = []
    for (const [name, of] of Object.entries(boards)) {
      if (setting.signal?.aborted) break
      if (only === undefined ? size === 'full' || name === '5x5' : name === only) {
        const settings = of(size)
        const called = `${settings.board} x ${settings.board}`
        learned.push({ name, called, settings, ...(await learn(name, settings, setting)) })
      }
    }
    const findings = learned.flatMap(({ called, settings, chance, uct, iterations }) => {
      const note = `${settings.lastGames} games after ${iterations} rounds of ${settings.games} games, ${settings.visits} positions a move`
      return [
        [`${called}, won against chance`, { value: chance.won, unit: '%', note }],
        [`${called}, won against plain Monte Carlo tree search`, { value: uct.won, unit: '%', note }],
      ] as const
    })
    const pictures = learned.flatMap(({ name, called, settings, curves, uct }) => [
      [
        `strength-${name}`,
        picture(
          `Games won on ${called}, by rounds of learning`,
          chart(
            [
              { name: 'against chance', points: curves.chance },
              { name: 'against plain search', points: curves.uct },
            ],
            { x: 'round', y: 'games won in %', range: [0, 100] },
          ),
        ),
      ],
      [
        `game-${name}`,
        picture(`A game on ${called} against plain search; black is ${area(uct.game) - settings.komi} ahead`, side(drawGame(uct.game), 4)),
      ],
    ])
    const cuts = learned.flatMap(({ name, iterations, settings }) =>
      iterations < settings.iterations ? `${name} after round ${iterations} of ${settings.iterations}` : [],
    )
    return {
      findings: Object.fromEntries(findings),
      pictures: Object.fromEntries(pictures),
      ...(cuts.length > 0 && { cut: cuts.join('; ') }),
    }
  },
}
