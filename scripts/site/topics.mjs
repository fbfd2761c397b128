/*
 * The topic that everything public is filed under, by where it is written. A TypeDoc plugin: it gives each export its `@category`, and stops where one has none.
 */

import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Comment, CommentTag, Converter, ReflectionKind, RendererEvent } from 'typedoc'

/** Topics in the order in which they are shown, with the files of each; the first that fits is taken. */
export const topics = /** @type {const} */ ([
  ['Tensors', /^src\/(ops\/(create|tensor|copy|astype|meshgrid|triangle|diagonal)|tensor|shape\/(dim|shape|dtype|tensor-type))/],
  [
    'Shape and place',
    /^src\/ops\/(reshape|transpose|concat|stack|split|slice|at\.|along-axis|flip|roll|repeat|tile|pad|gather|scatter|boolean-mask|nonzero|unique|flat|chosen|einops|gather-nd|last-in-order|boolean)/,
  ],
  [
    'Arithmetic and functions',
    /^src\/ops\/(arithmetic|where|elementwise|unary|trigonometric|special|bitwise|compare|logic|nan-to-num|activations|softmax|stop-gradient)/,
  ],
  ['Sums and statistics', /^src\/ops\/(reduce|statistics|cumulative|arg|sort|quantile|histogram|bincount|search-sorted)/],
  ['Products and linear algebra', /^src\/(ops\/(matmul|einsum|contract|cross|kron)|linalg)/],
  ['Convolutions and signals', /^src\/ops\/(conv|pool|adaptive-pool|interpolate|grid-sample|fft|fourier|attention|attend)/],
  ['Random numbers', /^src\/random/],
  ['Transforms and control flow', /^src\/(transforms|runtime\/jit|program)/],
  ['Devices and debugging', /^src\/(runtime|backends|compile)/],
  ['Errors', /^src\/errors/],
  ['Types', /^src\/(shape|ops|primitives|kernel)/],
  ['Layers', /^dsl\/(layers|attention|recurrent)/],
  ['Models', /^dsl\/(model|layer|combinators|parameters|drawing|decoding|count|one-or-many|spatial)/],
  ['Initializers', /^dsl\/initializers/],
  ['Losses', /^dsl\/losses/],
  ['Metrics', /^dsl\/metrics/],
  ['Optimizers', /^dsl\/optimizers/],
  ['Schedules', /^dsl\/schedules/],
  ['Training', /^dsl\/(train|callbacks|precision)/],
  ['Data', /^(dsl\/(data|csv|images|augment|text)|node\/(fashion-mnist|mnist|decode-image|data))/],
  ['Saving and loading', /^(dsl\/weights|node\/(weights|training|from-disk))/],
  ['Node', /^node\//],
])

/** The topic of a file. @param {string | undefined} path whole */
export const topicOf = (path) => path && topics.find(([, files]) => files.test(relative(process.cwd(), path)))?.[0]

/** @typedef {{ text: string, link: string, says: string }} Link */

/** What there is to every topic, in every module: links, in the order of topics. @type {(project: import('typedoc').ProjectReflection, app: import('typedoc').Application) => Record<string, Link[]>} */
const linksOf = (project, app) => {
  /** @type {Record<string, Link[]>} */
  const found = Object.fromEntries(topics.map(([topic]) => [topic, []]))
  for (const module of project.children ?? [])
    for (const child of module.children ?? []) {
      const comments = [child, ...(child.signatures ?? [])].flatMap(({ comment }) => comment ?? [])
      const comment = comments.find(({ summary }) => summary.length > 0) ?? comments[0]
      const topic = comment?.getTag('@category')?.content[0]?.text
      const link = app.renderer.router?.hasUrl(child) && app.renderer.router.getFullUrl(child)
      if (!topic || !link) continue
      const says =
        Comment.combineDisplayParts(comment.summary)
          .split(/(?<=[.:])\s/)[0]
          ?.replace(/\s+/g, ' ') ?? ''
      found[topic]?.push({ text: child.name, link: `/api/${link.replace(/\.md$/, '')}`, says })
    }
  for (const links of Object.values(found)) links.sort((a, b) => a.text.localeCompare(b.text))
  return found
}

/** @param {Record<string, Link[]>} found */
const indexOf = (found) =>
  [
    '# API',
    '',
    'Everything public, by topic. Tensors, operations and transforms come from `typegrad`; layers, models, losses and training from `typegrad/dsl`; what only Node has from `typegrad/node`.',
    '',
    ...Object.entries(found).flatMap(([topic, links]) =>
      links.length === 0
        ? []
        : [`## ${topic}`, '', ...links.map(({ text, link, says }) => `- [\`${text}\`](${link.replace('/api/', './')}) ${says}`), ''],
    ),
  ].join('\n')

/** @param {import('typedoc').Application} app */
export const load = (app) => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    /** @type {string[]} */
    const without = []
    for (const module of project.children ?? [])
      for (const child of module.children ?? []) {
        if (child.kindOf(ReflectionKind.Reference)) continue
        const file = child.sources?.[0]?.fullFileName
        const topic = topicOf(file)
        if (!topic) {
          without.push(`${child.name} of ${file ?? 'nowhere'}`)
          continue
        }
        for (const one of [child, ...(child.signatures ?? [])]) {
          one.comment ??= new Comment()
          one.comment.removeTags('@category')
          one.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: topic }]))
        }
      }
    // Where it is written says nothing to readers.
    for (const one of Object.values(project.reflections)) if (one.isDeclaration() || one.isSignature()) delete one.sources
    if (without.length > 0) app.logger.error(`no topic, in scripts/site/topics.mjs, for ${without.join(', ')}`)
  })
  app.renderer.on(RendererEvent.END, ({ outputDirectory, project }) => {
    writeFileSync(join(outputDirectory, 'index.md'), indexOf(linksOf(project, app)))
    writeFileSync(join(outputDirectory, 'sidebar.json'), JSON.stringify(linksOf(project, app)))
  })
}
