import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adam, dense, fit, fromArrays, meanSquaredError, sequential } from '../../dsl/index.js'
import { chart } from '../../examples/kit/chart.js'
import type { Example, Setting } from '../../examples/kit/example.js'
import { optionsOf, usage } from '../../examples/kit/options.js'
import { heat, pixels, scaled, signed, tiles } from '../../examples/kit/pixels.js'
import { plane } from '../../examples/kit/plane.js'
import { type Finding, table, writeResult } from '../../examples/kit/result.js'
import { cutOf, ended, resuming } from '../../examples/kit/resuming.js'
import { picture, side } from '../../examples/kit/svg.js'
import { acquire, key } from '../../src/index.js'

const example: Example = {
  name: 'walk',
  about: 'Walks.',
  sizes: { quick: 'a step', default: 'a mile', full: 'to the sea' },
  parts: ['left', 'right'],
  run: async () => ({ findings: {} }),
}

describe('options', () => {
  it('have defaults', () =>
    expect(optionsOf(example, [])).toEqual({
      size: 'default',
      seed: 0,
      backend: undefined,
      threads: undefined,
      only: undefined,
      out: 'results/walk/default',
    }))

  it('are read, and told', () => {
    const args = ['--quick', '--seed', '3', '--backend', 'cpu', '--threads=1', '--only', 'left', '--out', 'x']
    expect(optionsOf(example, args)).toEqual({ size: 'quick', seed: 3, backend: 'cpu', threads: 1, only: 'left', out: 'x' })
    expect(optionsOf(example, ['--help'])).toBe('help')
    for (const name of ['--quick', '--full', '--seed', '--backend', '--threads', '--only', '--out', 'to the sea', 'left, right'])
      expect(usage(example)).toContain(name)
  })

  it.each([
    [['--quick', '--full'], '--quick and --full are two sizes; pass one of them'],
    [['--seed', 'x'], "--seed takes a whole number, at least 0; got 'x'"],
    [['--threads', '0'], "--threads takes a whole number, at least 1; got '0'"],
    [['--backend', 'abacus'], "--backend takes webgpu, cpu, reference; got 'abacus'"],
    [['--only', 'up'], "--only takes left, right; got 'up'"],
    [['fast'], "Unexpected argument 'fast'"],
  ])('explain themselves: %s', (args, sentence) => expect(() => optionsOf(example, args)).toThrow(sentence))
})

describe('results', () => {
  const result = { example: 'walk', size: 'full', seed: 0, device: 'cpu', seconds: 1 }
  const one: Finding = { value: 1.5, unit: '%', literature: 1.25, source: 'Walker 1999' }

  it('are written, and keep what another part has found at the same size', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'result-'))
    const read = async () => JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))
    try {
      await writeResult(folder, { ...result, findings: { left: one } }, { a: '<svg/>' })
      await writeResult(folder, { ...result, findings: { right: { value: 2 } } }, { b: '<svg/>' })
      expect(await read()).toEqual({ ...result, findings: { left: one, right: { value: 2 } }, pictures: ['a', 'b'] })
      expect(await readFile(join(folder, 'a.svg'), 'utf8')).toBe('<svg/>')
      await writeResult(folder, { ...result, findings: {} }, {}, true)
      expect((await read()).seconds).toBe(2)
      await writeResult(folder, { ...result, size: 'quick', findings: { right: { value: 3 } } }, {})
      expect((await read()).findings).toEqual({ right: { value: 3 } })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('are shown as a table', () =>
    expect(table({ error: one, steps: { value: 12_000, note: 'in all' } })).toEqual([
      'error   1.50 %   literature 1.25 %',
      `steps   12,000${' '.repeat(23)}in all`,
    ]))
})

