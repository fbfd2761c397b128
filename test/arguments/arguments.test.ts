import { beforeAll, describe, expect, test } from 'vitest'
import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'
import { coreCalls, dslCalls } from './calls.js'
import { wrong } from './wrong.js'

/*
 * Every public function with every kind of wrong argument in every place gives something that is right, or throws an error of the library whose sentence
 * begins with the operation. No error comes from inside, and no NaN.
 */

beforeAll(() => core.acquire({ backend: 'reference' }))

const functionsOf = (module: object): readonly string[] =>
  Object.entries(module).flatMap(([name, value]) => (typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : []))

/** Functions that take no arguments which could be wrong, or parts of rules for those who write their own, by module. */
const others = {
  core: ['convShape', 'convTransposeShape', 'countFault', 'orThrow', 'poolShape', 'reshapeShape', 'show', 'spread'],
  dsl: [
    'activation',
    'batches',
    'decodeImage',
    'fashionMnist',
    'layer',
    'leafwise',
    'loadRun',
    'loadRunWith',
    'loadWith',
    'map',
    'mnist',
    'monitorOf',
    'prefetch',
    'readIdx',
    'saveRunWith',
    'saveWith',
    'standing',
    'statefulLayer',
  ],
}

test.each([
  ['typegrad', core, coreCalls, others.core],
  ['typegrad/dsl', dsl, dslCalls, others.dsl],
] as const)('%s: every function is called', (_, module, calls, rest) => {
  expect([...Object.keys(calls), ...rest].sort()).toEqual([...functionsOf(module)].sort())
})

const names = new Set([...functionsOf(core), ...functionsOf(dsl)])

/** What is wrong with what was thrown, if anything. */
const complaint = (error: unknown): string | undefined => {
  if (!(error instanceof core.TypegradError)) return `${error}`
  const [first = ''] = /^\w+/.exec(error.message) ?? []
  // What layers of one input say to a list, whichever they are.
  const isOfLayers = error.message.startsWith('one input is expected')
  return names.has(first) || first === 'tree' || isOfLayers ? undefined : `begins with no operation: ${error.message}`
}

/** NaN in what was given where none was asked for. */
const silent = async (result: unknown): Promise<string | undefined> => {
  for (const leaf of core.tree.leaves(await result)) {
    const values = Array.from(await leaf.data())
    if (values.some(Number.isNaN)) return 'gives NaN without a word'
  }
  return undefined
}

const functionOf = (module: object, name: string) => (module as Readonly<Record<string, (...args: unknown[]) => unknown>>)[name]

describe.each([
  ['typegrad', core, coreCalls],
  ['typegrad/dsl', dsl, dslCalls],
] as const)('%s', (_, module, calls) => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const f = functionOf(module, name)
    expect(f).toBeDefined()
    const good = call()
    expect(await silent(await f?.(...good)), 'the good call').toBeUndefined()
    const complaints: string[] = []
    for (const place of [...call().keys(), -1]) {
      for (const [kind, make] of Object.entries(wrong)) {
        const given = place < 0 ? [] : call().with(place, make())
        try {
          const result = await f?.(...given)
          // A number is as good as any where numbers are taken, outside of a domain too.
          const said = typeof make() === 'number' ? undefined : await silent(result)
          if (said) complaints.push(`${kind} in place ${place} ${said}`)
          await core.acquire({ backend: 'reference' })
        } catch (error) {
          const said = complaint(error)
          if (said) complaints.push(`${kind} in place ${place}: ${said}`)
        }
      }
    }
    expect(complaints).toEqual([])
  })
})
