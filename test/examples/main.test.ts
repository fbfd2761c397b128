import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Example } from '../../examples/kit/example.js'
import { main } from '../../examples/kit/main.js'

const { argv, exitCode } = process
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
  process.argv = [...argv.slice(0, 2), '--quick', '--backend', 'reference', '--out', folder]
})
afterEach(async () => {
  process.argv = argv
  process.exitCode = exitCode
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** An example that Ctrl-C ends while it runs, and what it then does. */
const cutOff = (then: Example['run']): Example => ({
  name: 'one',
  about: 'One.',
  sizes: { quick: 'one', default: 'one', full: 'one' },
  run: async (setting) => {
    process.emit('SIGINT')
    expect(setting.signal?.aborted).toBe(true)
    return then(setting)
  },
})

const said = async (example: Example): Promise<string> => {
  const lines: string[] = []
  const keep = (line: unknown) => void lines.push(String(line))
  vi.spyOn(console, 'log').mockImplementation(keep)
  vi.spyOn(console, 'error').mockImplementation(keep)
  await main(example)
  return lines.join('\n')
}

it('Ctrl-C before anything was learned is said in a sentence, and no result is written', async () => {
  const text = await said(
    cutOff(async ({ signal }) => {
      throw signal?.reason
    }),
  )
  expect(text).toContain('It was cut before the first epoch was over, so there is no result.')
  expect(process.exitCode).toBe(130)
  expect(await readdir(folder)).toEqual([])
})

it('Ctrl-C later leaves a result that says how far it came', async () => {
  const text = await said(cutOff(async () => ({ findings: { error: { value: 3 } }, cut: 'after epoch 2 of 5' })))
  expect(text).toContain('It was cut after epoch 2 of 5; the same command goes on from there.')
  expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toMatchObject({ cut: 'after epoch 2 of 5' })
})

it('what fails is thrown, after Ctrl-C too', async () => {
  const failing = cutOff(async () => {
    throw new Error('no room')
  })
  await expect(said(failing)).rejects.toThrow('no room')
})
