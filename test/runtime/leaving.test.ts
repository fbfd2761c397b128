import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type Ended, script, withCompiled } from '../support/compiled.js'

/** Work that takes the driver's compiler a while, begun and not waited for. */
const busy = (folder: string): string => `
  import { acquire, add, key, matmul, sin, sum, uniform } from '${folder}/node/typegrad.js'
  await acquire({ backend: 'webgpu' })
  const x = uniform(key(0), [64, 64])
  for (let i = 0; i < 2; i++) {
    let y = x
    for (let j = 0; j < 12; j++) y = sin(add(matmul(y, y), i + j / 7))
    sum(y).data().catch(() => undefined)
  }
`

/** The process is sent a signal when it says that it is ready. */
const signalled = (text: string, signal: NodeJS.Signals): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', text])
    let [stdout, stderr] = ['', '']
    child.stderr.on('data', (part) => {
      stderr += part
    })
    child.stdout.on('data', (part) => {
      stdout += part
      if (stdout.includes('ready')) child.kill(signal)
    })
    child.on('close', (code, ended) => resolve({ code, signal: ended, stdout, stderr }))
  })

describe('a process that ends while the device works', () => {
  it('ends as it would without us', { timeout: 240_000 }, () =>
    withCompiled(['node/typegrad.ts'], async (folder) => {
      const ways = { 'process.exit(3)': 3, "throw new Error('mine')": 1, "Promise.reject(new Error('mine'))": 1 }
      for (const [way, code] of Object.entries(ways)) {
        const ended = await script(`${busy(folder)}\n${way}`)
        expect([ended.code, ended.signal], `${way}: ${ended.stderr}`).toEqual([code, null])
        expect(ended.stderr.includes('Error: mine')).toBe(way.includes('mine'))
      }

      const waiting = `${busy(folder)}\nconsole.log('ready')\nsetInterval(() => undefined, 1000)`
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        const ended = await signalled(waiting, signal)
        expect([ended.code, ended.signal, ended.stderr]).toEqual([null, signal, '']) // a shell makes 130 and 143 of these
      }

      const handling = `process.on('SIGTERM', () => { console.log('bye'); process.exit(7) })\n${waiting}`
      const handled = await signalled(handling, 'SIGTERM')
      expect([handled.code, handled.stdout, handled.stderr]).toEqual([7, 'ready\nbye\n', ''])
    }),
  )

  it('listens once, however often a device is acquired', () =>
    withCompiled(['node/typegrad.ts'], async (folder) => {
      const { stdout } = await script(`
        import { acquire } from '${folder}/node/typegrad.js'
        const before = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event))
        for (let i = 0; i < 3; i++) (await acquire({ backend: 'webgpu' })).destroy()
        const after = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event))
        console.log(after.map((count, i) => count - before[i]).join())
      `)
      expect(stdout).toBe('1,0,0,0,0\n')
    }))
})
