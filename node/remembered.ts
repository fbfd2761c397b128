import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { provideRemembered } from '../src/backends/remembered.js'

/** The user's folder for what can be made again. */
const folder = (): string => {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  return join(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache'), 'typegrad')
}

const fileOf = (name: string): string => join(folder(), `${name.replaceAll(/[^\w.-]+/g, '-')}.json`)

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

provideRemembered({
  read: async (name) => {
    try {
      return await readFile(fileOf(name), 'utf8')
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },
  write: async (name, text) => {
    await mkdir(folder(), { recursive: true })
    // Whoever reads meanwhile finds the old text or the new one.
    const draft = `${fileOf(name)}.${process.pid}`
    await writeFile(draft, text)
    await rename(draft, fileOf(name))
  },
})
