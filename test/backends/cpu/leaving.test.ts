import { describe, expect, it } from 'vitest'
import { script, withCompiled } from '../../support/compiled.js'

/** A crew that has run something. */
const begun = (folder: string): string => `
  import { createCrew } from '${folder}/src/backends/cpu/create-crew.js'
  import { affine, rounds, trapping } from '${folder}/test/backends/cpu/modules.js'
  const crew = createCrew({ threads: 2 })
  const { address } = crew.heap.takeIdle(4000)
  crew.write(address, new Int32Array(1000))
  const id = crew.load(rounds(crew.limits), 4000)
  await crew.done(crew.submit(id, Int32Array.of(address, 1000, 1)))
`

/** About a second of work. */
const long = 'crew.submit(id, Int32Array.of(address, 1000, 10_000))'

describe('a process with a crew', () => {
  it('ends when there is nothing to do but for the crew, and waits for what is waited for', { timeout: 240_000 }, () =>
    withCompiled(['src/backends/cpu/create-crew.ts', 'test/backends/cpu/modules.ts'], async (folder) => {
      const endings: { readonly [way: string]: { readonly code: number; readonly stdout?: string; readonly stderr?: RegExp } } = {
        '': { code: 0 },
        [`${long}; ${long}`]: { code: 0 },
        [`crew.done(${long}).then(() => console.log('done', crew.finished))`]: { code: 0, stdout: 'done 2\n' },
        'crew.end()': { code: 0 },
        [`${long}; process.exit(3)`]: { code: 3 },
        [`${long}; throw new Error('mine')`]: { code: 1, stderr: /Error: mine/ },
        'crew.done(crew.submit(crew.load(trapping(crew.limits), 0), Int32Array.of(1)))': { code: 1, stderr: /DeviceLost .*unreachable/ },
        // Awaited at the top of a module, which ends the process with 13 if nothing keeps it alive.
        [`await crew.done(${long})`]: { code: 0 },
      }
      for (const [way, { code, stdout = '', stderr = /^$/ }] of Object.entries(endings)) {
        const ended = await script(`${begun(folder)}\n${way}`)
        expect([ended.code, ended.signal, ended.stdout], `${way}: ${ended.stderr}`).toEqual([code, null, stdout])
        expect(ended.stderr).toMatch(stderr)
      }
    }),
  )
})
