import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'
import llms from 'vitepress-plugin-llms'
import { hovers } from '../../scripts/site/hovers.mjs'
import { drawPlots } from '../../scripts/site/plots.mjs'
import { synonyms } from './synonyms.mjs'

const docs = new URL('../', import.meta.url)

/** @param {string} path */
const text = (path) => readFileSync(new URL(path, docs), 'utf8')

/** The title of a page: its first heading. @param {string} path */
const titleOf = (path) => /^# (.+)$/m.exec(text(path))?.[1]?.replaceAll('`', '') ?? path

/** Links to the pages of a folder, by their titles. @param {string} folder */
const pagesOf = (folder) =>
  readdirSync(new URL(folder, docs))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => ({ text: titleOf(`${folder}/${name}`), link: `/${folder}/${name.slice(0, -3)}` }))
    .sort((a, b) => a.text.localeCompare(b.text))

/** The guide, in the order in which it is read. */
const guide = [
  'start',
  'tensors',
  'shapes',
  'models',
  'your-own-layer',
  'training',
  'attention',
  'transforms',
  'backpropagation',
  'control-flow',
  'random',
  'data',
  'weights',
  'memory',
  'devices',
  'debugging',
  'browser',
  'interchange',
  'performance',
  'kernels',
  'coming-from',
]

const api = new URL('api/sidebar.json', docs)

/** @type {Record<string, { text: string, link: string }[]>} What there is to every topic of the API; nothing before its pages are made. */
const topics = existsSync(api) ? JSON.parse(readFileSync(api, 'utf8')) : {}
const ofTopics = Object.entries(topics).filter(([, links]) => links.length > 0)

/** Beside a page of the API: what else there is to its topic, and the other topics. */
const apiSidebar = Object.fromEntries(
  ofTopics.map(([topic, links]) => [
    `/api/${topic.replaceAll(' ', '_')}/`,
    [
      { text: topic, items: links.map(({ text, link }) => ({ text, link })) },
      {
        text: 'All topics',
        items: ofTopics.map(([other]) => ({ text: other, link: `/api/#${other.toLowerCase().replaceAll(' ', '-')}` })),
      },
    ],
  ]),
)

/** Without links to places within a page. @param {any} sidebar */
const pagesAlone = (sidebar) =>
  Object.fromEntries(
    Object.entries(sidebar).map(([path, groups]) => [
      path,
      groups.filter((/** @type {{ text: string }} */ { text }) => text !== 'All topics'),
    ]),
  )

/** A site that lies in a folder of its host begins with its path: `DOCS_BASE=/typegrad/ npm run docs`. */
const base = process.env.DOCS_BASE ?? '/'

if (ofTopics.length > 0) {
  const names = new Set(ofTopics.flatMap(([, links]) => links.map(({ text }) => text)))
  const unknown = Object.keys(synonyms).filter((name) => !names.has(name))
  if (unknown.length > 0) throw new Error(`docs/.vitepress/synonyms.mjs: there is no ${unknown.join(', ')}`)
}

const { markdown: markNames, transformer: nameTypes } = await hovers(new URL('../', docs))

export default defineConfig({
  title: 'typegrad',
  description: 'Deep learning in TypeScript: shapes in types, differentiation as a transform, fused WebGPU kernels.',
  base,
  srcExclude: ['api/**/_media/**'],
  rewrites: { 'gallery/README.md': 'gallery/index.md', 'bench/README.md': 'bench/index.md' },
  lastUpdated: false,
  // llms.txt lists the pages, and each is there as Markdown beside itself.
  vite: {
    plugins: [llms({ ignoreFiles: ['api/Other/**'], sidebar: pagesAlone })],
    build: { chunkSizeWarningLimit: 8000 }, // what search looks through is one file
  },
  metaChunk: true,
  router: { prefetchLinks: false }, // the first page is small, and the list of the API is not
  head: [
    ['link', { rel: 'icon', href: `${base}logo.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    codeTransformers: [nameTypes],
    config: (md) => {
      markNames(md)
      drawPlots(md, new URL('bench/', docs), ['bench/README.md', 'bench/index.md'])
      // A head of a table that says nothing is no head.
      md.core.ruler.push('empty-heads', ({ tokens }) => {
        tokens.forEach((token, i) => {
          if (token.type !== 'th_open' || tokens[i + 1]?.content) return
          token.tag = 'td'
          const close = tokens.slice(i).find(({ type }) => type === 'th_close')
          if (close) close.tag = 'td'
        })
      })
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/start', activeMatch: '/guide/' },
      { text: 'API', link: '/api/', activeMatch: '/api/' },
      { text: 'Playground', link: '/playground' },
      { text: 'Demos', link: '/demos' },
      { text: 'Gallery', link: '/gallery/', activeMatch: '/gallery/' },
      { text: 'Bench', link: '/bench/', activeMatch: '/bench/' },
      { text: 'Inside', link: '/flow', activeMatch: '/(flow|decisions|adding|accuracy)' },
    ],
    sidebar: {
      '/guide/': [
        { text: 'Guide', items: guide.map((name) => ({ text: titleOf(`guide/${name}.md`), link: `/guide/${name}` })) },
        { text: 'When something goes wrong', items: [{ text: 'Errors', link: '/errors' }] },
      ],
      ...apiSidebar,
      '/api/': [],
      '/gallery/': [{ text: 'Gallery', link: '/gallery/', items: pagesOf('gallery') }],
      '/demos': [],
      '/bench/': [
        {
          text: 'Bench',
          items: [
            { text: 'Beside the peers', link: '/bench/' },
            { text: 'Accuracy', link: '/accuracy' },
          ],
        },
      ],
      '/': [
        {
          text: 'Inside',
          items: [
            { text: titleOf('flow.md'), link: '/flow' },
            ...['adding-a-layer', 'adding-a-primitive', 'adding-a-backend', 'accuracy', 'errors'].map((name) => ({
              text: titleOf(`${name}.md`),
              link: `/${name}`,
            })),
            { text: 'Changelog', link: '/changelog' },
          ],
        },
        { text: 'Decisions', items: pagesOf('decisions') },
      ],
    },
    outline: [2, 3],
    logo: '/logo.svg',
    search: {
      provider: 'local',
      options: {
        detailedView: true,
        // `no_grad` is one word.
        miniSearch: { options: { tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u) } },
        // Names that others have for it are found with it, and are not shown.
        _render: (source, env, markdown) => {
          const [, name = ''] = /([A-Za-z0-9]+)(?:-\d+)?\.md$/.exec(env.relativePath) ?? []
          const others = env.relativePath.startsWith('api/') ? synonyms[name] : undefined
          return markdown.render(others ? source.replace(/^# .*$/m, (title) => `${title}\n\nElsewhere: ${others}\n`) : source, env)
        },
      },
    },
    externalLinkIcon: true,
  },
})
