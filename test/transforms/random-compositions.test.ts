import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import { type AnyTensor, acquire, astype, tensor } from '../../src/index.js'
import { primitives } from '../../src/primitives/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { disagreement, drawNumbers, drawTower, type Floor, type Many, pasted, run, tensorOf, transforms } from '../support/compositions.js'
import { drawWith } from '../support/draw.js'
import { drawFunction, functionOf } from '../support/random-function.js'
import { drawProgram, textOf, use } from '../support/random-program.js'

/** More by night: `TYPEGRAD_RUNS=500 npm test -- test/transforms/random-compositions.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 15)

const ground = (gen: fc.GeneratorValue, length: number): Floor => {
  const { inputs, text } = drawFunction(gen, length)
  const draw = drawWith(gen)
  return { text, f: functionOf<Many>(text), at: inputs.map(({ shape }) => drawNumbers(draw, shape)) }
}

/** All but those that jump where two operands meet, the one whose derivative is not that of its values, those that draw by f32 alone, where this computes in f64, and the one that refuses to be differentiated. */
const smooth = primitives.filter(
  ({ name }) =>
    ![
      'stopGradient',
      'maximum',
      'minimum',
      'scatterMax',
      'scatterMin',
      'equal',
      'notEqual',
      'less',
      'lessEqual',
      'remainder',
      'gammaWord',
      'poissonCount',
      'gammaDrawn',
      'gammaSlope',
    ].includes(name),
)

/** A program of any primitives as a function of its floats; what else it takes is closed over. */
const groundOfPrimitives = (gen: fc.GeneratorValue, length: number): Floor => {
  const { program, inputs } = drawProgram(gen, length, smooth)
  const text = textOf(program)
  const f = new Function('use', `return ${text}`)(use) as Many // what the text says
  const isFloat = ({ dtype }: NdArray) => dtype === 'f32'
  const at = inputs.filter(isFloat).map(({ shape, data }) => ({ shape, data: [...data] }))
  const closed: Many = (...floats) => {
    let next = 0
    const all = inputs.map((input) =>
      isFloat(input) ? (floats[next++] as AnyTensor) : astype(tensor(Float64Array.from(input.data), { shape: input.shape }), input.dtype),
    )
    return f(...all).filter(({ type }) => type.dtype === 'f64')
  }
  // All but the same as it was drawn, since that keeps away from where derivatives jump.
  const numbers: Floor['numbers'] = (_, shape, argument, axis) => {
    const after = sizeOf(shape.slice(axis + 1))
    const size = shape[axis] ?? 1
    const data = at[argument]?.data ?? []
    const place = (i: number) => Math.floor(i / (after * size)) * after + (i % after)
    return { shape, data: Array.from({ length: sizeOf(shape) }, (_, i) => (data[place(i)] ?? 0) + 0.003 * (Math.floor(i / after) % size)) }
  }
  return { text, f: closed, at, numbers }
}

describe('a function of any operations, with loops and branches', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it.each(Object.keys(transforms))(
    '%s of it is what its definition says',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 25 }), async (gen, length) => {
          const floor = await transforms[name]?.(ground(gen, length), drawWith(gen))
          const fault = await floor?.fault()
          if (floor && fault) throw new Error(pasted(floor, fault))
        }),
        { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
      )
    },
    runs * 4000,
  )

  it.each([2, 3])(
    '%s transforms on top of each other: each is what its definition makes of the function below',
    async (height) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 15 }), async (gen, length) => {
          for (const floor of await drawTower(gen, ground(gen, length), height)) {
            const fault = await floor.fault()
            if (fault) throw new Error(pasted(floor, fault))
          }
        }),
        { numRuns: 2 * runs, interruptAfterTimeLimit: 2000 * runs },
      )
    },
    runs * 8000,
  )
})

describe('a program of any primitives', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it.each([1, 2])(
    '%s transforms on top of each other: each is what its definition makes of the function below',
    async (height) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 5, max: 40 }), async (gen, length) => {
          const ground = groundOfPrimitives(gen, length)
          fc.pre(ground.at.length > 0 && ground.f(...ground.at.map((one) => tensorOf(one))).length > 0)
          for (const floor of await drawTower(gen, ground, height)) {
            const fault = await floor.fault()
            if (fault) throw new Error(pasted(floor, fault))
          }
        }),
        { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
      )
    },
    runs * 8000,
  )
})

describe('the same, compiled', () => {
  it.each([
    { backend: 'cpu', times: 3 * runs },
    { backend: 'webgpu', times: Math.ceil(runs / 5) },
  ] as const)(
    'two transforms on $backend are what they are on the reference, within 1e-3',
    async ({ backend, times }) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 8 }), async (gen, length) => {
          await acquire({ backend: 'reference' })
          const tower = await drawTower(gen, ground(gen, length), 2)
          const top = tower[1] as Floor // there are two
          const want = await run(top.f, top.at)
          await acquire({ backend })
          const got = await run(top.f, top.at, 'f32')
          const fault = disagreement(got, want, 1e-3)
          if (fault) throw new Error(pasted(top, fault))
        }),
        { numRuns: times, interruptAfterTimeLimit: 2000 * runs },
      )
    },
    runs * 8000,
  )
})
