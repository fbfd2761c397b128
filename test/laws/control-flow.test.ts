import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  cond,
  greater,
  less,
  map,
  mean,
  scan,
  sin,
  slice,
  stack,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from '../../src/index.js'
import type { Draw } from '../../src/tensor/sample.js'
import { disagreement, drawNumbers, loose, type Many, type Numbers, run, scalarised } from '../support/compositions.js'
import { drawWith } from '../support/draw.js'
import { drawBody, functionOf } from '../support/random-function.js'

/** More by night: `TYPEGRAD_RUNS=500 npm test -- test/laws/control-flow.test.ts`. */
const runs = Number(process.env.TYPEGRAD_RUNS ?? 6)

beforeAll(() => acquire({ backend: 'reference' }))

/** All that is asked of two functions: how values, derivatives and what is mapped come out. Each is given what it takes beside the arguments. */
const views = (argnums: readonly number[]): Readonly<Record<string, (f: Many) => Many>> => {
  const n = argnums.length
  const slopes = (f: Many): Many => loose.grad(scalarised(f), { argnums })
  return {
    values: (f) => f,
    jvp:
      (f) =>
      (...all) =>
        loose.jvp(f, all.slice(0, n), all.slice(n))[1],
    linearize:
      (f) =>
      (...all) =>
        loose.linearize(f, ...all.slice(0, n))[1](...all.slice(n)),
    grad: (f) => slopes(f),
    'second order': (f) => slopes(slopes(f)),
    'forward over reverse':
      (f) =>
      (...all) =>
        loose.jvp(slopes(f), all.slice(0, n), all.slice(n))[1],
    'reverse over forward': (f) => slopes((...x) => loose.jvp(f, x, x)[1]),
    vmap: (f) => loose.vmap(f, { in: argnums.map((i) => (i === 0 ? 0 : i === 1 ? -1 : null)) }),
    'vmap of grad': (f) => loose.vmap(slopes(f), { in: argnums.map((i) => (i === 0 ? 0 : null)) }),
    'grad of vmap': (f) => slopes(loose.vmap(f, { in: argnums.map((i) => (i === 0 ? null : 0)) })),
    jit: (f) => loose.jit(f),
    'grad of checkpoint': (f) => slopes(loose.checkpoint(f)),
  }
}

const forwardViews = ['jvp', 'linearize', 'forward over reverse']

/** Arguments for a view: those that it maps have one more axis, and forward ones have tangents after them. */
const argumentsOf = (name: string, shapes: readonly (readonly number[])[], draw: Draw): Numbers[] => {
  const grown = shapes.map((shape, i) => {
    if (name === 'vmap') return i === 0 ? [2, ...shape] : i === 1 ? [...shape, 2] : shape
    if (name === 'vmap of grad') return i === 0 ? [2, ...shape] : shape
    if (name === 'grad of vmap') return i === 0 ? shape : [2, ...shape]
    return shape
  })
  return [...grown, ...(forwardViews.includes(name) ? grown : [])].map((shape) => drawNumbers(draw, shape))
}

/** Throws, with the text that both were made of, where a view of one is not that of the other. */
const expectSame = async (draw: Draw, shapes: readonly (readonly number[])[], one: Many, other: Many, text: string): Promise<void> => {
  for (const [name, view] of Object.entries(views(shapes.map((_, i) => i)))) {
    const at = argumentsOf(name, shapes, draw)
    const fault = disagreement(await run(view(one), at), await run(view(other), at), 1e-9)
    if (fault)
      throw new Error(`${name}: ${fault}, of\n${text}\nat ${at.map(({ shape, data }) => `[${data.join(', ')}] of [${shape}]`).join(', ')}`)
  }
}

type Step = (carry: AnyTensor, x: AnyTensor) => readonly [AnyTensor, AnyTensor]

/** Shapes of what is carried, of a slice, of what is stacked; and how many slices. */
const drawShapes = (draw: Draw) => {
  const shape = () => Array.from({ length: draw.int(0, 2) }, () => draw.int(1, 3))
  return { carry: shape(), x: shape(), y: shape(), length: draw.int(1, 4) }
}

const first = (text: string) => functionOf<(w: AnyTensor) => (...args: AnyTensor[]) => readonly [AnyTensor]>(`(w) => ${text}`)

describe('scan', () => {
  it.each([false, true])(
    'is the loop that it stands for, with constants closed over, in the direction asked for (reverse: %s)',
    async (reverse) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const draw = drawWith(gen)
          const { carry, x, y, length } = drawShapes(draw)
          const w = { name: 'w', shape: draw.pick([[], carry, [2]]) }
          const text = drawBody(gen, [carry, x], [carry, y], [w])
          const body = functionOf<(w: AnyTensor) => Step>(`(w) => ${text}`)
          const scanned: Many = (init, xs, given) => scan(body(given) as never, init, xs, { reverse }) as never
          const unrolled: Many = (init, xs, given) => {
            const step = body(given)
            let state = init as AnyTensor
            const made: AnyTensor[] = []
            for (let i = 0; i < length; i++) {
              const at = reverse ? length - 1 - i : i
              const [next, one] = step(state, slice(xs as AnyTensor, at))
              state = next
              made[at] = one
            }
            return [state, stack(made)]
          }
          await expectSame(draw, [carry, [length, ...x], w.shape], scanned, unrolled, `scan(${text}, init, xs, { reverse: ${reverse} })`)
        }),
        { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
      )
    },
  )
})

