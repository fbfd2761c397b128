import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { diagnose, versions } from '../support/typescript.js'

/* The code of the pages that users read compiles, and says what the pages say it says. */

const root = new URL('../../', import.meta.url)
const guides = (await readdir(new URL('docs/guide/', root))).filter((name) => name.endsWith('.md')).map((name) => `docs/guide/${name}`)

const names = { ...core, ...dsl }
const types = ['AnyTensor', 'Tensor', 'Tree'] as const

/** Imports of what the code names and does not import by itself: of both modules, from the one for models where a name is in both. */
const importsFor = (code: string): string => {
  const imported = [...code.matchAll(/import \{(?<list>[^}]*)\}/g)].map(({ groups }) => groups?.list ?? '').join()
  const declared = (name: string) => new RegExp(`\\b(?:const|function|class|interface|type) ${name}\\b`).test(code)
  const needed = (name: string) => new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`\\b${name}\\b`).test(imported) && !declared(name)
  const from = (module: object) => Object.keys(names).filter((name) => name in module && needed(name))
  const core_ = from(core).filter((name) => !(name in dsl))
  return `import { ${[...core_, ...types.filter((type) => !(type in core) && needed(type)).map((type) => `type ${type}`)].join(', ')} } from 'typegrad'
import { ${from(dsl).join(', ')} } from 'typegrad/dsl'
`
}

interface Block {
  readonly page: string
  readonly code: string
}

const blocksOf = async (page: string): Promise<readonly Block[]> =>
  [...(await readFile(new URL(page, root), 'utf8')).matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => ({
    page,
    code: groups?.code ?? '',
  }))

const blocks = (await Promise.all(['README.md', ...guides].map(blocksOf))).flat()

/** A block as a module of its own; it may leave out imports. */
const files = Object.fromEntries(blocks.map(({ code }, i) => [`block${i}.ts`, `${importsFor(code)}${code}\nexport {}\n`]))

/** What a block says that the compiler says, in a comment under the mark. */
const promised = (code: string): string | undefined => /~\n\/\/ (?<sentence>.*)/.exec(code)?.groups?.sentence

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
    const before = importsFor(code).split('\n').length - 1
    expect(said.map(({ line, column }) => ({ line: line - before, column }))).toEqual([marked(code)])
  })
})
