/*
 * How a function is called, in plain sight. What is typed for shapes is a page of generics; a TypeDoc plugin puts `conv(x, kernel, options?)` first, and what it stands for at the end of the page, folded.
 */

import { Converter, PageEvent, ReflectionKind } from 'typedoc'

/** The shortest and the longest call are told apart by this many parameters at most. */
const mostShown = 2

/** @param {import('typescript').Signature} signature @param {string} name */
const callOf = ({ parameters }, name) => {
  const texts = parameters.map((parameter) => {
    /** @type {import('typescript').ParameterDeclaration | undefined} */
    const declared = /** @type {any} */ (parameter.valueDeclaration)
    const { name: own } = parameter
    if (declared?.dotDotDotToken) return `...${own}`
    return declared?.questionToken || declared?.initializer ? `${own}?` : own
  })
  return `${name}(${texts.join(', ')})`
}

/** @param {import('typedoc').Application} app */
export const load = (app) => {
  /** How what is on a page is called, by its name and module. @type {Map<number, readonly string[]>} */
  const calls = new Map()
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf([ReflectionKind.Variable, ReflectionKind.Function])) return
    const symbol = context.getSymbolFromReflection(reflection)
    if (!symbol) return
    const found = context.checker
      .getTypeOfSymbol(symbol)
      .getCallSignatures()
      .map((signature) => callOf(signature, reflection.name))
    const distinct = [...new Set(found)]
    if (distinct.length > 0)
      calls.set(reflection.id, distinct.length > mostShown ? [...distinct.slice(0, mostShown - 1), ...distinct.slice(-1)] : distinct)
  })
  app.renderer.on(PageEvent.END, (page) => {
    const { model, contents } = page
    const called = 'id' in model ? calls.get(model.id) : undefined
    if (!called || !contents) return
    const exact = /^```ts\n[\s\S]*?^```\n/m.exec(contents)
    if (!exact) return
    const isVariable = 'kindOf' in model && model.kindOf(ReflectionKind.Variable)
    const plain = `\`\`\`ts\n${called.join('\n')}\n\`\`\`\n`
    page.contents = isVariable
      ? `${contents.replace(exact[0], () => plain)}\n\n<details>\n<summary>The exact type</summary>\n\n${exact[0]}\n</details>\n`
      : contents.replace(exact[0], () => `${plain}\n<details>\n<summary>The exact type</summary>\n\n${exact[0]}\n</details>\n`)
  })
}
