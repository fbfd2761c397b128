import { expect, it } from 'vitest'
import { example } from '../../examples/line/example.js'
import { found, quick } from './quick.js'

it('fits the line y = 0.1 x + 0.3, and prints it', async () => {
  const lines: string[] = []
  const outcome = await quick(example, { log: (line) => lines.push(line) })
  expect(found(outcome, 'slope')).toBeCloseTo(0.1, 4)
  expect(found(outcome, 'offset')).toBeCloseTo(0.3, 4)
  expect(lines).toHaveLength(11)
  expect(lines.at(-1)).toBe('step 200: y = 0.1000 x + 0.3000')
})
