import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  arange,
  argsort,
  astype,
  atan2,
  avgPool,
  checkpoint,
  concat,
  cond,
  conv,
  cumsum,
  full,
  grad,
  greater,
  hypot,
  isFinite,
  isInf,
  jit,
  key,
  logAddExp,
  matmul,
  maxPool,
  mean,
  mul,
  normal,
  relu,
  reshape,
  scan,
  slice,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  tree,
  vmap,
  whileLoop,
} from '../../../src/index.js'
import { mesh } from '../../../src/interchange/mesh.js'
import { type OnnxFunctionOptions, toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { shard } from '../../../src/interchange/shard.js'
import { arrayOf, demandClose, engine, runOnnx } from './runtime.js'

type Tensors = readonly AnyTensor[]

const draw = <const S extends readonly number[]>(seed: number, shape: S): AnyTensor => normal(key(seed), [...shape])

describe.skipIf(!engine)('functions, in ONNX Runtime (needs TYPEGRAD_ONNX, see runtime.ts)', () => {
  beforeAll(() => acquire({ backend: 'reference' }))

  /** One file, made for the first run, gives what the function gives in all. */
  const agrees = async (f: (...args: never[]) => unknown, runs: readonly Tensors[], dynamic: OnnxFunctionOptions['dynamic'] = []) => {
    const [first = []] = runs
    const file = await toOnnx(f as (...args: AnyTensor[]) => unknown, { dynamic })(...first)
    const got = await runOnnx(file, await Promise.all(runs.map((all) => Promise.all(all.map(arrayOf)))))
    for (const [i, args] of runs.entries()) {
      const wanted = await Promise.all(tree.leaves(f(...(args as never[]))).map(arrayOf)) // they are drawn for it
      expect(demandClose(`run ${i}`, got[i] ?? [], wanted, 1e-5)).toBeLessThan(1e-5)
    }
  }

  it('of sizes that have names', async () => {
    const f = (x: Tensor<[number, number, 3]>, w: Tensor<[3, 6]>) => {
      const y = matmul(x, w)
      const [n, t] = y.shape
      const heads = transpose(reshape(y, [n, t, 2, 3]), [0, 2, 1, 3])
      return [reshape(heads, [n * 2, t, 3]), mean(y, { axis: 1 }), add(y, full([n, t, 1], 2)), arange(t), softmax(y, { axis: 1 }), sum(y)]
    }
    const sizes = [
      [5, 4],
      [1, 2],
      [3, 9],
    ] as const
    await agrees(
      f,
      sizes.map(([n, t]) => [draw(n, [n, t, 3]), draw(t, [3, 6])]),
      [['N', 'T'], []],
    )
  })

  it('that cut, join and order along such a size', async () => {
    const f = (x: Tensor<[number, 3]>) => [
      slice(x, [1, 3]),
      slice(x, [0, -1]),
      slice(x, [-2, -1]),
      concat([x, x]),
      cumsum(x, { axis: 0 }),
      argsort(x, { axis: 0 }),
    ]
    await agrees(
      f,
      [6, 3, 8].map((n) => [draw(n, [n, 3])]),
      [['N']],
    )
  })

  it('that step with such a size', async () => {
    for (const every of [2, 3, 5, 7, 8]) {
      const f = (x: Tensor<[number]>) => {
        const part = slice(x, [0, x.shape[0], every])
        return add(part, arange(part.shape[0]))
      }
      await agrees(
        f,
        [3, 1, 7, 8, 9, 15, 16, 17, 40].map((n) => [draw(n, [n])]),
        [['N']],
      )
    }
  })

  it('that reshape at a size which another name begins with', async () => {
    const f = (x: Tensor<[number, number, 2]>) => reshape(x, [x.shape[1], x.shape[0], 2])
    await agrees(
      f,
      (
        [
          [3, 3],
          [2, 5],
        ] as const
      ).map(([n, t]) => [draw(n, [n, t, 2])]),
      [['N', 'T']],
    )
  })

  it('that have a largest size', async () => {
    const table = draw(9, [9, 2]) as Tensor<[9, 2]>
    const f = (x: Tensor<[number, 2]>) => add(x, slice(table, [0, x.shape[0]]) as typeof x)
    await agrees(
      f,
      [3, 1, 9].map((n) => [draw(n, [n, 2])]),
      [['N']],
    )
  })

  it('at the ends of what floats can say', async () => {
    const ends = tensor([0, -0, 1, -1, Infinity, -Infinity, Number.NaN])
    const all = (x: Tensor<[7]>) => {
      const [a, b] = [reshape(x, [7, 1]), reshape(x, [1, 7])]
      return [atan2(a, b), hypot(a, b), logAddExp(a, b), isInf(astype(x, 'f16')), isFinite(astype(x, 'f16'))]
    }
    await agrees(all, [[ends]])
  })

  it('with a gradient by a kernel, of pictures of any size', async () => {
    const slope = grad((kernel: Tensor<[3, 3, 1, 2]>, x: Tensor<[number, number, number, 1]>) => sum(square(conv(x, kernel))))
    await agrees(
      slope,
      (
        [
          [2, 6, 7],
          [1, 9, 5],
        ] as const
      ).map(([n, h, w]) => [draw(1, [3, 3, 1, 2]), draw(2, [n, h, w, 1])]),
      [[], ['N', 'H', 'W']],
    )
  })

  it('with loops and branches', async () => {
    const body = (carry: Tensor<[3]>, x: Tensor<[3]>) => [add(mul(carry, 0.5), x), mul(carry, x)] as const
    const runs = [[draw(1, [3]), draw(2, [4, 3])]]
    await agrees((c: Tensor<[3]>, xs: Tensor<[4, 3]>) => scan(body, c, xs), runs)
    await agrees((c: Tensor<[3]>, xs: Tensor<[4, 3]>) => scan(body, c, xs, { reverse: true }), runs)
    await agrees(
      (c: Tensor<[3]>) =>
        whileLoop(
          (x: Tensor<[3]>) => greater(9, sum(x)),
          (x: Tensor<[3]>) => mul(x, 1.5),
          c,
          { atMost: 8 },
        ),
      [[square(draw(1, [3]) as Tensor<[3]>)]],
    )
    await agrees(
      (x: Tensor<[3]>) =>
        cond(
          greater(sum(x), 0),
          (y: Tensor<[3]>) => mul(y, 2),
          (y: Tensor<[3]>) => relu(y),
          x,
        ),
      [[draw(1, [3])], [mul(draw(1, [3]) as Tensor<[3]>, -1)]],
    )
  })

  it('of pictures of any size', async () => {
    const f = (x: Tensor<[number, number, number, 2]>, kernel: Tensor<[3, 3, 2, 4]>) => {
      const y = maxPool(relu(conv(x, kernel, { stride: 2 })), 2)
      return [mean(y, { axis: [1, 2] }), y, avgPool(x, 2), softmax(reshape(x, [x.shape[0] * x.shape[1] * x.shape[2], 2]))]
    }
    await agrees(
      f,
      (
        [
          [2, 9, 12],
          [1, 11, 7],
          [3, 8, 8],
        ] as const
      ).map(([n, h, w]) => [draw(n, [n, h, w, 2]), draw(7, [3, 3, 2, 4])]),
      [['N', 'H', 'W'], []],
    )
  })

  it('of two sizes that are joined', async () => {
    const f = (x: Tensor<[number, 2]>, y: Tensor<[number, 2]>) => {
      const all = concat([x, y])
      return [add(arange(all.shape[0]), 1), mean(all), matmul(all, transpose(all)), sum(mul(all, all.shape[0]))]
    }
    await agrees(
      f,
      (
        [
          [3, 4],
          [1, 1],
          [5, 2],
        ] as const
      ).map(([n, t]) => [draw(n, [n, 2]), draw(t, [t, 2])]),
      [['N'], ['T']],
    )
  })

  it('that are compiled, done again or divided', async () => {
    const f = (x: Tensor<[4, 2]>) => [
      jit((y: Tensor<[4, 2]>) => mul(y, 2))(x),
      checkpoint((y: Tensor<[4, 2]>) => relu(y))(x),
      shard(x, mesh({ data: 2 }), ['data']),
    ]
    await agrees(f, [[draw(1, [4, 2])]])
  })

  it('that are mapped', async () => {
    const f = vmap((x: Tensor<[4]>, w: Tensor<[4, 2]>) => matmul(x, w))
    await agrees(f, [[draw(1, [5, 4]), draw(2, [5, 4, 2])]])
  })

  it('that are a step of gradient descent', async () => {
    const loss = (w: Tensor<[3, 2]>, b: Tensor<[2]>, x: Tensor<['N', 3]>, y: Tensor<['N', 2]>) =>
      mean(square(sub(add(matmul(relu(x), w), b), y)))
    const step = (w: Tensor<[3, 2]>, b: Tensor<[2]>, x: Tensor<['N', 3]>, y: Tensor<['N', 2]>) => {
      const [dw, db] = grad(loss, { argnums: [0, 1] })(w, b, x, y)
      return [sub(w, mul(dw, 0.1)), sub(b, db)]
    }
    await agrees(
      step,
      [5, 1, 8].map((n) => [draw(1, [3, 2]), draw(2, [2]), draw(3, [n, 3]), draw(4, [n, 2])]),
      [[], [], ['N'], ['N']],
    )
  })
})
