import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Digits } from '../../dsl/data/pictures.js'
import { fromArrays } from '../../dsl/index.js'
import { ascii, blocks, draw, gallery } from '../../examples/mnist/draw.js'
import { optionsOf, usage } from '../../examples/mnist/options.js'
import { mistakes, test, train } from '../../examples/mnist/train.js'
import { mnist } from '../../node/mnist.js'
import { acquire } from '../../src/index.js'

describe('options', () => {
  it('have defaults', () => expect(optionsOf([])).toEqual({ epochs: 5, batch: 128, seed: 0, backend: undefined }))

  it('are read', () => {
    const args = ['--epochs', '2', '--batch=64', '--seed', '7', '--backend', 'reference']
    expect(optionsOf(args)).toEqual({ epochs: 2, batch: 64, seed: 7, backend: 'reference' })
    expect(optionsOf(['--help'])).toBe('help')
    for (const name of ['--epochs', '--batch', '--seed', '--backend', '--help']) expect(usage).toContain(name)
  })

  it.each([
    [['--epochs', '0'], "--epochs takes a whole number, at least 1; got '0'"],
    [['--batch', 'many'], "--batch takes a whole number, at least 1; got 'many'"],
    [['--seed', ''], "--seed takes a whole number, at least 0; got ''"],
    [['--backend', 'abacus'], "--backend takes webgpu, cpu, reference; got 'abacus'"],
    [['--epoch', '3'], "Unknown option '--epoch'"],
    [['fast'], "Unexpected argument 'fast'"],
  ])('explain themselves: %s', (args, sentence) => {
    expect(() => optionsOf(args)).toThrow(sentence)
  })
})

describe('drawing', () => {
  const picture = Uint8Array.from({ length: 784 }, (_, i) => (i % 28 === 0 ? 255 : i < 28 ? 128 : 0))

  it('makes a character of two pixels', () => {
    expect(draw(picture, blocks)).toEqual([`█${'▀'.repeat(27)}`, ...new Array(13).fill(`█${' '.repeat(27)}`)])
    expect(draw(picture, ascii)[0]).toBe(`@${':'.repeat(27)}`)
  })

  it('puts pictures side by side, as many as fit', () => {
    const pictures = ['one', 'two', 'three'].map((caption) => ({ caption, lines: draw(picture, ascii) }))
    const text = gallery(pictures, 80)
    expect(text.split('\n')[0]).toBe(`${'one'.padEnd(28)}  two`)
    expect(text.split('\n\n')).toHaveLength(2)
    expect(gallery(pictures, 10).split('\n\n')).toHaveLength(3)
  })
})

describe('training', () => {
  let first: (count: number) => Digits
  beforeAll(async () => {
    await acquire()
    const { x, y } = (await mnist()).train.columns
    first = (count) =>
      fromArrays({ x: { ...x, values: x.values.subarray(0, count * 784) }, y: { ...y, values: y.values.subarray(0, count) } })
  })

  it('learns from 1,000 digits in two passes to read most of them', async () => {
    const digits = first(1000)
    const variables = await train(digits, { epochs: 2, batch: 50, seed: 0, progress: false })
    expect(await test(variables, digits)).toBeGreaterThan(0.85)

    const wrong = await mistakes(variables, digits, 5)
    expect(wrong).toHaveLength(5)
    expect(wrong.every(({ index, is, taken }) => is === digits.columns.y.values[index] && taken !== is)).toBe(true)
  })

  it('gives the same bits for the same seed', async () => {
    const run = async () => {
      const { params } = await train(first(100), { epochs: 1, batch: 50, seed: 3, progress: false })
      return params[1].kernel.data()
    }
    expect(await run()).toEqual(await run())
  })
})

describe('the program', () => {
  const run = async (...args: string[]) => {
    const [log, error] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) => spy.mockImplementation(() => undefined))
    const { argv } = process
    process.argv = [...argv.slice(0, 2), ...args]
    vi.resetModules()
    await import('../../examples/mnist/main.js')
    process.argv = argv
    const { exitCode } = process
    process.exitCode = undefined
    return { exitCode, log: log?.mock.calls, error: error?.mock.calls }
  }

  it('explains itself', async () => expect(await run('--help')).toEqual({ exitCode: undefined, log: [[usage]], error: [] }))

  it('does not start with an option that it does not know', async () => {
    const { error, exitCode, log } = await run('--epochs', '-1')
    expect([exitCode, log]).toEqual([2, []])
    expect(String(error)).toContain('--epochs')
  })

  afterEach(() => vi.restoreAllMocks())
})
