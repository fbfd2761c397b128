import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, jit } from '../../src/index.js'
import { functions } from './edges/functions.js'
import {
  agree,
  argumentsOf,
  backends,
  computed,
  faults,
  functionOf,
  jax,
  numbersIn,
  type Parts,
  parts,
  pointOf,
  type Statement,
  states,
  wrong,
} from './edges/points.js'

/*
 * Where derivatives jump or values run away: what comes out is stated here, first in words, then for every operation at every such point. JAX's word is in
 * test/fixtures/jax/edges.json, which scripts/fixtures/edges.py writes. Where typegrad has it otherwise, it is said why.
 */

describe('as in JAX', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  describe('a choice between values', () => {
    it('lets NaN through from the side that is not taken: both are computed, and 0 times an infinite slope is NaN', () =>
      states('where', { '0': { value: '0', gradient: 'NaN' }, '-1': { value: '0', gradient: 'NaN' }, '1': { gradient: '0.5' } }))

    it('does not where the operand is made safe before, by another choice', () =>
      states('where, made safe before', { '0': { gradient: '0' }, '-1': { gradient: '0' }, '1': { gradient: '0.5' } }))

    it('nor with cond, whose derivative is that of the branch alone, mapped or in a loop too', async () => {
      await states('cond', { '0': { gradient: '0', second: '0' }, NaN: { gradient: '0' }, '1': { gradient: '0.5', second: '-0.25' } })
      await states('a mapped gradient of cond', { '[0 4]': { value: '[0 0.25]' } })
      await states('a cond in a loop', { '[0 4]': { gradient: '[0 0.5]', second: '[0 -0.125]' } })
    })

    it('nor with a cond that is mapped first: in the branch that is not meant, what is mapped is a constant', async () => {
      await states('a mapped cond', { '[0 4]': { gradient: '[0 0.5]', second: '[0 -0.125]' } })
      await states('a mapped gradient of cond', { '[0 4]': { gradient: '[0 -0.0625]' } })
    })

    it('gives the derivative to the one that is taken, the second of two equal ones here', () =>
      states('where, between two', { '1, 1': { gradient: '0, 1' }, 'NaN, 1': { gradient: '0, 1' } }))
  })

  describe('ties', () => {
    it('of max and min over an axis share the cotangent evenly', async () => {
      await states('max', { '[1 3 3 2]': { gradient: '[0 0.5 0.5 0]' }, '[Infinity 1 Infinity]': { gradient: '[0.5 0 0.5]' } })
      await states('min', { '[1 1 1 4]': { gradient: '[0.333333333333 0.333333333333 0.333333333333 0]' } })
      await states('max along an axis', { '[1 3 3 2 2 2]': { gradient: '[0 0.5 0.5 0.666666666667 0.666666666667 0.666666666667]' } })
    })

    it('of maximum and minimum give each operand half', async () => {
      await states('maximum', { '2, 2': { gradient: '0.5, 0.5' }, '0, -0': { value: '0', gradient: '0.5, 0.5' } })
      await states('minimum', { '2, 2': { gradient: '0.5, 0.5' }, '0, -0': { value: '-0', gradient: '0.5, 0.5' } })
    })

    it('of a sort stay in the order in which they stand; so do those of topK', async () => {
      await states('sort', { '[1 3 3 2]': { value: '[1 2 3 3]', gradient: '[1 3 4 2]' } })
      await states('argsort', { '[1 3 3 2]': { value: '[0 3 1 2]' } })
      await states('argsort, descending', { '[1 3 3 2]': { value: '[1 2 3 0]' } })
      await states('topK', { '[1 1 1 4]': { value: '[4 1]', gradient: '[2 0 0 1]' } })
    })

    it('of argmax and argmin are won by the first, and NaN beats every number', async () => {
      await states('argmax', { '[1 3 3 2]': { value: '1' }, '[1 NaN NaN]': { value: '1' } })
      await states('argmin', { '[1 1 1 4]': { value: '0' }, '[NaN 1]': { value: '0' } })
    })
  })

  describe('corners', () => {
    it('of relu and elu at 0: 0 as to the left, 1 as to both sides', async () => {
      await states('relu', { '0': { gradient: '0' }, '-0': { gradient: '0' } })
      await states('elu', { '0': { gradient: '1' } })
    })

    it('of abs at 0: that of the right side', () =>
      states('abs', { '0': { gradient: '1', second: '0' }, '-0': { gradient: '1' }, '-1': { gradient: '-1' } }))

    it('of clip at its bounds: half the slope at a tie, as of the minimum and maximum that it is', async () => {
      await states('clip', { '1': { gradient: '0.5' }, '-1': { gradient: '0.5' }, '0.5': { gradient: '1' }, Infinity: { gradient: '0' } })
      await states('relu as a maximum', { '0': { gradient: '0.5' } })
    })

    it('of steps: sign, floor, ceil and round have the slope 0, where they jump too', async () => {
      for (const step of ['floor', 'ceil', 'round']) await states(step, { '0.5': { gradient: '0' }, '1': { gradient: '0' } })
      await states('round', { '0.5': { value: '0' }, '-0.5': { value: '-0' }, '1.5': { value: '2' }, '2.5': { value: '2' } })
      await states('sign', { '0': { value: '0', gradient: '0' }, '-0': { value: '-0' } })
    })

    it('of rem at a multiple: the slope in the divisor is that of the step above', async () => {
      await states('rem', { '6, 3': { value: '0', gradient: '1, -2' }, '-6, 3': { value: '-0', gradient: '1, 2' } })
      await states('rem', { '1, 0': { value: 'NaN', gradient: '1, -Infinity' } })
    })
  })

  describe('roots', () => {
    it('have an infinite slope at 0', async () => {
      await states('sqrt', { '0': { gradient: 'Infinity' }, '-0': { value: '-0', gradient: '-Infinity' }, '-1': { gradient: 'NaN' } })
      await states('log', { '0': { value: '-Infinity', gradient: 'Infinity' }, '-1': { value: 'NaN', gradient: '-1' } })
      await states('rsqrt', { '0': { value: 'Infinity', gradient: '-Infinity' } })
      await states('log1p', { '-1': { value: '-Infinity', gradient: 'Infinity' } })
      await states('asin', { '1': { gradient: 'Infinity' }, '2': { value: 'NaN', gradient: 'NaN' } })
      await states('acos', { '1': { value: '0', gradient: '-Infinity' } })
    })

    it('of sums of squares are safe where the sum is: the norm of what is not 0', () =>
      states('norm, made safe before', { '[0 0]': { gradient: '[0 0]' }, '[3 4]': { gradient: '[0.6 0.8]' } }))

    it('of nothing: the variance of what is constant is 0, and its slope too', () =>
      states('variance', {
        '[3 3 3]': { value: '0', gradient: '[0 0 0]' },
        // Of large numbers too: the mean is taken away before squares are.
        '[100000000 100000000 100000000]': { value: '0', gradient: '[0 0 0]' },
      }))

    it('nor has the angle of the origin a slope, though it has a value', () =>
      states('atan2', { '0, 0': { value: '0', gradient: 'NaN, NaN' }, '0, -0': { value: '3.14159265359', gradient: 'NaN, NaN' } }))
  })

  describe('powers', () => {
    it('0 to the 0 is 1, of slope 0 in the base', async () => {
      await states('pow', { '0, 0': { value: '1' } })
      await states('pow to 0', { '0': { value: '1', gradient: '0', second: '0' }, NaN: { value: '1', gradient: '0', second: '0' } })
    })

    it('of whole exponents have their slope at 0 and below', async () => {
      await states('pow to 1', { '0': { gradient: '1', second: '0' } })
      await states('pow to 2', { '0': { gradient: '0', second: '2' } })
      await states('pow to 3', { '-2': { gradient: '12', second: '-12' } })
      await states('pow to -1', { '0': { value: 'Infinity', gradient: '-Infinity' } })
    })

    it('of 0 have the slope 0 in a positive exponent, though the logarithm of 0 is infinite', () =>
      states('pow of 0', { '2': { value: '0', gradient: '0' }, '0': { value: '1', gradient: '0' } }))

    it('of a negative base have a slope in it, and none in the exponent', () =>
      states('pow', { '-2, 3': { value: '-8', gradient: '12, NaN' }, '-2, 0.5': { value: 'NaN' } }))

    it('to the 0 have a slope in the base that is 0 and moves with the exponent', () =>
      states('pow, the slope in the base', { '2, 0': { value: '0', gradient: '0, 0.5' }, '-2, 0': { value: '-0', gradient: '0, NaN' } }))
  })

  describe('exponentials stay where they are, however large the numbers', () => {
    it('logSumExp of -inf alone is -inf, beside others it counts for nothing, and of inf is inf', () =>
      states('logSumExp', {
        '[-Infinity -Infinity]': { value: '-Infinity', gradient: '[NaN NaN]' },
        '[-Infinity 0]': { value: '0', gradient: '[0 1]' },
        '[Infinity 1]': { value: 'Infinity', gradient: '[NaN 0]' },
        '[1000 1000]': { value: '1000.69314718', gradient: '[0.5 0.5]' },
      }))

    it('softmax and logSoftmax: what is masked by -inf has the weight 0; where all is masked there is none', async () => {
      await states('softmax', {
        '[1000 1000]': { value: '[0.5 0.5]' },
        '[-1000 1000]': { value: '[0 1]', gradient: '[0 0]' },
        '[-Infinity 0]': { value: '[0 1]', gradient: '[0 0]' },
        '[-Infinity -Infinity]': { value: '[NaN NaN]', gradient: '[NaN NaN]' },
      })
      await states('logSoftmax', { '[-1000 1000]': { value: '[-2000 0]' }, '[-Infinity 0]': { value: '[-Infinity 0]' } })
    })

    it('sigmoid and softplus', async () => {
      await states('sigmoid', { '-1000': { value: '0', gradient: '0' }, '1000': { value: '1', gradient: '0' } })
      await states('softplus', { '-1000': { value: '0', gradient: '0' }, '1000': { value: '1000', gradient: '1' } })
      await states('logSigmoid', { '-1000': { value: '-1000', gradient: '1' }, '-Infinity': { value: '-Infinity', gradient: '1' } })
    })

    it('softplus is smooth at 0', () => states('softplus', { '0': { gradient: '0.5', second: '0.25' } }))

    it('silu and gelu of -inf are no number: infinity times 0', async () => {
      for (const f of ['silu', 'gelu'])
        await states(f, { '-Infinity': { value: 'NaN', gradient: 'NaN' }, '-1000': { value: '-0', gradient: '0' } })
    })

    it('log1p and expm1 of what is small keep its digits', async () => {
      for (const f of ['log1p', 'expm1']) await states(f, { '1e-20': { value: '1e-20', gradient: '1' } })
    })
  })

  it('a division by 0 has no slope that is a number', async () => {
    await states('div', { '1, 0': { value: 'Infinity', gradient: 'Infinity, -Infinity' }, '0, 0': { gradient: 'Infinity, NaN' } })
    await states('reciprocal', { '0': { gradient: '-Infinity' } })
    await states('div by itself', { '0': { value: 'NaN', gradient: 'NaN' } })
  })

  it('a product with zeros has the slopes of a product: nothing is divided by', async () => {
    await states('prod', { '[2 0 4]': { gradient: '[0 8 0]' }, '[0 3 0]': { gradient: '[0 0 0]' } })
    await states('cumprod', { '[2 0 4]': { value: '[2 0 0]', gradient: '[1 28 0]' } })
  })
})

