import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { acquire, debug } from '../../src/index.js'

const quiet = (): void => {
  debug.nanCheck(false)
  debug.keyReuse(false)
}

/** Runs texts as modules, each on the cpu backend, silently, in a folder where it may write files; all is as before after the tests of the file. */
export const runningIn = (name: string): ((module: string, text: string) => Promise<unknown>) => {
  const folder = fileURLToPath(new URL(`running/${name}`, import.meta.url))
  const before = process.cwd()
  let scratch = ''

  beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    scratch = await mkdtemp(join(tmpdir(), 'typegrad-docs-'))
    process.chdir(scratch)
  })

  beforeEach(async () => {
    await acquire({ backend: 'cpu' })
    quiet()
    for (const one of ['log', 'error', 'table'] as const) vi.spyOn(console, one).mockImplementation(() => undefined)
  })

  afterAll(async () => {
    vi.restoreAllMocks()
    quiet()
    process.chdir(before)
    await rm(folder, { recursive: true, force: true })
    await rm(scratch, { recursive: true, force: true })
  })

  return async (module, text) => {
    const path = join(folder, `${module}.ts`)
    await writeFile(path, text)
    return import(/* @vite-ignore */ path)
  }
}
