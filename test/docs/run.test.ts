import { describe, expect, it } from 'vitest'
import { TypegradError } from '../../src/index.js'
import { blocks, moduleOf, promised } from './blocks.js'
import { runningIn } from './running.js'

/* The code of the pages that users read runs, and throws where the page shows an error. */

const running = runningIn('pages')

/** Why a block is compiled and not run. */
const reasons: readonly (readonly [reason: string, of: (code: string) => boolean])[] = [
  ['it shows a mistake', (code) => promised(code) !== undefined],
  ['it is about types', (code) => /^(export )?declare /m.test(code)],
  ['it needs a page', (code) => /\b(document|window|navigator|self|onmessage|postMessage|Worker|location|indexedDb)\b/.test(code)],
  ['it trains, or takes real data', (code) => /\b(fit|trainStep|jointStep|batches|mnist|fashionMnist|evaluate|lrFind)\(/.test(code)],
  ['it reads a file that is made elsewhere', (code) => /\b(readFile|load|loadRun|fetch)\(/.test(code)],
  ['it asks for a GPU', (code) => /useDawn\(|backend: 'webgpu'/.test(code)],
]

/** The page shows what is thrown. */
const throws = (code: string): boolean => /debug\.(nanCheck|keyReuse)\(true\)/.test(code)

describe('the code of pages runs', () => {
  for (const [i, { page, code }] of blocks.entries()) {
    const [left] = reasons.find(([, of]) => of(code)) ?? []
    const title = `${page}: ${code.split('\n')[0]}`
    if (left) it.skip(`${title} (compiled alone: ${left})`)
    else
      it(title, { timeout: 120_000 }, async () => {
        const run = running(`block${i}`, moduleOf(i))
        if (throws(code)) await expect(run).rejects.toThrow(TypegradError)
        else await run
      })
  }

  it('most of it', () => expect(blocks.filter(({ code }) => !reasons.some(([, of]) => of(code))).length).toBeGreaterThan(90))
})
