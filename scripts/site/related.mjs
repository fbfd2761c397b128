/*
 * What stands beside something public: a TypeDoc plugin that ends a page with what is written in the same file, links the errors that a page names, and lists on the page of `Tensor` what can be done with one.
 */

import { Converter, PageEvent, ReflectionKind } from 'typedoc'
import { topicOf } from './topics.mjs'

/** Topics whose functions take tensors and give tensors. */
const operations = [
  'Tensors',
  'Shape and place',
  'Arithmetic and functions',
  'Sums and statistics',
  'Products and linear algebra',
  'Convolutions and signals',
]

const most = 12
const values = [ReflectionKind.Function, ReflectionKind.Variable, ReflectionKind.Class]

/** @typedef {import('typedoc').DeclarationReflection} Declaration */

/** @param {import('typedoc').Application} app */
export const load = (app) => {
  /** The file in which each is written. @type {Map<number, string>} */
  const files = new Map()
  /** @type {Declaration[]} */
  let all = []
  // Before topics.mjs forgets where things are written.
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    ({ project }) => {
      all = (project.children ?? []).flatMap(({ children = [] }) => children).filter((one) => !one.kindOf(ReflectionKind.Reference))
      for (const one of all) {
        const file = one.sources?.[0]?.fullFileName
        if (file) files.set(one.id, file)
      }
    },
    200,
  )
  app.renderer.on(PageEvent.END, (page) => {
    const { model, contents, url } = page
    if (!contents || !('id' in model)) return
    const { router } = app.renderer
    if (!router) return
    /** @param {Declaration} one */
    const linkOf = (one) => `[\`${one.name}\`](${router.relativeUrl(/** @type {any} */ (model), one).replace(/\.md$/, '')})`
    const sentences = contents.replace(/^## Throws\n\n[\s\S]*?(?=\n## |\n*$(?![\s\S]))/gm, (part) =>
      part.replace(/\b[A-Z][A-Za-z]+\b/g, (name) => {
        const error = all.find((one) => one.name === name && one.kindOf(ReflectionKind.Class))
        return error ? linkOf(error) : name
      }),
    )
    const file = files.get(model.id)
    const beside = all
      .filter((one) => one.id !== model.id && file !== undefined && files.get(one.id) === file && one.kindOf(values))
      .slice(0, most)
    const related = beside.length > 0 ? `\n## Related\n\n${beside.map(linkOf).join(', ')}\n` : ''
    const listed =
      model.name === 'Tensor' && url.includes('typegrad.Tensor')
        ? `\n## Operations\n\n${operations
            .map((topic) => {
              const ofTopic = all.filter(
                (one) => topicOf(files.get(one.id)) === topic && one.kindOf([ReflectionKind.Function, ReflectionKind.Variable]),
              )
              return `**${topic}**: ${ofTopic
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(linkOf)
                .join(', ')}\n`
            })
            .join('\n')}`
        : ''
    // What is folded stays last.
    const at = sentences.lastIndexOf('\n<details>\n<summary>The exact type')
    page.contents =
      at > sentences.lastIndexOf('\n## ') ? `${sentences.slice(0, at)}${related}${sentences.slice(at)}` : `${sentences}${listed}${related}`
  })
}
