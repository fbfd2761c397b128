import { readdir, readFile } from 'node:fs/promises'
import * as dsl from '../../dsl/index.js'
import * as node from '../../node/index.js'
import * as core from '../../src/index.js'
import * as interchange from '../../src/interchange/index.js'

/* The code of the pages that users read: blocks of TypeScript, each a module. */

export const root = new URL('../../', import.meta.url)
export const guides = (await readdir(new URL('docs/guide/', root)))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guide/${name}`)

/** The names of the types that a module exports. */
const typesOf = async (path: string): Promise<readonly string[]> =>
  [...(await readFile(new URL(path, root), 'utf8')).matchAll(/export (?<all>type )?\{(?<list>[^}]*)\}/g)].flatMap(({ groups }) =>
    [...(groups?.list ?? '').matchAll(groups?.all ? /(?<name>\w+)(?=\s*(?:,|$))/g : /type (?<name>\w+)/g)].map(([, name = '']) => name),
  )

export type Exporting = readonly [module: string, values: readonly string[], types: readonly string[]]

export const library: readonly Exporting[] = [
  ['typegrad/dsl', Object.keys(dsl), await typesOf('dsl/index.ts')],
  ['typegrad', Object.keys(core), await typesOf('src/index.ts')],
  ['typegrad/interchange', Object.keys(interchange), await typesOf('src/interchange/index.ts')],
  ['typegrad/node', Object.keys(node), await typesOf('node/index.ts')],
]

/** Imports of what the code names and does not import by itself: from the first module that has it, so from the one for models where a name is in both. */
export const importsFor = (code: string, modules: readonly Exporting[]): string => {
  const imported = [...code.matchAll(/import (?:type )?\{(?<list>[^}]*)\}/g)].map(({ groups }) => groups?.list ?? '').join()
  const given = new Set(imported.match(/\w+/g))
  const taken = (name: string): boolean => {
    const declared = new RegExp(`\\b(?:(?:const|function|class|interface|type) ${name}|const \\{[^}]*\\b${name})\\b`).test(code)
    if (given.has(name) || declared || !new RegExp(`\\b${name}\\b`).test(code)) return false
    given.add(name)
    return true
  }
  return modules
    .map(([module, values, types]) => [module, [...values.filter(taken), ...types.filter(taken).map((name) => `type ${name}`)]] as const)
    .map(([module, names]) => (names.length > 0 ? `import { ${names.join(', ')} } from '${module}'\n` : ''))
    .join('')
}

export interface Block {
  readonly page: string
  readonly code: string
}

const blocksOf = async (page: string): Promise<readonly Block[]> => {
  const text = await readFile(new URL(page, root), 'utf8')
  const lines = page.endsWith('.ts') ? text.replace(/^ *\* ?/gm, '') : text
  return [...lines.matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => ({ page, code: groups?.code ?? '' }))
}

const pages = ['README.md', 'docs/adding-a-layer.md', ...guides, 'dsl/layer.ts', 'dsl/combinators/frozen.ts']
export const blocks = (await Promise.all(pages.map(blocksOf))).flat()

/** A block is a module of its own; it may leave out imports, of the library and of what blocks above it on the page export. */
export const imports = blocks.map(({ page, code }, i) => {
  const above = blocks.flatMap((other, j): Exporting[] => {
    const values = [...other.code.matchAll(/^export const (?<name>\w+)/gm)].map(([, name = '']) => name)
    return other.page === page && j < i ? [[`./block${j}.js`, values, []]] : []
  })
  return importsFor(code, [...library, ...above])
})

/** A block as a module. (What is to stand in `dsl/` stands outside.) */
export const moduleOf = (i: number): string =>
  `${imports[i]}${(blocks[i]?.code ?? '').replace("'../../src/index.js'", "'typegrad'").replace("'../layer.js'", "'typegrad/dsl'")}\nexport {}\n`

/** What a block says that the compiler says, in a comment under the mark. */
export const promised = (code: string): string | undefined => /~\n\/\/ (?<sentence>.*)/.exec(code)?.groups?.sentence
