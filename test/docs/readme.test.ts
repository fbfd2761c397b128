import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { diagnose, versions } from '../support/typescript.js'

const blocks = [...(await readFile(new URL('../../README.md', import.meta.url), 'utf8')).matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(
  ({ groups }) => groups?.code ?? '',
)

const onlyIn = (names: object, others: object) => Object.keys(names).filter((name) => !(name in others))
const imports = `import { ${onlyIn(core, dsl).join(', ')} } from 'typegrad'\nimport { ${Object.keys(dsl).join(', ')} } from 'typegrad/dsl'\n`

/** A block as a module of its own; one that imports nothing is given everything. */
const files = Object.fromEntries(
  blocks.map((code, i) => [`block${i}.ts`, `${code.includes('import ') ? code : imports + code}\nexport {}\n`]),
)

/** What a block says that the compiler says, in a comment under the mark. */
const promised = (code: string): string | undefined => /~\n\/\/ (?<sentence>.*)/.exec(code)?.groups?.sentence

describe.each(versions)('the README under TypeScript %s', (compiler) => {
  it('has code that compiles, except where it says what the compiler says', async () => {
    expect(blocks.length).toBe(3)
    const found = await diagnose(compiler, files)
    blocks.forEach((code, i) => {
      const messages = found.filter(({ file }) => file === `block${i}.ts`).map(({ message }) => message)
      const sentence = promised(code)
      expect(messages).toEqual(sentence ? [expect.stringContaining(`"${sentence}"`)] : [])
    })
  })
})
