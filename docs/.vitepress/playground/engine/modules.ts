/* What the visitor's code imports: modules of its own making, since no other can be reached. */

import { init, parse } from 'es-module-lexer'

const urlOf = (code: string): string => URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))

/** A module with these exports, and its URL. */
const moduleOf = (name: string, exports: object): string => {
  const place = `typegrad playground: ${name}`
  Object.assign(globalThis, { [place]: exports })
  const names = Object.keys(exports).filter((one) => one !== 'default')
  return urlOf(
    `const $exports = globalThis[${JSON.stringify(place)}]\n${names.map((one) => `export const ${one} = $exports.${one}`).join('\n')}`,
  )
}

/** Runs a module, which may import these by their names, and nothing else. Done when all that it awaits at its top is. */
export const runModule = async (code: string, modules: Readonly<Record<string, object>>): Promise<void> => {
  await init
  const [imports] = parse(code)
  const urls: Record<string, string> = {}
  let rest = 0
  let linked = ''
  for (const { type, specifier: name, start, end } of imports) {
    if (type === 'import-meta') continue
    if (typeof name !== 'string' || !(name in modules))
      throw new Error(
        `import: there is no module ${name ?? code.slice(start, end)} here; the playground has ${Object.keys(modules).join(', ')}`,
      )
    urls[name] ??= moduleOf(name, modules[name] as object)
    linked += code.slice(rest, start) + (type === 'dynamic' ? JSON.stringify(urls[name]) : urls[name])
    rest = end
  }
  await import(/* @vite-ignore */ urlOf(`${linked}${code.slice(rest)}\n//# sourceURL=playground.ts`))
}
