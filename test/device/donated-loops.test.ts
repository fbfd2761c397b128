import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acquire, add, broadcastTo, inspect, jit, matmul, mul, scan, sin, sum, type Tensor, tensor } from '../../src/index.js'
import { printProgram } from '../../src/program/print.js'
import { item } from '../../src/program/program.js'
import { traceTrees } from '../../src/transforms/traced.js'
import { drawWith } from '../support/draw.js'
import { memoryOf } from '../support/memory-of.js'
import { compilesSlowly, onReference } from '../support/programs.js'
import { compiling, on, targets } from '../support/targets.js'

type Row = Tensor<[40]>
type Rows = Tensor<[number, 40]>

/** Operations and loops drawn at random, one on top of the other, over rows and lists of rows. */
const drawn = (gen: fc.GeneratorValue) => {
  const draw = drawWith(gen)
  const length = draw.int(1, 4)
  const [count, lists] = [draw.int(1, 4), draw.int(1, 2)]
  const shapes = [...Array.from({ length: count }, () => [40]), ...Array.from({ length: lists }, () => [length, 40])]
  const inputs = shapes.map((shape, i) => ({
    shape,
    dtype: 'f32' as const,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => Math.fround(Math.sin(7 * i + at))),
  }))
  const f = (...args: Tensor<number[]>[]) => {
    const rows = args.slice(0, count) as Row[]
    const stacks = args.slice(count) as Rows[]
    const row = () => draw.pick(rows)
    for (let steps = draw.int(2, 7); steps > 0; steps--) {
      const kind = draw.int(0, 4)
      if (kind === 0) rows.push(sin(row()))
      else if (kind === 1) rows.push(add(row(), mul(row(), 0.5)))
      else if (kind === 2) rows.push(add(row(), broadcastTo(mul(sum(row()), 0.1), [40])))
      else {
        const [begin, other, constant] = [row(), row(), row()]
        const isCrossed = draw.int(0, 1) === 1
        const [[a, b], stack] = scan(
          ([x, y]: readonly [Row, Row], one: Row) => {
            const next = sin(add(add(x, mul(sum(constant), 0.1)), mul(one, y)))
            return [isCrossed ? [y, next] : [next, y], sin(add(x, one))] as const
          },
          [begin, other] as const,
          draw.pick(stacks) as Tensor<[4, 40]>,
          { reverse: draw.int(0, 1) === 1 },
        )
        rows.push(a, b)
        stacks.push(stack)
      }
    }
    const outputs = [...rows, ...stacks]
    return Array.from({ length: draw.int(1, 4) }, () => draw.pick(outputs as Tensor<number[]>[]))
  }
  const types = inputs.map(({ shape, data }) => tensor(Float32Array.from(data), { shape }))
  return { program: traceTrees(f, types, 'test').program, inputs, donated: draw.subset(inputs.map((_, i) => i)) }
}

const slowly = await compilesSlowly()

describe('a program with loops whose arguments are donated', () => {
  for (const target of targets) {
    const runs = Number(process.env.TYPEGRAD_RUNS ?? (target.startsWith('cpu') ? 300 : slowly ? 5 : 15))
    it(`gives on ${target} what it means`, { timeout: runs * 20_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const { program, inputs, donated } = drawn(gen)
          const expected = onReference(program, inputs)
          const got = await on(target, program, inputs, donated)
          got.forEach(({ data }, i) => {
            data.forEach((x, j) => {
              const y = Number(item(expected, i).data[j])
              if (!(Math.abs(Number(x) - y) <= 1e-4 * Math.max(1, Math.abs(y))))
                throw new Error(`donated ${donated}: output ${i} place ${j}: ${x} is not ${y}\n${printProgram(program)}`)
            })
          })
        }),
        { numRuns: runs },
      )
    })
  }
})

describe.each(compiling)('on %s, memory that was donated', (backend) => {
  const xs = tensor(
    Array.from({ length: 120 }, (_, i) => Math.sin(i)),
    { shape: [3, 40] },
  )
  const ones = (): Row => tensor(new Float32Array(40).fill(1), { shape: [40] })

  it('is that of the state when a loop ends', async () => {
    await acquire({ backend })
    const run = jit((h: Row, list: Tensor<[3, 40]>) => scan((c: Row, x: Row) => [sin(add(c, x)), null] as const, h, list)[0], {
      donate: [0],
    })
    const next = run(ones(), xs)
    const memory = memoryOf(next)
    const again = run(next, xs)
    expect(memoryOf(again)).toBe(memory)
    await again.data()
  })

  it('is that of weights which are moved by a gradient through a loop', async () => {
    await acquire({ backend })
    const shape = [40, 40] as const
    const m = tensor(new Float32Array(1600).fill(0.01), { shape })
    const step = jit(
      (w: Tensor<[40, 40]>) => {
        const [h] = scan((c: Row, x: Row) => [sin(add(matmul(w, c), x)), null] as const, ones(), xs)
        return add(w, mul(sum(h), mul(w, 0.1)))
      },
      { donate: [0] },
    )
    const next = step(m)
    const memory = memoryOf(next)
    expect(memoryOf(step(next))).toBe(memory)
  })
})

it('values between steps that live at different times share memory', () => {
  const f = (length: number) => (h: Row) => {
    let x = h
    for (let i = 0; i < length; i++) x = scan((c: Row) => [sin(add(c, 1)), null] as const, sin(x), null, { length: 3 })[0]
    return sin(x)
  }
  const peak = (length: number) => inspect(f(length))(tensor(new Float32Array(40), { shape: [40] })).counts.peakBytes
  expect(peak(10)).toBe(peak(3))
})
