import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import * as dsl from '../../dsl/index.js'
import { shownUses } from './shown.js'
import { operations } from './uses.js'

const uses = shownUses()

describe('uses that the pages of the API show', () => {
  test('there are some of every operation that has a rule', () => {
    const names = Object.values(operations).flatMap((operation) => operation.names)
    expect(names.filter((name) => !uses.has(`typegrad ${name}`))).toEqual([])
  })

  test('there are some of every layer and loss', async () => {
    const face = await readFile(new URL('../../dsl/index.ts', import.meta.url), 'utf8')
    const lists = [...face.matchAll(/^export \{([^}]*)\} from '.\/(?:layers|losses|attention|recurrent)\//gm)]
    const names = lists.flatMap(([, list = '']) => [...list.matchAll(/(?<!type )\b[a-z]\w*(?=[, ])/g)].map(([name]) => name))
    const values = names.filter((name) => name in dsl)
    expect(values.length).toBeGreaterThan(80)
    // Cells are no layers, and `activation` makes them of functions.
    expect(values.filter((name) => !uses.has(`typegrad/dsl ${name}`)).sort()).toEqual(['activation', 'gruCell', 'lstmCell', 'rnnCell'])
  })

  test('each begins with its name and ends in shapes, and no two are the same', () => {
    for (const [place, rows] of uses) {
      const name = place.split(' ')[1] ?? ''
      expect(new Set(rows).size).toBe(rows.length)
      expect(rows.length).toBeLessThanOrEqual(4)
      for (const row of rows) expect(row).toMatch(new RegExp(`^${name}(\\(.*\\))?(:.*)? -> .*\\[.*\\].*( \\})?$`))
    }
  })

  test('are the same every time', () => {
    expect(shownUses()).toEqual(uses)
  })

  test('sizes have the names that programs give them', () => {
    expect(uses.get('typegrad conv')).toContain('conv([N, 28, 28, 3], [5, 5, 3, 32]) -> [N, 24, 24, 32]')
    expect(uses.get('typegrad/dsl transformerDecoderBlock')).toEqual([
      'transformerDecoderBlock({ heads: 4, hidden: 256 }): [20, 64], [100, 32] -> [20, 64]',
    ])
  })
})
