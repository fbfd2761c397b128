import { describe, expect, it } from 'vitest'
import { diagnose, versions } from '../support/typescript.js'
import { blocks, guides, imports, moduleOf, promised } from './blocks.js'

/* The code of the pages that users read, and of some docstrings, compiles, and says what the pages say it says. */

const files = Object.fromEntries(blocks.map((_, i) => [`block${i}.ts`, moduleOf(i)]))

/** Where the mark is: in the line above it. */
const marked = (code: string): { readonly line: number; readonly column: number } => {
  const lines = code.split('\n')
  const line = lines.findIndex((text) => /^\/\/ +~+$/.test(text))
  return { line, column: (lines[line]?.indexOf('~') ?? 0) + 1 }
}

it('there are pages, and promises in them', () => {
  expect(guides.length).toBeGreaterThan(0)
  expect(blocks.filter(({ code }) => promised(code)).length).toBeGreaterThan(5)
})

describe.each(versions)('under TypeScript %s', async (compiler) => {
  const found = await diagnose(compiler, files)
  it.each(blocks.map(({ page, code }, i) => [page, code.split('\n')[0], code, i] as const))('%s: %s', (_, __, code, i) => {
    const said = found.filter(({ file }) => file === `block${i}.ts`)
    const sentence = promised(code)
    expect(said.map(({ message }) => message)).toEqual(sentence ? [expect.stringContaining(`"${sentence}"`)] : [])
    if (!sentence) return
    const before = (imports[i]?.split('\n').length ?? 1) - 1
    expect(said.map(({ line, column }) => ({ line: line - before, column }))).toEqual([marked(code)])
  })
})
