/*
 * What stands beside something public: a TypeDoc plugin that sets the formula of a page under its signature, ends it with what is written in the same file, links the errors that a page names, and lists on the page of `Tensor` what can be done with one.
 */

import katex from 'katex'
import { Converter, PageEvent, ReflectionKind } from 'typedoc'
import { formulas } from './formulas.mjs'
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

/** Several of them, one a line, their equals signs below each other. @param {string} tex */
const inLines = (tex) => {
  const lines = tex.split(/,\\quad\s*/)
  return lines.length === 1 ? tex : `\\begin{aligned} ${lines.map((line) => line.replace('=', '&=')).join(' \\\\ ')} \\end{aligned}`
}

/** A formula as MathML, which browsers set by themselves. @param {string} tex */
const mathOf = (tex) =>
  `<div class="formula" tabindex="0" v-pre>${katex.renderToString(inLines(tex), { output: 'mathml', displayMode: true, strict: 'error' })}</div>`

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
      const unknown = Object.keys(formulas).filter((name) => !all.some((one) => one.name === name && one.kindOf(values)))
      if (unknown.length > 0) app.logger.error(`scripts/site/formulas.mjs: there is no ${unknown.join(', ')}`)
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
    const tex = 'kindOf' in model && model.kindOf(values) ? formulas[model.name] : undefined
    const withFormula = tex ? sentences.replace(/^```ts\n[\s\S]*?^```\n/m, (signature) => `${signature}\n${mathOf(tex)}\n`) : sentences
    const file = files.get(model.id)
    const beside = all
      .filter((one) => one.id !== model.id && file !== undefined && files.get(one.id) === file && one.kindOf(values))
      .slice(0, most)
    const related = beside.length > 0 ? `\n## Related\n\n${beside.map(linkOf).join(', ')}\n` : ''
    const listed =
      model.name === 'Tensor' && url.includes('typegrad.Tensor')
        ? `\n## Operations\n\n${operations
            .map((topic) => {
              const ofTopic = all.filter((one) => topicOf(one) === topic && one.kindOf([ReflectionKind.Function, ReflectionKind.Variable]))
              return `**${topic}**: ${ofTopic
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(linkOf)
                .join(', ')}\n`
            })
            .join('\n')}`
        : ''
    page.contents = `${withFormula}${listed}${related}`
  })
}
