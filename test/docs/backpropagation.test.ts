import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { gradientNorms } from '../../examples/backpropagation/depth.js'
import { plot } from '../../examples/backpropagation/plot.js'
import { depth, stacks } from '../../examples/backpropagation/stacks.js'
import { acquire, grad, inspect, key, linearize, linearTranspose, mul, sin, sum, type Tensor, tensor } from '../../src/index.js'

/* The page says what happens: its programs are those that are printed, its numbers those that are measured. */

const guide = (name: string) => readFile(new URL(`../../docs/guide/${name}`, import.meta.url), 'utf8')

let page: string
beforeAll(async () => {
  await acquire({ backend: 'reference' })
  page = await guide('backpropagation.md')
})

const f = (x: Tensor<[3]>) => sum(mul(sin(x), x))
const x = tensor([1, 2, 3])

describe('the page on backpropagation', () => {
  it('prints the programs of the function, of what it pushes forward, and of its gradient', () => {
    const pushed = (at: Tensor<[3]>, t: Tensor<[3]>) => linearize(f, at)[1](t)
    const programs = [inspect(f)(x).program, inspect(pushed)(x, x).program, inspect(grad(f))(x).program]
    expect([...page.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, text]) => text)).toEqual(programs)
  })

  it('makes the gradient of linearize and transpose', async () => {
    const [, push] = linearize(f, x)
    const [gradient] = linearTranspose(push, x)(tensor(1))
    const numbers = [...(await gradient.data())]
    expect(numbers).toEqual([...(await grad(f)(x).data())])
    expect(page).toContain(`[${numbers.map((n) => n.toFixed(4)).join(', ')}], both`)
  })
})

describe('gradients of deep stacks', () => {
  let lines: readonly { readonly name: string; readonly values: readonly number[] }[]
  beforeAll(async () => {
    await acquire({ backend: 'cpu' })
    lines = await Promise.all(stacks.map(async (stack) => ({ name: stack.name, values: await gradientNorms(stack, depth, key(0)) })))
  }, 180_000)

  it('vanish behind sigmoids, and do not behind ReLUs', () => {
    const fall = Object.fromEntries(lines.map(({ name, values }) => [name, (values[0] ?? 0) / (values.at(-1) ?? 0)]))
    expect(fall.sigmoid).toBeLessThan(4 ** -19)
    for (const name of ['tanh', 'ReLU', 'leaky ReLU']) expect(fall[name]).toBeGreaterThan(0.1)
  })

  it('are those of the table', () => {
    const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)]
    expect(rows.length).toBe(5)
    for (const [, layer, cells] of rows)
      for (const [i, cell] of (cells ?? '').split(' | ').entries()) {
        const measured = lines[i]?.values[Number(layer) - 1] ?? Number.NaN
        // Devices round differently, and the table has two digits.
        expect(Math.abs(Number(cell) / measured - 1)).toBeLessThan(0.05)
      }
  })

  it('are those of the picture', async () => {
    const numbers = (svg: string) => [...svg.matchAll(/points="([^"]*)"/g)].flatMap(([, points]) => points?.split(/[ ,]/).map(Number) ?? [])
    const [drawn, measured] = [numbers(await guide('vanishing-gradient.svg')), numbers(plot('', lines))]
    expect(drawn.length).toBe(measured.length)
    drawn.forEach((n, i) => {
      expect(Math.abs(n - (measured[i] ?? Number.NaN))).toBeLessThan(0.5)
    })
  })
})
