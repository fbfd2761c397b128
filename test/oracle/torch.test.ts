import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, root), 'utf8'))

const fixtures = ['torch', 'jax'].flatMap((by) =>
  readdirSync(new URL(`fixtures/${by}`, root)).map((file) => [`${by}/${file}`, file.replace(/\.json$/, '')] as const),
)

describe('the fixtures from PyTorch and JAX', () => {
  it('are at least 400', () => {
    const counts = fixtures.map(
      ([file]) => Object.keys(JSON.parse(readFileSync(new URL(`fixtures/${file}`, root), 'utf8')).cases ?? {}).length,
    )
    expect(counts.reduce((total, count) => total + count, 0)).toBeGreaterThanOrEqual(400)
  })

  // Those tests hold the cases against the fixtures, one by one.
  it.each(fixtures)('%s: some test reads it', (_, family) => {
    expect(tests.some((text) => text.includes(`'${family}'`) || text.includes(`${family}.json`))).toBe(true)
  })
})
