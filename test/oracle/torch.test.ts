import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fixturesOf } from './oracle.js'

const filesIn = (folder: string): string[] => readdirSync(new URL(folder, import.meta.url))

const families = filesIn('../fixtures/torch').map((file) => file.replace(/\.json$/, ''))

describe('the fixtures from PyTorch', () => {
  it('are at least 120', () => {
    const counts = families.map((family) => Object.keys(fixturesOf(family)).length)
    expect(counts.reduce((total, count) => total + count, 0)).toBeGreaterThanOrEqual(120)
  })

  // Each of these tests holds the cases of its family against the fixtures, one by one.
  it('are each in a family with a test', () => {
    const tests = filesIn('.').flatMap((file) => /^(?<family>.*)\.test\.ts$/.exec(file)?.groups?.family ?? [])
    expect(tests.filter((family) => family !== 'torch').sort()).toEqual(families.sort())
  })
})
