import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { diagnose, versions } from '../support/typescript.js'

/* The code of the pages that users read, and of some docstrings, compiles, and says what the pages say it says. */

const root = new URL('../../', import.meta.url)
const guides = (await readdir(new URL('docs/guide/', root))).filter((name) => name.endsWith('.md')).map((name) => `docs/guide/${name}`)

/** The names of the types that a module exports. */
const typesOf = async (path: string): Promise<readonly string[]> =>
  [...(await readFile(new URL(path, root), 'utf8')).matchAll(/export (?<all>type )?\{(?<list>[^}]*)\}/g)].flatMap(({ groups }) =>
    [...(groups?.list ?? '').matchAll(groups?.all ? /(?<name>\w+)(?=\s*(?:,|$))/g : /type (?<name>\w+)/g)].map(([, name = '']) => name),
  )

type Exporting = readonly [module: string, values: readonly string[], types: readonly string[]]

const library: readonly Exporting[] = [
  ['typegrad/dsl', Object.keys(dsl), await typesOf('dsl/index.ts')],
  ['typegrad', Object.keys(core), await typesOf('src/index.ts')],
]

/** Imports of what the code names and does not import by itself: from the first module that has it, so from the one for models where a name is in both. */
const importsFor = (code: string, modules: readonly Exporting[]): string => {
  const imported = [...code.matchAll(/import (?:type )?\{(?<list>[^}]*)\}/g)].map(({ groups }) => groups?.list ?? '').join()
  const given = new Set(imported.match(/\w+/g))
  const taken = (name: string): boolean => {
    const declared = new RegExp(`\\b(?:const|function|class|interface|type) ${name}\\b`).test(code)
    if (given.has(name) || declared || !new RegExp(`\\b${name}\\b`).test(code)) return false
    given.add(name)
    return true
  }
  return modules
    .map(([module, values, types]) => [module, [...values.filter(taken), ...types.filter(taken).map((name) => `type ${name}`)]] as const)
    .map(([module, names]) => (names.length > 0 ? `import { ${names.join(', ')} } from '${module}'\n` : ''))
    .join('')
}

interface Block {
  readonly page: string
  readonly code: string
}

const blocksOf = async (page: string): Promise<readonly Block[]> => {
  const text = await readFile(new URL(page, root), 'utf8')
  const lines = page.endsWith('.ts') ? text.replace(/^ *\* ?/gm, '') : text
  return [...lines.matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => ({ page, code: groups?.code ?? '' }))
}

const pages = ['README.md', 'docs/adding-a-layer.md', ...guides, 'dsl/layer.ts', 'dsl/combinators/frozen.ts']
const blocks = (await Promise.all(pages.map(blocksOf))).flat()

/** A block is a module of its own; it may leave out imports, of the library and of what blocks above it on the page export. */
const imports = blocks.map(({ page, code }, i) => {
  const above = blocks.flatMap((other, j): Exporting[] => {
    const values = [...other.code.matchAll(/^export const (?<name>\w+)/gm)].map(([, name = '']) => name)
    return other.page === page && j < i ? [[`./block${j}.js`, values, []]] : []
  })
  return importsFor(code, [...library, ...above])
})

/** (What is to stand in `dsl/` is compiled outside.) */
const files = Object.fromEntries(
  blocks.map(({ code }, i) => [
    `block${i}.ts`,
    `${imports[i]}${code.replace("'../../src/index.js'", "'typegrad'").replace("'../layer.js'", "'typegrad/dsl'")}\nexport {}\n`,
  ]),
)

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
    const before = (imports[i]?.split('\n').length ?? 1) - 1
    expect(said.map(({ line, column }) => ({ line: line - before, column }))).toEqual([marked(code)])
  })
})
