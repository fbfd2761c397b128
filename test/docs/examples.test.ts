import { beforeAll, describe, expect, it } from 'vitest'
import { TypegradError } from '../../src/index.js'
import { diagnose, versions } from '../support/typescript.js'
import { around, aroundModule, type Example, exampleModule, examples } from './examples.js'
import { runningIn } from './running.js'
import { shownModule, wrongBeside } from './shown.js'

/* The examples in docstrings compile, run, and give what the comments beside them say. */

describe.each(versions)('under TypeScript %s', (compiler) => {
  it('every example compiles', { timeout: 300_000 }, async () => {
    const files = examples.map((example, i) => [`example${i}.ts`, exampleModule(example)] as const)
    const found = await diagnose(compiler, { ...Object.fromEntries(files), 'around.ts': aroundModule })
    const named = found.map(({ file, message }) => `${examples[Number(/\d+/.exec(file)?.[0])]?.title ?? file}: ${message}`)
    expect(named).toEqual([])
  })
})

/** Why an example is compiled and not run. */
const reasons: readonly (readonly [reason: string, of: (code: string) => boolean])[] = [
  ['it trains, or takes real data', (code) => /\b(fit|lrFind|mnist|fashionMnist)\(/.test(code)],
  ['it reads a file that is made elsewhere', (code) => /\b(readFile|load|loadRun|lastCheckpoint|fetch|saveRun)\(/.test(code)],
  ['in Node it takes a path', (code) => /logTo\(\(/.test(code)],
  ['it asks for a GPU', (code) => /useDawn\(|'webgpu'/.test(code)],
  ['it is large', (code) => /resnet152|vgg19|\[224, 224|30_522|60000/.test(code)],
]

const running = runningIn('examples')

const run = async ({ title, code }: Example, i: number, skip: (reason: string) => void): Promise<void> => {
  try {
    await running(`example${i}`, shownModule(exampleModule({ title, code })))
  } catch (error) {
    if (error instanceof TypegradError && code.includes(`// ${error.message}`)) return
    const missing = error instanceof ReferenceError ? /^(?<name>\w+) is not defined/.exec(error.message)?.groups?.name : undefined
    if (!missing || !around.includes(missing)) throw error
    skip(`takes ${missing} from around it`)
  }
}

describe('an example gives what it says', () => {
  let [ran, compared] = [0, 0]

  beforeAll(() => {
    Object.assign(globalThis, {
      shownBeside: async (value: unknown, comment: string) => {
        const wrong = await wrongBeside(value, comment)
        if (wrong) throw new Error(wrong)
        if (wrong === undefined) compared += 1
      },
    })
  })

  for (const [i, example] of examples.entries()) {
    const [left] = reasons.find(([, of]) => of(example.code)) ?? []
    const title = `${example.title}: ${example.code.split('\n')[0]}`
    if (left) it.skip(`${title} (compiled alone: ${left})`)
    else
      it(title, async (context) => {
        await run(example, i, (reason) => context.skip(`compiled alone: ${reason}`))
        ran += 1
      })
  }

  it('most of them', () => {
    expect(ran).toBeGreaterThan(370)
    expect(compared).toBeGreaterThan(230)
  })
})