interface Departure {
  /** What typegrad does, and why not as JAX does. */
  readonly says: string
  /** What typegrad gives, where JAX gives something else. */
  readonly of: Readonly<Record<string, Statement>>
}

const departures: readonly Departure[] = [
  {
    says: 'norm at 0, and std of what is constant, have the slope 0, as in PyTorch; JAX has NaN, 0 times infinity',
    of: {
      norm: {
        '[0 0]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
        '[-0 0]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
        '[0]': { value: '0', gradient: '[0]', second: '[0]' },
        // Squares that are too small for the dtype are 0.
        '[1e-170 1e-170]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
        '[1e-300 0]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
      },
      'norm along an axis': { '[0 0 0 2]': { value: '[0 2]', gradient: '[0 0 0 2]', second: '[0 0 3 0]' } },
      std: {
        '[2]': { value: '0', gradient: '[0]', second: '[0]' },
        '[2 2]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
        '[3 3 3]': { value: '0', gradient: '[0 0 0]', second: '[0 0 0]' },
        '[100000000 100000000 100000000]': { value: '0', gradient: '[0 0 0]', second: '[0 0 0]' },
        '[0 0]': { value: '0', gradient: '[0 0]', second: '[0 0]' },
      },
    },
  },
  {
    says: 'leakyRelu has at 0 the slope of the left side, as relu has and as in PyTorch; JAX has that of the right side',
    of: { leakyRelu: { '0': { gradient: '0.01' }, '-0': { gradient: '0.01' } } },
  },
  {
    says: 'the activations with a corner pass NaN on, with the slope of the right side, as in PyTorch; JAX has three answers',
    of: {
      relu: { NaN: { value: 'NaN', gradient: '1' } },
      leakyRelu: { NaN: { value: 'NaN', gradient: '1' } },
      elu: { NaN: { value: 'NaN', gradient: '1', second: '0' } },
      selu: { NaN: { value: 'NaN', gradient: '1.05070098736', second: '0' } },
    },
  },
  {
    says: "there is no relu6: clip from 0 to 6 has half the slope at both, as JAX's clip, where its relu6 has 0",
    of: { relu6: { '0': { gradient: '0.5' }, '6': { gradient: '0.5' } } },
  },
  {
    says: "maxPool shares a tie evenly, as max does; JAX's reduce_window, and PyTorch, give all to the first",
    of: {
      maxPool: {
        '[1 3 3 2]': { gradient: '[0 2 4 0]' },
        '[2 2 2]': { gradient: '[0.5 1.5 1]' },
        '[-Infinity -Infinity]': { gradient: '[0.5 0.5]' },
      },
    },
  },
  {
    says: "a descending sort leaves equal elements as they stand, as argsort does; JAX's is an ascending one read backwards",
    of: {
      'sort, descending': {
        '[1 3 3 2]': { value: '[3 3 2 1]', gradient: '[4 1 2 3]' },
        '[2 2]': { gradient: '[1 2]' },
        '[1 NaN NaN]': { value: '[NaN NaN 1]', gradient: '[3 1 2]' },
      },
    },
  },
  {
    says: "to topK 0 and -0 are equal, as to sort; to JAX's they are not",
    of: { topK: { '[-0 0]': { value: '[-0 0]', gradient: '[1 2]' } }, 'topK, places': { '[-0 0]': { value: '[0 1]' } } },
  },
  {
    says: 'pow has the slope 0 in the base wherever the exponent is 0, as JAX has for a static one; for a tensor it has NaN at 0 and NaN',
    of: {
      pow: {
        '0, 0': { value: '1', gradient: '0, 0', second: '0, 0' },
        '-0, 0': { value: '1', gradient: '0, 0', second: '0, 0' },
        'NaN, 0': { value: '1', gradient: '0, NaN', second: '0, NaN' },
        '0, 1': { value: '0', second: '0, 0' },
        'NaN, 1': { value: 'NaN', second: '0, NaN' },
      },
      'pow, the slope in the base': {
        '0, 1': { value: '1', gradient: '0, 1', second: '0, 0' },
        '0, 2': { value: '0', second: '0, 0' },
      },
      'pow of itself': { '0': { value: '1', gradient: '0', second: '1' } },
    },
  },
  {
    says: 'a quotient is not squared on the way to its slope, so that of large numbers is right; in JAX it runs out of range',
    of: {
      div: { '1e+200, 1e+200': { gradient: '1e-200, -1e-200' } },
      'div by itself': { '1e+300': { gradient: '0' }, '-1e+300': { gradient: '0' } },
    },
  },
  {
    says: 'the slope of a variance is 2 (x - mean) / n, as in PyTorch; JAX adds the sum of all x - mean, 0, which is NaN where one of them is infinite',
    of: { variance: { '[Infinity 1]': { gradient: '[NaN -Infinity]' } } },
  },
  {
    says: 'second derivatives keep what is tiny, where JAX has 0',
    of: {
      softplus: { '50': { second: '1.92874984796e-22' } },
      logSigmoid: { '-50': { second: '-1.92874984796e-22' } },
      tanh: { '1e-300': { second: '-2e-300' }, '-1e-300': { second: '2e-300' } },
    },
  },
  {
    says: 'an index out of range is the nearest one in it, and the derivative goes there; in JAX a negative one counts from the end, others are filled or dropped',
    of: {
      'gather, out of range': { '[1 2 3]': { value: '[1 3 3]', gradient: '[1 0 5]' } },
      'gather, a negative place': { '[1 2 3]': { value: '[1]', gradient: '[1 0 0]' } },
      'take, out of range': { '[1 2 3]': { value: '[1 3 3]', gradient: '[1 0 5]' } },
      'takeAlongAxis, out of range': { '[1 2 3]': { value: '[1 3 3]', gradient: '[1 0 5]' } },
      'scatterAdd, out of range': { '[1 2 3], [10 20 40]': { value: '[31 2 43]', gradient: '[1 2 3], [1 1 3]' } },
    },
  },
]

