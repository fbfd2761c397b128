import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// A closing line that tools which know nothing of Vitest can read.
const counts: Reporter = {
  onTestRunEnd(modules) {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string): number => states.filter((each) => each === state).length
    console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
  },
}

export default defineConfig({
  resolve: {
    alias: [
      { find: /^typegrad$/, replacement: here('node/typegrad.ts') },
      { find: /^typegrad\/dsl$/, replacement: here('node/dsl.ts') },
      { find: /^typegrad\/node$/, replacement: here('node/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Tests import sources, which in Node are to find Dawn, as the package does.
    setupFiles: [here('node/dawn.ts')],
    reporters: ['default', counts],
    pool: 'forks',
    maxWorkers: 2,
    // Mesa's driver for processors takes up to 2 s to compile a kernel, ten times that on a busy machine.
    testTimeout: process.env.TYPEGRAD_ADAPTER === 'lavapipe' ? 300_000 : 60_000,
    hookTimeout: 60_000,
  },
})
