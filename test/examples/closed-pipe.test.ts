import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { withCompiled } from '../support/compiled.js'

it('an example whose output nobody reads any more ends, and says nothing', () =>
  withCompiled(['examples/closed-pipe.ts'], async (folder) => {
    const script = `
      await import('${folder}/examples/closed-pipe.js')
      for (let i = 0; i < 1000; i++) {
        console.log('line', i)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      console.error('wrote to the end')
    `
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    let said = ''
    child.stderr.on('data', (part) => {
      said += part
    })
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, said]).toEqual([0, ''])
  }))