/** What is wanted of typegrad: JAX's word, or what it departs to. */
const wantedAt = (name: string, at: string): Parts<string> =>
  Object.assign({ ...pointOf(name, at) }, ...departures.map(({ of }) => of[name]?.[at]))

describe('not as in JAX', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it.each(departures)('$says', async ({ of }) => {
    for (const [name, statement] of Object.entries(of))
      for (const [at, said] of Object.entries(statement)) {
        expect(await faults(name, at, said)).toEqual([])
        const theirs = pointOf(name, at)
        const differs = parts.some((part) => said[part] && !agree(part, numbersIn(said[part]), numbersIn(theirs[part] ?? '')))
        expect({ name, at, theirs, differs }).toMatchObject({ differs: true })
      }
  })
})

describe('every operation, at every point', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  it('is asked of both', () => {
    expect(Object.keys(functions).toSorted()).toEqual(Object.keys(jax).toSorted())
  })

  it.each(Object.entries(jax))('%s', async (name, points) => {
    const all = await Promise.all(Object.keys(points).map((at) => faults(name, at, wantedAt(name, at))))
    expect(all.flat()).toEqual([])
  })
})

/** Numbers that f32 can hold, and their squares. */
const isModest = (text = ''): boolean =>
  numbersIn(text).every((x) => x === 0 || !Number.isFinite(x) || (Math.abs(x) > 1e-18 && Math.abs(x) < 1e18))

