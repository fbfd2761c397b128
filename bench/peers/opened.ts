import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Answer, Question } from './child.js'
import type { Backend, Library, LibraryName } from './library.js'

/** How a work begins. */
export interface Begun {
  readonly numbers: readonly number[]
  readonly seconds: number
}

/** A library in a process of its own, so that none is in the way of another. One question at a time. */
export interface Opened extends Pick<Library, 'version' | 'how'> {
  readonly name: LibraryName
  /** The numbers of a work's first calls, and the seconds of the very first. @throws Error if the library cannot do it */
  first(work: string, calls: number): Promise<Begun>
  run(work: string, calls: number): Promise<void>
  close(): void
}

export const opened = async (name: LibraryName, backend: Backend, threads: number): Promise<Opened> => {
  // Mesa keeps what it compiled on disk, where a first call would find it.
  const env = { ...process.env, MESA_SHADER_CACHE_DISABLE: 'true' }
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [name, backend, String(threads)], { env })
  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${name}: its process ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (answer: Answer) => {
        child.off('exit', ended)
        if (answer.error === undefined) resolve(answer)
        else reject(new Error(answer.error))
      })
      child.send(question)
    })
  const { library } = await ask({ about: 'library' })
  if (!library) throw new Error(`${name}: its process does not say what it holds`)
  return {
    ...library,
    name,
    first: async (work, calls) => {
      const { numbers = [], seconds = Number.NaN } = await ask({ about: 'first', work, calls })
      return { numbers, seconds }
    },
    run: async (work, calls) => {
      await ask({ about: 'run', work, calls })
    },
    close: () => child.disconnect(),
  }
}
