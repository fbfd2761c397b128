/*
 * Shapes that go in and come out, on the page of a function or layer: a TypeDoc plugin that shows some of the uses that tests check.
 */

import { PageEvent, ReflectionKind, RendererEvent } from 'typedoc'
import { runnerImport } from 'vite'

/** @param {import('typedoc').Application} app */
export const load = async (app) => {
  // `using` is not what this Node reads.
  const { module } = await /** @type {typeof runnerImport<typeof import('../../test/shape/shown.js')>} */ (runnerImport)(
    './test/shape/shown.ts',
    { configFile: false, logLevel: 'error', oxc: { target: 'es2022' } },
  )
  const uses = module.shownUses()
  let pages = 0
  app.renderer.on(PageEvent.END, (page) => {
    const { model, contents } = page
    if (!contents || !('kindOf' in model) || !model.kindOf([ReflectionKind.Function, ReflectionKind.Variable])) return
    const rows = uses.get(/** @type {import('../../test/shape/shown/call.js').Place} */ (`${model.parent?.name} ${model.name}`))
    if (!rows) return
    pages++
    const ofLayer = rows.some((row) => /^\w+(\(.*\))?: /.test(row))
    const note = ofLayer ? 'Of one example: a batch has one more dimension in front.\n\n' : ''
    page.contents = `${contents}\n## Shapes\n\n${note}\`\`\`text\n${rows.join('\n')}\n\`\`\`\n`
  })
  app.renderer.on(RendererEvent.END, () => app.logger.info(`${pages} pages show shapes`))
}