/** A driver may take 0 times what it does not know for 0, if the program says the 0; here it is the logarithm that stands for that of 0. */
const withoutNaN = ['pow of 0']

describe.each([
  { backend: 'cpu', names: Object.keys(jax) },
  { backend: 'webgpu', names: Object.keys(jax).filter((name, i) => i % 8 === 0 && !withoutNaN.includes(name)) },
] as const)('on $backend, in f32', ({ backend, names }) => {
  beforeAll(() => acquire({ backend }))

  it.each(Object.entries(jax).filter(([name]) => names.includes(name)))('%s', async (name, points) => {
    const modest = Object.keys(points)
      .map((at) => ({ at, wanted: wantedAt(name, at) }))
      .filter(({ at, wanted }) => [at, ...Object.values(wanted)].every(isModest))
    const run = jit((lists: readonly (readonly AnyTensor[])[]) =>
      lists.map((args, i) => computed(functionOf(name), args, modest[i]?.wanted ?? { value: '' })),
    )
    const results = run(modest.map(({ at }) => argumentsOf(at, 'f32')))
    const found = await Promise.all(
      modest.map(({ at, wanted }, i) => wrong(name, at, wanted, results[i] ?? { value: [] }, backends[backend])),
    )
    expect(found.flat()).toEqual([])
  })
})
