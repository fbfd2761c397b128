import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import * as dsl from '../../dsl/index.js'
import { errors } from '../../scripts/errors/list.mjs'
import { page } from '../../scripts/errors/page.mjs'
import * as core from '../../src/index.js'

/* The page of errors is what its list says, and what the list says is so. */

const scope: Readonly<Record<string, unknown>> = { ...core, ...dsl, concat: core.concat }

/** Runs a program that may wait. */
const run = async (program: string): Promise<unknown> => {
  const lines = program.split('\n')
  const body = [...lines.slice(0, -1), `return ${lines.at(-1)}`].join('\n')
  return new Function(...Object.keys(scope), `return (async () => {\n${body}\n})()`)(...Object.values(scope))
}

/** The sentence as a pattern: `…` is anything. */
const pattern = (sentence: string): RegExp =>
  new RegExp(
    `^${sentence
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*')}$`,
  )

afterEach(async () => {
  core.debug.nanCheck(false)
  core.debug.keyReuse(false)
  await core.acquire({ backend: 'reference' })
})

test('docs/errors.md is up to date: npm run docs:errors', async () => {
  expect(await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')).toBe(page)
})

test('of a compiled function without a name the code is that of jit', async () => {
  await core.acquire({ backend: 'reference' })
  const nameless = core.jit(
    (
      () => (x: core.AnyTensor) =>
        new Map([['x', x]])
    )(),
  )
  expect(() => nameless(core.tensor([1]))).toThrow(expect.objectContaining({ code: 'shape/jit' }))
})

test('every class is there, and no code twice', () => {
  const classes = Object.entries(scope).flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype instanceof core.TypegradError ? [name] : [],
  )
  expect(classes.length).toBeGreaterThan(10)
  expect([...new Set(errors.map(({ name }) => name))].sort()).toEqual(classes.sort())
  expect(new Set(errors.map(({ code }) => code)).size).toBe(errors.length)
})

test('only what no program of a user makes has no example', () => {
  expect(errors.filter(({ example }) => example === undefined).map(({ name }) => name)).toEqual(['KernelRejected'])
})

describe('the examples', () => {
  test.each(errors.flatMap((entry) => (entry.example === undefined ? [] : [[entry.code, entry] as const])))('%s', async (code, entry) => {
    await core.acquire({ backend: 'reference' })
    const thrown: unknown = await run(entry.example ?? '').then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(thrown).toBeInstanceOf(core.TypegradError)
    if (!(thrown instanceof core.TypegradError)) return
    expect({ name: thrown.name, code: thrown.code }).toEqual({ name: entry.name, code })
    expect(thrown.message).toMatch(pattern(entry.sentence ?? ''))
    // What Node prints of it begins with class and code.
    expect(thrown.stack?.startsWith(`${entry.name} [${code}]: ${thrown.message}`)).toBe(true)
  })
})
