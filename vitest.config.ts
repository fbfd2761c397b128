import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
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

/** What replaces modules, or measures the whole process, has a process of its own; all other files share one with their neighbours: loading the library takes longer than most of them. */
const alone = [
  'test/backends/cpu/device.test.ts',
  'test/backends/reference-memory.test.ts',
  'test/device/failures.test.ts',
  'test/device/memory.test.ts',
  'test/examples/mnist.test.ts',
  'test/examples/models.test.ts',
]

export default defineConfig({
  resolve: {
    alias: [
      { find: /^typegrad$/, replacement: here('node/typegrad.ts') },
      { find: /^typegrad\/dsl$/, replacement: here('node/dsl.ts') },
      { find: /^typegrad\/interchange$/, replacement: here('src/interchange/index.ts') },
      { find: /^typegrad\/node$/, replacement: here('node/index.ts') },
    ],
  },
  test: {
    setupFiles: [here('test/support/setup.ts')],
    reporters: ['default', counts],
    pool: 'forks',
    maxWorkers: 2,
    // Mesa's driver for processors takes up to 2 s to compile a kernel, ten times that on a busy machine.
    testTimeout: process.env.TYPEGRAD_ADAPTER === 'lavapipe' ? 300_000 : 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
})
