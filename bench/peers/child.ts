// A process that holds one library: `fork(child.js, [NAME, BACKEND, THREADS])`. It is asked for the library's works, one after the other, and answers each.

import { join } from 'node:path'
// By name: a peer hides the global one while it starts.
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { root } from '../types/root.js'
import { fingerprint, inputs } from './inputs.js'
import type { Backend, Library, Open, Running } from './library.js'

/** What a process is asked. */
export type Question =
  | { readonly about: 'library' }
  | { readonly about: 'first'; readonly work: string; readonly calls: number }
  | { readonly about: 'run'; readonly work: string; readonly calls: number }

/** What it answers: of the library, what it is; the numbers of the first calls, and the seconds of the very first; nothing; or what went wrong. */
export interface Answer {
  readonly library?: Pick<Library, 'version' | 'how'>
  readonly numbers?: readonly number[]
  readonly seconds?: number
  readonly error?: string
}

const [, , name = '', backend = 'cpu', threads = ''] = process.argv
const file = name === 'typegrad' ? new URL('./typegrad.js', import.meta.url) : pathToFileURL(join(root, 'bench/peers', `${name}.mjs`))
// Each of these files exports `open`; those of peers are not compiled with the rest, which does without what they import.
const { open } = (await import(file.href)) as { readonly open: Open }
const opened = open({ backend: backend as Backend, threads: Number(threads), inputs, fingerprint }) // it comes from opened.ts
const ready = new Map<string, Running>()

const answer = async (question: Question): Promise<Answer> => {
  const { version, how, works } = await opened
  if (question.about === 'library') return { library: { version, how } }
  const { work } = question
  const running = ready.get(work) ?? (await works[work]?.())
  if (!running) throw new Error(`there is no '${work}'`)
  ready.set(work, running)
  if (question.about === 'first') {
    const began = performance.now()
    const numbers = [...(await running.next())]
    const seconds = (performance.now() - began) / 1000
    for (let i = 1; i < question.calls; i++) numbers.push(...(await running.next()))
    return { numbers, seconds }
  }
  await running.run(question.calls)
  return {}
}

const failed = (error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) })

process.on('message', async (question: Question) => {
  process.send?.(await answer(question).catch(failed))
})
process.on('disconnect', () => process.exit())
