/* The blocks of TypeScript on the pages that users read, each as a module that compiles. test/docs/pages.test.ts joins them in the same way. */

import { readdirSync, readFileSync } from 'node:fs'

/**
 * @typedef {object} Exporting What a module exports.
 * @property {string} module
 * @property {readonly string[]} values
 * @property {readonly string[]} types
 */

/**
 * @typedef {object} Block
 * @property {string} page the path of its page in the repository
 * @property {string} code as it stands there
 * @property {string} name of its file, without an ending
 * @property {string} before imports that it leaves out
 */

/** Where the types of what is shipped are, by what users import. @type {(root: URL) => Record<string, string>} */
export const declarationsOf = (root) =>
  Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).exports).flatMap(([path, { types }]) =>
      types ? [[path.replace('.', 'typegrad'), types]] : [],
    ),
  )

/** @param {URL} root */
export const pagesOf = (root) => [
  'README.md',
  'docs/adding-a-layer.md',
  ...readdirSync(new URL('docs/guide/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/guide/${name}`),
]

/** @type {(root: URL, page: string) => string[]} */
export const codesOf = (root, page) =>
  [...readFileSync(new URL(page, root), 'utf8').matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => groups?.code ?? '')

/** Imports of what the code names and does not import by itself: from the first module that has it. @type {(code: string, modules: readonly Exporting[]) => string} */
const importsFor = (code, modules) => {
  const imported = [...code.matchAll(/import (?:type )?\{(?<list>[^}]*)\}/g)].map(({ groups }) => groups?.list ?? '').join()
  const given = new Set(imported.match(/\w+/g))
  const named = new Set(code.match(/\w+/g))
  const declared = new Set(
    [...code.matchAll(/\b(?:const|function|class|interface|type) (?:(\w+)|\{([^}]*)\})/g)].flatMap(([, name, parts = '']) => [
      name,
      ...(parts.match(/\w+/g) ?? []),
    ]),
  )
  /** @param {string} name */
  const taken = (name) => {
    if (given.has(name) || declared.has(name) || !named.has(name)) return false
    given.add(name)
    return true
  }
  return modules
    .map(({ module, values, types }) => {
      const names = [...values.filter(taken), ...types.filter(taken).map((name) => `type ${name}`)]
      return names.length > 0 ? `import { ${names.join(', ')} } from '${module}'\n` : ''
    })
    .join('')
}

/**
 * The blocks of a page. A block is a module of its own; it may leave out imports, of the library and of what blocks above it on the page export.
 * @type {(page: string, codes: readonly string[], library: readonly Exporting[]) => Block[]}
 */
export const modulesOf = (page, codes, library) => {
  const names = codes.map((_, i) => `${page.replaceAll(/\W/g, '-')}-${i}`)
  const exported = codes.map((code, i) => ({
    module: `./${names[i]}.js`,
    values: [...code.matchAll(/^export const (\w+)/gm)].map(([, name = '']) => name),
    types: [],
  }))
  return codes.map((code, i) => ({
    page,
    code,
    name: names[i] ?? '',
    before: importsFor(code, [...library, ...exported.slice(0, i)]),
  }))
}

/** Whether a block shows what the compiler has against it. @param {string} code */
export const isMistaken = (code) => /~\n\/\/ ./.test(code)
