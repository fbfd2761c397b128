import { beforeAll, describe, expect, it } from 'vitest'
import { type Digits, mnist } from '../../dsl/data/mnist.js'
import { fromArrays } from '../../dsl/index.js'
import { ascii, blocks, draw, gallery } from '../../examples/mnist/draw.js'
import { optionsOf, usage } from '../../examples/mnist/options.js'
import { mistakes, test, train } from '../../examples/mnist/train.js'
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
    [['--backend', 'abacus'], "--backend takes webgpu, reference; got 'abacus'"],
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
  let digits: Digits
  beforeAll(async () => {
    await acquire()
    const { values: pixels, shape, scale } = (await mnist()).train.columns.x
    const { values: labels, dtype } = (await mnist()).train.columns.y
    digits = fromArrays({ x: { values: pixels.subarray(0, 2000 * 784), shape, scale }, y: { values: labels.subarray(0, 2000), dtype } })
  })

  it('learns from 2,000 digits in two passes to read most of them, the same each time', async () => {
    const run = async () => train(digits, { epochs: 2, batch: 100, seed: 0, progress: false })
    const variables = await run()
    const share = await test(variables, digits)
    expect(share).toBeGreaterThan(0.85)
    expect(await test(await run(), digits)).toBe(share)

    const wrong = await mistakes(variables, digits, 5)
    expect(wrong).toHaveLength(5)
    expect(wrong.every(({ index, is, taken }) => is === digits.columns.y.values[index] && taken !== is)).toBe(true)
  })
})
