/*
 * Types of the names in the code of the guide: what stands in the pages of the site, and the texts that popups load.
 *
 * docs/.vitepress/cache/hovers.json holds the names' places, by page and block; docs/.vitepress/cache/hovers/PAGE.json a page's texts, which names refer to by
 * number and docs/.vitepress/theme/hovers.ts shows. What is made of the same code and the same declarations is not made again.
 */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { codesOf, declarationsOf, modulesOf, pagesOf } from './blocks.mjs'

/** @typedef {readonly [from: number, to: number, text: number]} Mark */
/** @typedef {import('vitepress').MarkdownOptions} Options */
/** @typedef {{ readonly key: string, readonly blocks: { readonly code: string, readonly marks: readonly Mark[] }[] }} PageOfMarks */

/** @param {string} page */
const slugOf = (page) =>
  page
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replaceAll('/', '-')

const made = ['blocks', 'hovers', 'quick-info'].map((name) => `scripts/site/${name}.mjs`)

/** @type {(...texts: readonly (string | Buffer)[]) => string} */
const hashOf = (...texts) => texts.reduce((hash, text) => hash.update(text), createHash('sha256')).digest('hex')

/** Of all that answers depend on, but for the pages. @param {URL} root */
const basisOf = (root) =>
  hashOf(
    ...[...made, ...Object.values(declarationsOf(root)), 'tsconfig.json', 'package-lock.json'].map((path) =>
      readFileSync(new URL(path, root)),
    ),
  )

/** What is known of every page, asked anew where it is out of date. @type {(root: URL) => Promise<Record<string, PageOfMarks>>} */
const marksOf = async (root) => {
  const cache = new URL('docs/.vitepress/cache/', root)
  const [marksFile, texts] = [new URL('hovers.json', cache), new URL('hovers/', cache)]
  /** @type {Record<string, PageOfMarks>} */
  const known = existsSync(marksFile) ? JSON.parse(readFileSync(marksFile, 'utf8')) : {}
  const basis = basisOf(root)
  const pages = pagesOf(root).map((page) => {
    const codes = codesOf(root, page)
    return { page, slug: slugOf(page), codes, key: hashOf(basis, JSON.stringify(codes)) }
  })
  /** @param {string} slug */
  const textsFile = (slug) => new URL(`${slug}.json`, texts)
  const asked = pages.filter(({ slug, key }) => known[slug]?.key !== key || !existsSync(textsFile(slug)))
  const { quickInfos } = asked.length > 0 ? await import('./quick-info.mjs') : { quickInfos: undefined }
  const found = quickInfos?.(root, (library) => asked.flatMap(({ page, codes }) => modulesOf(page, codes, library))) ?? []
  mkdirSync(texts, { recursive: true })
  for (const { page, slug, key } of asked) {
    /** @type {Map<string, number>} */
    const numbers = new Map()
    /** @param {import('./quick-info.mjs').Info} info */
    const numberOf = ({ type, doc }) => {
      const text = JSON.stringify(doc ? [type, doc] : [type])
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    }
    const blocks = found
      .filter(({ block }) => block.page === page)
      .map(({ block, infos }) => ({
        code: block.code,
        marks: infos.map((info) => /** @type {const} */ ([info.from, info.to, numberOf(info)])),
      }))
    known[slug] = { key, blocks }
    writeFileSync(textsFile(slug), `[${[...numbers.keys()].join(',\n')}]\n`)
  }
  if (asked.length > 0) writeFileSync(marksFile, JSON.stringify(known))
  return known
}

/** Pages of the site on which code of another page stands. @type {Readonly<Record<string, string>>} */
const included = { index: 'README' }

/** A number in letters: digits after the language of a block are lines that VitePress marks. @param {number} number */
const lettersOf = (number) => String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))

/**
 * For Markdown, which knows the page, and for Shiki, which knows the code.
 * @type {(root: URL) => Promise<{ markdown: NonNullable<Options['config']>, transformer: NonNullable<Options['codeTransformers']>[number] }>}
 */
export const hovers = async (root) => {
  const all = Object.entries(await marksOf(root)).flatMap(([slug, { blocks }]) => blocks.map((block) => ({ slug, ...block })))
  const named = new Map(all.map((block, i) => [lettersOf(i), block]))
  /** @param {{ meta?: { __raw?: string } }} options */
  const blockOf = ({ meta }) => named.get(/\bhovers=(\w+)/.exec(meta?.__raw ?? '')?.[1] ?? '')
  return {
    // Writes after the language of a block which one it is.
    markdown: (md) => {
      md.core.ruler.push('hovers', ({ tokens, env }) => {
        const slug = slugOf(env.relativePath ?? '')
        const from = included[slug] ?? slug
        for (const token of tokens) {
          if (token.type !== 'fence' || token.info.trim() !== 'ts') continue
          const i = all.findIndex((block) => block.slug === from && block.code === token.content)
          if (i >= 0) token.info = `ts hovers=${lettersOf(i)}`
        }
      })
    },
    transformer: {
      name: 'hovers',
      preprocess(code, options) {
        const marks = blockOf(options)?.marks ?? []
        options.decorations = marks
          .filter(([, to]) => to <= code.length)
          .map(([start, end, text]) => ({ start, end, properties: { 'data-t': String(text) } }))
      },
      pre(node) {
        const block = blockOf(this.options)
        if (block) node.properties['data-hovers'] = block.slug
      },
    },
  }
}