describe('map', () => {
  it('is vmap, and is the loop that it stands for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const { carry, x, y, length } = drawShapes(draw)
        const w = { name: 'w', shape: carry }
        const text = drawBody(gen, [x], [y], [w])
        const body = first(text)
        const mapped: Many = (given, xs) => [map((one: AnyTensor) => body(given)(one)[0], xs) as AnyTensor]
        const all: Many = (given, xs) => [vmap((one: AnyTensor) => body(given)(one)[0])(xs as AnyTensor) as AnyTensor]
        const loop: Many = (given, xs) => [stack(Array.from({ length }, (_, i) => body(given)(slice(xs as AnyTensor, i))[0]))]
        const shapes = [carry, [length, ...x]]
        await expectSame(draw, shapes, mapped, all, `map(${text}, xs) and vmap`)
        await expectSame(draw, shapes, mapped, loop, `map(${text}, xs) and a loop`)
      }),
      { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
    )
  })
})

describe('cond', () => {
  it('is the branch taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), async (gen, which) => {
        const draw = drawWith(gen)
        const { carry, x, y } = drawShapes(draw)
        const w = { name: 'w', shape: carry }
        const [yes, no] = [drawBody(gen, [x], [y], [w]), drawBody(gen, [x], [y], [w])]
        const [onTrue, onFalse] = [first(yes), first(no)]
        // The predicate depends on the argument, and is what was drawn: a sine is above -2.
        const chosen: Many = (given, one) => [
          cond(
            (which ? greater : less)(mean(sin(one as Tensor<[]>)), -2),
            (u: AnyTensor) => onTrue(given)(u)[0],
            (u: AnyTensor) => onFalse(given)(u)[0],
            one as AnyTensor,
          ),
        ]
        const taken: Many = (given, one) => [(which ? onTrue : onFalse)(given)(one as AnyTensor)[0]]
        await expectSame(draw, [carry, x], chosen, taken, `cond(${which}, ${yes}, ${no}, x)`)
      }),
      { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
    )
  })
})

describe('whileLoop', () => {
  const repeated =
    (body: (w: AnyTensor) => (...args: AnyTensor[]) => readonly [AnyTensor], times: number): Many =>
    (given, init) => {
      let state = init as AnyTensor
      for (let i = 0; i < times; i++) state = body(given)(state)[0]
      return [state]
    }

  it('is the loop that it stands for, stopped where it is to stop at the latest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.nat({ max: 5 }), fc.nat({ max: 4 }), async (gen, turns, atMost) => {
        const draw = drawWith(gen)
        const { carry, x } = drawShapes(draw)
        const text = drawBody(gen, [carry], [carry], [{ name: 'w', shape: x }])
        const body = first(text)
        const loop: Many = (given, init) => [
          whileLoop(
            ([i]: readonly [Tensor<[]>, AnyTensor]) => less(i, turns),
            ([i, state]) => [add(i, 1), body(given)(state)[0]] as const,
            [tensor(0), init as AnyTensor] as const,
            { atMost },
          )[1],
        ]
        await expectSame(draw, [x, carry], loop, repeated(body, Math.min(turns, atMost)), `${turns} of at most ${atMost} times ${text}`)
      }),
      { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
    )
  })

  it('goes on as its values say, and its derivative is that of the steps that were taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const { carry, x } = drawShapes(draw)
        const text = drawBody(gen, [carry], [carry], [{ name: 'w', shape: x }])
        const body = first(text)
        const at = [x, carry].map((shape) => drawNumbers(draw, shape))
        const bound = 0.3217
        const loop: Many = (given, init) => [
          whileLoop(
            (state: AnyTensor) => less(mean(state as Tensor<[]>), bound),
            (state) => body(given)(state)[0],
            init as AnyTensor,
            { atMost: 5 },
          ),
        ]
        let taken = 0
        const meanOf = async (times: number) => {
          const [{ data } = { data: [] }] = await run(repeated(body, times), at)
          return data.reduce((total, value) => total + value, 0) / data.length
        }
        while (taken < 5 && (await meanOf(taken)) < bound) taken++
        for (const [name, view] of Object.entries(views([0, 1]))) {
          if (name.includes('map')) continue
          const given = [...at, ...(forwardViews.includes(name) ? at : [])]
          const fault = disagreement(await run(view(loop), given), await run(view(repeated(body, taken)), given), 1e-9)
          if (fault) throw new Error(`${name}: ${fault}, after ${taken} times ${text}`)
        }
      }),
      { numRuns: runs, interruptAfterTimeLimit: 2000 * runs },
    )
  })
})