describe('a long run', () => {
  it('goes on where it was broken off, to the same bits', async () => {
    await acquire({ backend: 'cpu' })
    const model = sequential([1], dense(1))
    const data = fromArrays({ x: { values: [0, 1, 2], shape: [1] }, y: { values: [1, 3, 5], shape: [1] } })
    const optimizer = adam(0.1)
    const folder = await mkdtemp(join(tmpdir(), 'resuming-'))
    const setting: Setting = { size: 'full', seed: 0, checkpoints: folder, log: () => undefined }
    const run = async (epochs: number, { signal }: Pick<Setting, 'signal'>, name: string) => {
      const kept = await resuming({ ...setting, signal }, name, model, optimizer)
      return ended(fit(model, data, { loss: meanSquaredError, optimizer, batchSize: 1, key: key(0), epochs, ...kept, progress: false }), {
        ...setting,
        signal,
      })
    }
    try {
      const whole = await run(6, {}, 'whole')
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('Ctrl-C')), 5)
      const half = await run(1000, controller, 'broken')
      expect(cutOf(half.history, 1000).cut).toMatch(/^after epoch \d+ of 1000$/)
      expect(cutOf(whole.history, 6)).toEqual({})
      await run(3, {}, 'two')
      const again = await run(6, {}, 'two')
      expect(again.history.map(({ train }) => train)).toEqual(whole.history.map(({ train }) => train))
      expect(await again.variables.params[0].kernel.data()).toEqual(await whole.variables.params[0].kernel.data())
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('pictures', () => {
  it('draw curves within their frame, without what is no number', () => {
    const { body, width, height } = chart(
      [
        {
          name: 'a & b',
          points: [
            [0, 1],
            [1, Number.NaN],
            [2, 100],
          ],
        },
      ],
      { x: 'x', y: 'y', log: true },
    )
    const [, points = ''] = /points="([^"]*)"/.exec(body) ?? []
    const places = points.split(' ').map((place) => place.split(',').map(Number))
    expect(places).toHaveLength(2)
    for (const [x = -1, y = -1] of places) {
      expect(x >= 0 && x <= width).toBe(true)
      expect(y >= 0 && y <= height).toBe(true)
    }
    expect(places[0]?.[1]).toBeGreaterThan(places[1]?.[1] ?? 0)
    expect(body).toContain('a &amp; b')
  })

  it('shade an error band, and have decades of equal width', () => {
    const points = [1, 10, 100].map((x) => [x, 2] as const)
    const band = points.map(([x, y]) => [x, y - 1, y + 1] as const)
    const { body } = chart([{ name: 'a', points, band }], { x: 'x', y: 'y', logX: true })
    const [, line = ''] = /polyline[^>]*points="([^"]*)"/.exec(body) ?? []
    const [one = 0, ten = 0, hundred = 0] = line.split(' ').map((place) => Number(place.split(',')[0]))
    expect(hundred - ten).toBeCloseTo(ten - one, 0)
    const [, edge = ''] = /polygon points="([^"]*)"/.exec(body) ?? []
    expect(edge.split(' ')).toHaveLength(6)
  })

  it('hold tiles as a PNG', async () => {
    const drawing = await tiles([new Float32Array(4), scaled([-2, 1, 0, 2])], { width: 2, height: 2, columns: 2, zoom: 3, show: signed })
    expect([drawing.width, drawing.height]).toEqual([15, 6])
    const svg = picture('tiles', side([{ drawing, said: 'first' }, { drawing: await pixels(1, 1, () => heat(0.5)) }], 2))
    expect(svg).toMatch(/^<svg .*href="data:image\/png;base64,.*<\/svg>\n$/s)
    expect(svg).toContain('first')
  })

  it('split a square by a line, each side in the colour of its class', () => {
    const points = [
      { x: 0, y: 0, of: 0 },
      { x: 1, y: 1, of: 1 },
    ] as const
    const { body } = plane({ range: [0, 1], size: 100, points, line: [-1, 1, 1] })
    const sides = [...body.matchAll(/<polygon points="([^"]*)" fill="([^"]*)"/g)].map(([, places, fill]) => [places, fill])
    const [zero, one] = [...body.matchAll(/<circle [^>]*fill="([^"]*)"/g)].map(([, fill]) => fill)
    expect(sides).toEqual([
      ['100.0,100.0 100.0,0.0 0.0,0.0', one],
      ['0.0,100.0 100.0,100.0 0.0,0.0', zero],
    ])
    expect(plane({ range: [0, 1], points, line: [1, 0, 0] }).body).not.toContain('NaN')
  })

  it('colour what is signed, and scale to the largest', () => {
    expect(signed(-1)[2]).toBeGreaterThan(signed(-1)[0])
    expect(signed(1)[0]).toBeGreaterThan(signed(1)[2])
    expect(Array.from(scaled([0, -4, 2]))).toEqual([0, -1, 0.5])
    expect(Array.from(scaled([0, 0]))).toEqual([0, 0])
  })
})
