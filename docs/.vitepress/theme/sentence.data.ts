import { readFileSync } from 'node:fs'

/** A stack that does not fit, with the compiler's sentence, as the README shows it and the tests compile it. */
export interface Mistake {
  readonly before: string
  readonly wrong: string
  readonly after: string
  readonly sentence: string
}

declare const data: Mistake

export { data }

export default {
  watch: ['../../../README.md'],
  load: (): Mistake => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    const [, code, spaces, waves, sentence] = /```ts\n(sequential\([^\n]*)\n\/\/( +)(~+)\n\/\/ ([^\n]*)\n```/.exec(readme) ?? []
    if (!code || !spaces || !waves || !sentence)
      throw new Error('docs/.vitepress/theme/sentence.data.ts: the README has no stack that does not fit')
    const start = 2 + spaces.length
    const end = start + waves.length
    return { before: code.slice(0, start), wrong: code.slice(start, end), after: code.slice(end), sentence }
  },
}
