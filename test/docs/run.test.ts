import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { acquire, debug, TypegradError } from '../../src/index.js'
import { blocks, moduleOf, promised } from './blocks.js'

/* The code of the pages that users read runs, and throws where the page shows an error. */

const folder = fileURLToPath(new URL('running', import.meta.url))
const before = process.cwd()
let scratch = ''

beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  scratch = await mkdtemp(join(tmpdir(), 'typegrad-pages-'))
  process.chdir(scratch) // some write files
})

beforeEach(async () => {
  await acquire({ backend: 'cpu' })
  debug.nanCheck(false)
  debug.keyReuse(false)
  for (const name of ['log', 'error', 'table'] as const) vi.spyOn(console, name).mockImplementation(() => undefined)
})

afterAll(async () => {
  vi.restoreAllMocks()
  debug.nanCheck(false)
  debug.keyReuse(false)
  process.chdir(before)
  await rm(folder, { recursive: true, force: true })
  await rm(scratch, { recursive: true, force: true })
})

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
        const path = join(folder, `block${i}.ts`)
        await writeFile(path, moduleOf(i))
        const run = import(/* @vite-ignore */ path)
        if (throws(code)) await expect(run).rejects.toThrow(TypegradError)
        else await run
      })
  }

  it('most of it', () => expect(blocks.filter(({ code }) => !reasons.some(([, of]) => of(code))).length).toBeGreaterThan(90))
})
