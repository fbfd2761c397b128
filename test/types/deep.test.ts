import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { instantiations } from '../../bench/types/instantiations.js'
import { diagnose, versions } from '../support/typescript.js'

/* Models of hundreds of layers: what they cost the compiler grows as their number does, and no more. */

const imports = "import { conv2d, dense, relu, repeated, residual, sequential, serial } from 'typegrad/dsl'\n"

/** So many layers on [64], in one `sequential`, which end in [64] again. */
const stack = (n: number, layer: (i: number) => string): string =>
  `${imports}const model = sequential([64], ${Array.from({ length: n }, (_, i) => layer(i)).join(', ')})
export const output: readonly [64] = model.output
`

const kinds = [
  ['dense(64) and relu', (i: number) => (i % 2 ? 'relu' : 'dense(64)')],
  ['residual(serial(dense(32), relu, dense(64)))', () => 'residual(serial(dense(32), relu, dense(64)))'],
  ['dense layers of as many widths', (i: number) => (i % 2 ? 'dense(64)' : `dense(${i + 1})`)],
] as const

describe.each(kinds)('layers of %s', (_, layer) => {
  const base = instantiations(imports)
  const cost = (n: number) => instantiations(stack(n, layer)) - base

  it('cost twice as much where there are twice as many', { timeout: 120_000 }, () => {
    const [few, more, many] = [cost(100), cost(200), cost(400)]
    expect(more / few).toBeLessThan(2.3)
    expect(many / more).toBeLessThan(2.3)
    expect(many).toBeLessThan(120_000)
  })
})

it('copies of one layer cost next to nothing', () => {
  const cost = (n: number) => instantiations(`${imports}export const model = sequential([64], repeated(${n}, residual(dense(64))))\n`)
  expect(cost(400) - cost(4)).toBeLessThan(100)
})

/** ResNet-152 with every convolution in its place. */
const written = (): string => {
  const branch = (width: number, stride: number) =>
    `serial(conv2d(${width}, 1, { bias: false }), batchNorm(), relu, conv2d(${width}, 3, { stride: ${stride}, padding: 1, bias: false }), batchNorm(), relu, conv2d(${4 * width}, 1, { bias: false }), batchNorm())`
  const stage = (width: number, stride: number, keeping: number) => [
    `sumOf(${branch(width, stride)}, serial(conv2d(${4 * width}, 1, { stride: ${stride}, bias: false }), batchNorm())), relu`,
    ...Array.from({ length: keeping }, () => `residual(${branch(width, 1)}), relu`),
  ]
  return `export const model = sequential([224, 224, 3],
  conv2d(64, 7, { stride: 2, padding: 3, bias: false }), batchNorm(), relu, maxPool2d(3, { stride: 2, padding: 1 }),
  ${[...stage(64, 1, 2), ...stage(128, 2, 7), ...stage(256, 2, 35), ...stage(512, 2, 2)].join(',\n  ')},
  globalAvgPool, dense(1000))
export const output: readonly [1000] = model.output
export const last: readonly [2048, 1000] = init(model, key(0)).params[105].kernel.shape
`
}

describe('models of hundreds of layers take the compiler', () => {
  const all = `import { key } from 'typegrad'
import { batchNorm, conv2d, dense, globalAvgPool, init, maxPool2d, relu, residual, sequential, serial, sumOf } from 'typegrad/dsl'
`
  const example = (name: string): string => readFileSync(fileURLToPath(new URL(`../../examples/${name}/model.ts`, import.meta.url)), 'utf8')

  it.each([
    ['resnet152', 35_000],
    ['vgg19', 25_000],
    ['alexnet', 12_500],
    ['transformer', 3_750],
  ] as const)('%s at most %i instantiations', { timeout: 60_000 }, (name, limit) => {
    const text = example(name)
    const imported = text
      .split('\n')
      .filter((line) => line.startsWith('import'))
      .join('\n')
    expect(instantiations(text) - instantiations(imported)).toBeLessThan(limit)
  })

  it('ResNet-152, written out, at most 150,000', { timeout: 60_000 }, () => {
    expect(instantiations(all + written()) - instantiations(all)).toBeLessThan(150_000)
  })
})

it.each(versions)(
  'TypeScript %s has nothing against 400 layers, and names the last where it does not fit',
  { timeout: 120_000 },
  async (version) => {
    const files = {
      ...Object.fromEntries(kinds.map(([, layer], kind) => [`fits${kind}.ts`, stack(400, layer)])),
      'differs.ts': `${imports}export const model = sequential([64], ${'dense(64), relu, '.repeat(200)}
residual(dense(3)))
`,
    }
    expect(await diagnose(version, files)).toEqual([
      expect.objectContaining({
        file: 'differs.ts',
        line: 3,
        column: 1,
        message: expect.stringContaining('residual: the branch maps [64] to [3]'),
      }),
    ])
  },
)
