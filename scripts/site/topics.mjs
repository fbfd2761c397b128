/*
 * The topics that everything public is filed under: a TypeDoc plugin. Each export names its own, as the `@category` of its comment; it stops where one has none.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Comment, CommentTag, Converter, ReflectionKind, RendererEvent } from 'typedoc'

/** Topics in the order in which they are shown. */
const topics = [
  'Tensors',
  'Shape and place',
  'Arithmetic and functions',
  'Sums and statistics',
  'Products and linear algebra',
  'Convolutions and signals',
  'Random numbers',
  'Transforms and control flow',
  'Devices and debugging',
  'Errors',
  'Types',
  'Layers',
  'Models',
  'Initializers',
  'Losses',
  'Metrics',
  'Optimizers',
  'Schedules',
  'Training',
  'Data',
  'Saving and loading',
  'Other engines',
  'Node',
]

/** The topic that something names, itself or where it is called. @type {(one: import('typedoc').DeclarationReflection) => string | undefined} */
export const topicOf = (one) =>
  [one, ...(one.signatures ?? [])]
    .map(({ comment }) => Comment.combineDisplayParts(comment?.getTag('@category')?.content).trim())
    .find((topic) => topic !== '')

/** @typedef {{ text: string, link: string, says: string }} Link */

/** What there is to every topic, in every module: links, in the order of topics. @type {(project: import('typedoc').ProjectReflection, app: import('typedoc').Application) => Record<string, Link[]>} */
const linksOf = (project, app) => {
  /** @type {Record<string, Link[]>} */
  const found = Object.fromEntries(topics.map((topic) => [topic, []]))
  for (const module of project.children ?? [])
    for (const child of module.children ?? []) {
      const comments = [child, ...(child.signatures ?? [])].flatMap(({ comment }) => comment ?? [])
      const comment = comments.find(({ summary }) => summary.length > 0) ?? comments[0]
      const topic = topicOf(child)
      const link = app.renderer.router?.hasUrl(child) && app.renderer.router.getFullUrl(child)
      if (!topic || !link) continue
      const says =
        Comment.combineDisplayParts(comment?.summary)
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
    const astray = []
    for (const module of project.children ?? [])
      for (const child of module.children ?? []) {
        if (child.kindOf(ReflectionKind.Reference)) continue
        const topic = topicOf(child)
        if (!topic || !topics.includes(topic)) {
          astray.push(`${child.name} of ${child.sources?.[0]?.fileName ?? 'nowhere'} (${topic ?? 'none'})`)
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
    if (astray.length > 0) app.logger.error(`no @category of those in scripts/site/topics.mjs: ${astray.join(', ')}`)
  })
  app.renderer.on(RendererEvent.END, ({ outputDirectory, project }) => {
    writeFileSync(join(outputDirectory, 'index.md'), indexOf(linksOf(project, app)))
    writeFileSync(join(outputDirectory, 'sidebar.json'), JSON.stringify(linksOf(project, app)))
  })
}
