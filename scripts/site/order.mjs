/*
 * The order of a page of a function or value: a TypeDoc plugin, the last one. How it is called, what it does, its formula; then sections, what is read first first;
 * at the end, folded, its exact type.
 */

import { PageEvent, ReflectionKind } from 'typedoc'

/** Sections that have a place; others stand between the first and the last of them, as they come. */
const [first, last] = [
  ['Call Signature', 'Shapes', 'Example', 'Examples'],
  ['Throws', 'See', 'Related'],
]

/** @param {string} section */
const placeOf = (section) => {
  const title = /^## (.*)$/m.exec(section)?.[1] ?? ''
  if (first.includes(title)) return first.indexOf(title)
  return first.length + 1 + last.indexOf(title)
}

const folded = /\n<details>\n<summary>The exact type<\/summary>[\s\S]*?\n<\/details>\n/
const formula = /\n<div class="formula"[\s\S]*?<\/div>\n/

/** @param {import('typedoc').Application} app */
export const load = (app) => {
  app.renderer.on(
    PageEvent.END,
    (page) => {
      const { model, contents } = page
      if (!contents || !('kindOf' in model) || !model.kindOf([ReflectionKind.Function, ReflectionKind.Variable])) return
      const [exact = ''] = folded.exec(contents) ?? []
      const [tex = ''] = formula.exec(contents) ?? []
      const [head = '', ...sections] = contents
        .replace(exact, '')
        .replace(tex, '')
        .split(/^(?=## )/m)
      const parts = sections.sort((a, b) => placeOf(a) - placeOf(b)).map((section) => section.trim())
      page.contents = `${[head.trim(), tex.trim(), ...parts, exact.trim()].filter(Boolean).join('\n\n')}\n`
    },
    -100,
  )
}
