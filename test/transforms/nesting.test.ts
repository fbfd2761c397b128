import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  astype,
  cos,
  DTypeMismatch,
  exp,
  gather,
  grad,
  InvalidArgument,
  jit,
  jvp,
  linearize,
  log,
  matmul,
  mean,
  mul,
  neg,
  ones,
  ShapeMismatch,
  sin,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tree,
  valueAndGrad,
  vjp,
  where,
  zeros,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { compiling } from '../support/targets.js'

beforeAll(() => acquire({ backend: 'reference' }))

type Scalar = Tensor<[], 'f64'>
type Vector = Tensor<[3], 'f64'>

const scalar = (x: number): Scalar => tensor(x, { dtype: 'f64' })
const vector = (x: readonly number[]): Vector => tensor(Float64Array.from(x), { shape: [3] })
const pair = (a: number, b: number): Tensor<[2], 'f64'> => tensor([a, b], { dtype: 'f64' })
const places = (a: number, b: number): Tensor<[2], 'i32'> => tensor([a, b], { dtype: 'i32' })

const expectClose = (got: readonly number[], want: readonly number[], tolerance = 1e-12): void => {
  expect(got.length).toBe(want.length)
  got.forEach((x, i) => {
    const y = want[i] ?? Number.NaN
    if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y))))
      throw new Error(`${x} is not ${y}, at place ${i} of [${got.join(', ')}]`)
  })
}

/** Central differences of a function of a vector, in a direction. */
const difference = async (
  f: (x: Vector) => AnyTensor,
  at: readonly number[],
  direction: readonly number[],
  h = 1e-5,
): Promise<number[]> => {
  const moved = (step: number) => numbers(f(vector(at.map((x, i) => x + step * (direction[i] ?? 0)))))
  const [ahead, behind] = await Promise.all([moved(h), moved(-h)])
  return ahead.map((x, i) => (x - (behind[i] ?? Number.NaN)) / (2 * h))
}

const weights = tensor(Float64Array.of(0.3, -0.7, 0.5, 0.2, 0.9, -0.4), { shape: [3, 2] })
/** Smooth, not quadratic, with products of its arguments, a contraction, a broadcast and a reduction in it. */
const energy = (x: Vector): Scalar => {
  const hidden = tanh(matmul(x, weights))
  return add(sum(mul(hidden, square(hidden))), mean(mul(exp(x), sin(mul(x, slice(x, 0))))))
}
/** Two numbers of three. */
const field = (x: Vector): Tensor<[2], 'f64'> => mul(tanh(matmul(x, weights)), sum(square(x)))

const coordinate = fc.integer({ min: -100, max: 100 }).map((x) => x / 100)
const point = fc.array(coordinate, { minLength: 3, maxLength: 3 })

describe('a derivative of a derivative', () => {
  it('of the sine runs through cosine, minus sine, minus cosine and sine', async () => {
    let derivative: (x: Scalar) => Scalar = sin
    const x = scalar(0.7)
    for (const expected of [Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7), Math.sin(0.7), Math.cos(0.7)]) {
      derivative = grad(derivative)
      expectClose(await numbers(derivative(x)), [expected])
    }
  })

  it('moves the gradient as its differences say: jvp of grad, linearize of grad, grad of <grad, v> and grad of jvp are one Hessian', async () => {
    await fc.assert(
      fc.asyncProperty(point, point, async (at, direction) => {
        const [x, v] = [vector(at), vector(direction)]
        const slope = grad(energy)
        const [gradient, product] = jvp(slope, [x], [v])
        expectClose(await numbers(gradient), await numbers(slope(x)))
        expectClose(await numbers(product), await difference(slope, at, direction), 1e-7)
        const forwardOverReverse = await numbers(product)
        const [, push] = linearize(slope, x)
        expectClose(await numbers(push(v)), forwardOverReverse)
        expectClose(await numbers(grad((y: Vector) => sum(mul(slope(y), v)))(x)), forwardOverReverse)
        expectClose(await numbers(grad((y: Vector) => jvp(energy, [y], [v])[1])(x)), forwardOverReverse)
      }),
      { numRuns: 10 },
    )
  })

  it('pulls back a pullback: vjp of vjp, jvp of vjp and vjp of jvp agree with differences', async () => {
    await fc.assert(
      fc.asyncProperty(point, point, async (at, direction) => {
        const [x, v] = [vector(at), vector(direction)]
        const u = pair(0.6, -1.1)
        const pulled = (y: Vector): Vector => vjp(field, y)[1](u)[0]
        const hessian = await difference(pulled, at, direction, 1e-5)
        // Both are the matrix of second derivatives of <u, f(x)>, which is symmetric, so one vector pushed and pulled gives one result.
        const [, pullAgain] = vjp(pulled, x)
        expectClose(await numbers(pullAgain(v)[0]), hessian, 1e-7)
        expectClose(await numbers(jvp(pulled, [x], [v])[1]), hessian, 1e-7)
        const pushed = (y: Vector): Tensor<[2], 'f64'> => jvp(field, [y], [v])[1]
        expectClose(await numbers(vjp(pushed, x)[1](u)[0]), hessian, 1e-7)
      }),
      { numRuns: 10 },
    )
  })

  it('is symmetric in two arguments: d2f/dx dy is d2f/dy dx', async () => {
    const f = (x: Scalar, y: Scalar) => mul(sin(mul(x, y)), exp(x))
    const [x, y] = [scalar(0.4), scalar(-0.8)]
    const xy = grad((a: Scalar, b: Scalar) => grad(f, { argnums: 1 })(a, b), { argnums: 0 })(x, y)
    const yx = grad((a: Scalar, b: Scalar) => grad(f, { argnums: 0 })(a, b), { argnums: 1 })(x, y)
    const [a, b, e] = [0.4, -0.8, Math.exp(0.4)]
    const expected = e * (a * Math.cos(a * b) + Math.cos(a * b) - a * b * Math.sin(a * b))
    expectClose(await numbers(xy), [expected])
    expectClose(await numbers(yx), [expected])
  })
})

describe('levels of differentiation keep apart', () => {
  const [forward, backward] = [
    (f: (x: Scalar) => Scalar) => (x: Scalar) => jvp(f, [x], [scalar(1)])[1],
    (f: (x: Scalar) => Scalar) => grad(f),
  ]
  const ways = { forward, backward }
  const pairs = (Object.keys(ways) as (keyof typeof ways)[]).flatMap((outer) =>
    (Object.keys(ways) as (keyof typeof ways)[]).map((inner) => [outer, inner] as const),
  )

  it.each(pairs)('d/dx (x d/dy (x + y)) is 1, %s over %s', async (outer, inner) => {
    const f = (x: Scalar) => mul(x, ways[inner]((y) => add(x, y))(scalar(2)))
    expectClose(await numbers(ways[outer](f)(scalar(3))), [1])
  })

  it.each(pairs)('an inner function may close over the outer argument and be called at it, %s over %s', async (outer, inner) => {
    // d/dx [d/dy x y^2 at y = x] is d/dx 2 x^2.
    const f = (x: Scalar) => ways[inner]((y) => mul(x, square(y)))(x)
    expectClose(await numbers(ways[outer](f)(scalar(3))), [12])
    // d/dx [d/dy x^2 y at y = 5] is d/dx x^2.
    const g = (x: Scalar) => ways[inner]((y) => mul(square(x), y))(scalar(5))
    expectClose(await numbers(ways[outer](g)(scalar(3))), [6])
  })

  it('three deep: each level sees the arguments of those around it as constants', async () => {
    // d/dz x y z is x y; d/dy y x y at y = 2 is 4 x; d/dx x 4 x is 8 x.
    const f = grad((x: Scalar) => mul(x, grad((y: Scalar) => mul(y, grad((z: Scalar) => mul(mul(x, y), z))(scalar(7))))(scalar(2))))
    expectClose(await numbers(f(scalar(3))), [24])
  })

  it('a pullback made inside a derivative carries the outer derivative with it', async () => {
    // pull(1) is cos(x) x'; d/dx (x cos x).
    const f = (x: Scalar) => {
      const [, pull] = vjp(sin, x)
      return pull(x)[0]
    }
    expectClose(await numbers(grad(f)(scalar(0.3))), [Math.cos(0.3) - 0.3 * Math.sin(0.3)])
    const g = (x: Scalar) => linearize(sin, x)[1](x)
    expectClose(await numbers(grad(g)(scalar(0.3))), [Math.cos(0.3) - 0.3 * Math.sin(0.3)])
  })
})

describe('linearize and vjp', () => {
  it('run the function once, however often the linear part is called, and it is linear', async () => {
    let calls = 0
    const f = (x: Vector) => {
      calls++
      return field(x)
    }
    const x = vector([0.2, -0.4, 0.6])
    const [y, push] = linearize(f, x)
    const [v, w] = [vector([1, 2, -1]), vector([0.5, -0.25, 2])]
    const [pv, pw, sumOfBoth] = await Promise.all([push(v), push(w), push(add(mul(v, 3), w))].map(numbers))
    expectClose(
      sumOfBoth ?? [],
      (pv ?? []).map((a, i) => 3 * a + (pw?.[i] ?? Number.NaN)),
    )
    expectClose(await numbers(y), await numbers(field(x)))
    expectClose(pv ?? [], await numbers(jvp(field, [x], [v])[1]))
    const [, pull] = vjp(f, x)
    const [u, t] = [pair(1, 0), pair(0, 1)]
    const jacobian = await Promise.all([pull(u), pull(t)].map(([row]) => numbers(row)))
    expectClose(
      (pv ?? []).slice(),
      jacobian.map((row) => row.reduce((total, a, i) => total + a * ([1, 2, -1][i] ?? 0), 0)),
    )
    expect(calls).toBe(2)
  })

  it('take and give trees as the function does', async () => {
    const f = ({ a, more }: { a: Scalar; more: readonly [Vector, Scalar] }) => ({
      product: mul(a, more[0]),
      rest: [mul(a, more[1])] as const,
    })
    const point = { a: scalar(2), more: [vector([1, 2, 3]), scalar(5)] as const }
    const [, pull] = vjp(f, point)
    const [cotangent] = pull({ product: vector([1, 1, 1]), rest: [scalar(10)] })
    expect(tree.paths(cotangent)).toEqual(['.a', '.more[0]', '.more[1]'])
    expectClose(await numbers(cotangent.a), [1 + 2 + 3 + 50])
    expectClose(await numbers(cotangent.more[0]), [2, 2, 2])
    expectClose(await numbers(cotangent.more[1]), [20])
  })
})

describe('jit', () => {
  const expected = async (): Promise<number[]> => numbers(grad(energy)(vector([0.1, 0.2, -0.3])))

  it('inside grad, around grad, and both, changes nothing', async () => {
    const x = vector([0.1, 0.2, -0.3])
    const want = await expected()
    expectClose(await numbers(grad(jit(energy))(x)), want)
    expectClose(await numbers(jit(grad(energy))(x)), want)
    expectClose(await numbers(jit(grad(jit(energy)))(x)), want)
    expectClose(await numbers(jit(jit(grad(energy)))(x)), want)
    const twice = jit((y: Vector) => jit(grad(energy))(add(y, jit((z: Vector) => mul(z, 0))(y))))
    expectClose(await numbers(twice(x)), want)
  })

  it('around a Hessian-vector product changes nothing, called again with other values', async () => {
    const product = (x: Vector, v: Vector) => jvp(grad(energy), [x], [v])[1]
    const compiled = jit(product)
    for (const at of [
      [0.1, 0.2, -0.3],
      [0.5, -0.2, 0.9],
    ]) {
      const [x, v] = [vector(at), vector([1, -2, 0.5])]
      expectClose(await numbers(compiled(x, v)), await numbers(product(x, v)))
    }
  })

  it('of a function that closes over the argument of a derivative takes part in it', async () => {
    const f = (x: Scalar) => {
      const inner = jit((y: Scalar) => mul(x, square(y)))
      // Once called with what is being differentiated, once with a constant, once with nothing at all.
      return add(add(inner(x), inner(scalar(2))), jit(() => square(x))())
    }
    expectClose(await numbers(grad(f)(scalar(3))), [3 * 9 + 4 + 6])
  })

  it('of a closure sees the values that it closed over when it was traced', async () => {
    const c = mul(scalar(2), 3)
    const f = jit((x: Scalar) => mul(x, c))
    expectClose(await numbers(f(scalar(2))), [12])
    expectClose(await numbers(f(scalar(5))), [30])
  })

  it('a pullback of a compiled function can be compiled', async () => {
    const x = vector([0.2, -0.4, 0.6])
    const direct = vjp(field, x)[1](pair(1, 2))[0]
    const compiled = jit((y: Vector, u: Tensor<[2], 'f64'>) => vjp(jit(field), y)[1](u)[0])
    expectClose(await numbers(compiled(x, pair(1, 2))), await numbers(direct))
  })
})

describe('which arguments', () => {
  const f = (x: Scalar, y: Vector, n: Tensor<[2], 'i32'>) => mul(square(x), sum(gather(y, n)))
  const [x, y, n] = [scalar(3), vector([1, 2, 4]), places(2, 0)]

  it('the first, one by number, or several in the order they are named', async () => {
    expectClose(await numbers(grad(f)(x, y, n)), [2 * 3 * 5])
    expectClose(await numbers(grad(f, { argnums: 1 })(x, y, n)), [9, 0, 9])
    const [dy, dx] = grad(f, { argnums: [1, 0] })(x, y, n)
    expectClose(await numbers(dx), [30])
    expectClose(await numbers(dy), [9, 0, 9])
    expect(grad(f, { argnums: [] as const })(x, y, n)).toEqual([])
    const [value, [again]] = valueAndGrad(f, { argnums: [0] })(x, y, n)
    expectClose(await numbers(value), [45])
    expectClose(await numbers(again), [30])
  })

  it('whole trees, in which what is no tensor stays', async () => {
    interface Params {
      readonly scale: Scalar
      readonly layers: readonly { readonly kernel: Vector; readonly name: string }[]
      readonly power: number
    }
    const loss = ({ scale, layers, power }: Params, input: Vector) =>
      layers.reduce<Scalar>((total, { kernel }) => add(total, mul(mul(scale, power), sum(mul(kernel, input)))), scalar(0))
    const params: Params = {
      scale: scalar(2),
      layers: [
        { kernel: vector([1, 0, 0]), name: 'one' },
        { kernel: vector([0, 1, 0]), name: 'two' },
      ],
      power: 10,
    }
    const gradient = grad(loss)(params, vector([5, 6, 7]))
    expect(gradient.power).toBe(10)
    expect(gradient.layers.map(({ name }) => name)).toEqual(['one', 'two'])
    expectClose(await numbers(gradient.scale), [110])
    for (const { kernel } of gradient.layers) expectClose(await numbers(kernel), [100, 120, 140])
  })

  it('one that is ignored has a gradient of zeros of its own shape', async () => {
    const only = grad((_: Vector, b: Scalar) => square(b))
    const gradient = only(y, x)
    expect(gradient.shape).toEqual([3])
    expect(gradient.dtype).toBe('f64')
    expectClose(await numbers(gradient), [0, 0, 0])
    const constant = grad((_: Tensor<[2, 0, 3], 'f64'>) => scalar(4))(zeros([2, 0, 3], { dtype: 'f64' }))
    expect(constant.shape).toEqual([2, 0, 3])
    const [value, tangent] = jvp((_: Vector) => scalar(4), [y], [y])
    expectClose(await numbers(value), [4])
    expectClose(await numbers(tangent), [0])
    const [, pull] = vjp((_: Vector, b: Scalar) => b, y, x)
    expectClose(await numbers(pull(scalar(1))[0]), [0, 0, 0])
  })

  it('one that is handed through has the cotangent itself', async () => {
    expectClose(await numbers(grad((a: Scalar) => a)(x)), [1])
    expectClose(await numbers(vjp((a: Vector) => a, y)[1](vector([7, 8, 9]))[0]), [7, 8, 9])
    const [first, second] = jvp((a: Vector) => [a, a] as const, [y], [vector([7, 8, 9])])
    expect(await Promise.all([...first, ...second].map(numbers))).toEqual([
      [1, 2, 4],
      [1, 2, 4],
      [7, 8, 9],
      [7, 8, 9],
    ])
  })

  it('a tensor given twice counts once for each place; one used twice adds up', async () => {
    const product = (a: Scalar, b: Scalar) => mul(mul(a, a), b)
    expect(await Promise.all(grad(product, { argnums: [0, 1] })(x, x).map(numbers))).toEqual([[18], [9]])
    expectClose(await numbers(grad((a: Scalar) => product(a, a))(x)), [27])
    expectClose(await numbers(grad((a: Scalar) => add(add(a, a), a))(x)), [3])
  })

  it('integers and truth values go along: forward their tangents are ignored, backward their cotangents are zeros', async () => {
    const chosen = (a: Vector, where_: Tensor<[2], 'i32'>, on: Tensor<[], 'bool'>) => ({
      sum: where(on, sum(gather(a, where_)), 0),
      place: add(where_, 1),
    })
    const args = [y, n, tensor(true)] as const
    const [value, tangent] = jvp(chosen, [...args], [vector([1, 10, 100]), n, tensor(false)])
    expectClose(await numbers(value.sum), [5])
    expectClose(await numbers(tangent.sum), [101])
    expect(tangent.place.dtype).toBe('i32')
    expect(await numbers(tangent.place)).toEqual([0, 0])
    const [, pull] = vjp(chosen, ...args)
    const [dy, dn, don] = pull({ sum: scalar(2), place: places(5, 5) })
    expectClose(await numbers(dy), [2, 0, 2])
    expect([dn.dtype, don.dtype]).toEqual(['i32', 'bool'])
    expect([await numbers(dn), await numbers(don)]).toEqual([[0, 0], [0]])
  })
})

describe('aux', () => {
  it('comes along beside the gradient, of any dtype, with what is no tensor in it', async () => {
    const f = (x: Vector) => [sum(square(x)), { rounded: astype(x, 'i32'), twice: mul(x, 2), note: 'kept' }] as const
    const x = vector([1.5, -2.5, 3])
    const [gradient, more] = grad(f, { aux: true })(x)
    expectClose(await numbers(gradient), [3, -5, 6])
    expect(more.note).toBe('kept')
    expect(await numbers(more.rounded)).toEqual([1, -2, 3])
    const [[value, again], same] = valueAndGrad(f, { aux: true })(x)
    expectClose(await numbers(value), [1.5 ** 2 + 2.5 ** 2 + 9])
    expectClose(await numbers(again.twice), [3, -5, 6])
    expectClose(await numbers(same), [3, -5, 6])
  })

  it('that depends on the argument is part of derivatives further out', async () => {
    const f = (x: Scalar) => {
      const [slope, value] = grad((y: Scalar) => [mul(square(y), y), square(y)] as const, { aux: true })(x)
      return add(slope, value)
    }
    // d/dx (3 x^2 + x^2)
    expectClose(await numbers(grad(f)(scalar(2))), [16])
  })
})

describe('constants', () => {
  it('stopGradient hides its operand from every derivative, of any order and direction, not from the value', async () => {
    const f = (x: Scalar) => mul(square(x), stopGradient(x))
    expectClose(await numbers(f(scalar(3))), [27])
    expectClose(await numbers(grad(f)(scalar(3))), [18])
    expectClose(await numbers(grad(grad(f))(scalar(3))), [6])
    expectClose(await numbers(grad(grad(grad(f)))(scalar(3))), [0])
    expectClose(await numbers(jvp(f, [scalar(3)], [scalar(1)])[1]), [18])
    expectClose(await numbers(grad(jit(f))(scalar(3))), [18])
    expectClose(await numbers(grad((x: Scalar) => grad((y: Scalar) => mul(stopGradient(x), mul(x, y)))(scalar(1)))(scalar(3))), [3])
  })

  it('what a function closes over is constant, pending or not, and may be an outer argument', async () => {
    const c = exp(scalar(1))
    const f = (x: Scalar) => mul(c, square(x))
    expectClose(await numbers(grad(f)(scalar(3))), [6 * Math.E])
    expectClose(await numbers(grad(grad(f))(scalar(3))), [2 * Math.E])
    const outer = grad((a: Scalar) => grad((x: Scalar) => mul(a, square(x)))(scalar(3)))
    expectClose(await numbers(outer(scalar(100))), [6])
  })

  it('neither comparisons nor whole numbers pass a derivative', async () => {
    const f = (x: Vector) => add(sum(astype(astype(mul(x, 10), 'i32'), 'f64')), sum(where(greaterThanZero(x), x, neg(x))))
    expectClose(await numbers(grad(f)(vector([1, -2, 3]))), [1, -1, 1])
  })
  const greaterThanZero = (x: Vector) => astype(add(x, sqrt(square(x))), 'bool')
})

describe('on WebGPU', () => {
  const float = (x: readonly number[]) => tensor(Float32Array.from(x), { shape: [3] })
  /** With weights of its own, which lie on one device. */
  const lossWith =
    (kernel: Tensor<[3, 2]>) =>
    (x: Tensor<[3]>): Tensor<[]> =>
      add(sum(tanh(matmul(x, kernel))), mean(mul(exp(x), cos(x))))
  const weights = () => tensor(Float32Array.of(0.3, -0.7, 0.5, 0.2, 0.9, -0.4), { shape: [3, 2] })
  const [at, direction] = [
    [0.1, 0.2, -0.3],
    [1, -2, 0.5],
  ] as const

  it.each(compiling)('a Hessian-vector product on %s, compiled or not, is what it is on the reference within 1e-5', async (backend) => {
    const productOf = (loss: (x: Tensor<[3]>) => Tensor<[]>) => {
      const slope = grad(loss)
      return (x: Tensor<[3]>, v: Tensor<[3]>) => jvp(slope, [x], [v])[1]
    }
    const want = await numbers(productOf(lossWith(weights()))(float(at), float(direction)))
    try {
      await acquire({ backend })
      const loss = lossWith(weights())
      expectClose(await numbers(productOf(loss)(float(at), float(direction))), want, 1e-5)
      expectClose(await numbers(jit(productOf(loss))(float(at), float(direction))), want, 1e-5)
      expectClose(await numbers(grad(jit((x: Tensor<[3]>) => sum(mul(grad(jit(loss))(x), float(direction)))))(float(at))), want, 1e-5)
    } finally {
      await acquire({ backend: 'reference' })
    }
  })

  it.each(compiling)('d/dx (x d/dy (x + y)) is 1 on %s', async (backend) => {
    try {
      await acquire({ backend })
      const f = jit(grad((x: Tensor<[]>) => mul(x, grad((y: Tensor<[]>) => add(x, y))(tensor(2)))))
      expect(await f(tensor(3)).item()).toBe(1)
    } finally {
      await acquire({ backend: 'reference' })
    }
  })
})

describe('a function that cannot be differentiated says why', () => {
  const x = vector([1, 2, 3])
  // Written over tensors of any shape, so that the compiler does not say it first.
  const any = (f: (...args: AnyTensor[]) => unknown): ((...args: AnyTensor[]) => AnyTensor) => f as (...args: AnyTensor[]) => AnyTensor

  it('no scalar', () => {
    const sentence = 'the function returns [3]; it must return a scalar, [] (sum or mean it)'
    expect(() => grad(any((y) => y as AnyTensor))(x)).toThrow(new ShapeMismatch(`grad: ${sentence}`))
    expect(() => valueAndGrad(any((y) => y as AnyTensor))(x)).toThrow(new ShapeMismatch(`valueAndGrad: ${sentence}`))
    expect(() =>
      grad(
        any((y) => [y, y]),
        { aux: true },
      )(x),
    ).toThrow(new ShapeMismatch(`grad: ${sentence}`))
  })

  it('no tensor, or several', () => {
    expect(() => grad(any(() => undefined))(x)).toThrow(
      new ShapeMismatch('grad: the function returns no tensor; it must return a scalar, [] (sum or mean it)'),
    )
    expect(() => grad(any((y) => [sum(y as Vector), sum(y as Vector)]))(x)).toThrow(
      new ShapeMismatch('grad: the function returns 2 tensors; it must return a scalar, [], or [scalar, aux] with { aux: true }'),
    )
  })

  it('no float', () => {
    expect(() => grad(any((y) => astype(sum(y as Vector), 'i32')))(x)).toThrow(
      new DTypeMismatch('grad: the function returns i32[]; it must return a float'),
    )
  })

  it('an argument of whole numbers, alone or in a tree', () => {
    const whole: AnyTensor = places(1, 2)
    expect(() => grad(any((y) => sum(astype(y as AnyTensor, 'f32'))))(whole)).toThrow(
      new DTypeMismatch('grad: argument 0 is i32[2]; only floats have derivatives: pass it as another argument'),
    )
    const f = (_: unknown, params: unknown) => sum(square(tree.leaves(params)[0] as Vector)) as AnyTensor
    expect(() => grad(f, { argnums: 1 })(x, { a: x, b: [whole] })).toThrow(
      new DTypeMismatch('grad: argument 1.b[0] is i32[2]; only floats have derivatives: pass it as another argument'),
    )
  })

  it('an argument that is not there', () => {
    const f = any((y) => sum(y as Vector))
    expect(() => grad(f, { argnums: 1 })(x)).toThrow(new InvalidArgument('grad: argnums names argument 1, the function was called with 1'))
    expect(() => grad(f, { argnums: [0, -1] })(x)).toThrow(
      new InvalidArgument('grad: argnums names argument -1, the function was called with 1'),
    )
    expect(() => valueAndGrad(f, { argnums: 0.5 })(x)).toThrow(
      new InvalidArgument('valueAndGrad: argnums names argument 0.5, the function was called with 1'),
    )
  })
})

describe('a tangent or cotangent that does not fit says where', () => {
  interface Pair {
    readonly a: AnyTensor
    readonly b: readonly AnyTensor[]
  }
  const f = ({ a, b }: Pair): AnyTensor => add(sum(a), sum(b[0] as AnyTensor))
  const x: Pair = { a: vector([1, 2, 3]), b: [ones([2, 2], { dtype: 'f64' })] }

  it('a wrong shape', () => {
    expect(() => jvp(f, [x], [{ a: x.a, b: [ones([4], { dtype: 'f64' })] }])).toThrow(
      new ShapeMismatch('jvp: tangent[0].b[0] is f64[4], its value is f64[2, 2]'),
    )
    const [, push] = linearize(f, x)
    expect(() => push({ a: ones([1], { dtype: 'f64' }), b: x.b })).toThrow(
      new ShapeMismatch('linearize: tangent[0].a is f64[1], its value is f64[3]'),
    )
    const [, pull] = vjp(f, x)
    expect(() => pull(ones([2], { dtype: 'f64' }))).toThrow(new ShapeMismatch('vjp: cotangent is f64[2], its value is f64[]'))
  })

  it('a wrong dtype', () => {
    const [, pull] = vjp(f, x)
    expect(() => pull(tensor(1))).toThrow(new ShapeMismatch('vjp: cotangent is f32[], its value is f64[]'))
    const whole: AnyTensor = tensor(Int32Array.of(1))
    expect(() => jvp((n: AnyTensor) => n, [whole], [tensor([1])])).toThrow(
      new ShapeMismatch('jvp: tangent[0] is f32[1], its value is i32[1]'),
    )
  })

  it('too few or too many', () => {
    expect(() => jvp(f, [x], [{ a: x.a, b: [] }])).toThrow(new ShapeMismatch('jvp: 2 tangents expected, 1 given'))
    const [, pull] = vjp(f, x)
    expect(() => pull([tensor(1), tensor(1)] as unknown as AnyTensor)).toThrow(new ShapeMismatch('vjp: 1 cotangents expected, 2 given'))
    const [, push] = linearize(f, x)
    expect(() => (push as () => AnyTensor)()).toThrow(new ShapeMismatch('linearize: 2 tangents expected, 0 given'))
  })

  it('an error inside the function is that of the operation', () => {
    const bad = (y: AnyTensor): AnyTensor => sum(matmul(y, transpose(y)))
    expect(() => grad(bad)(ones([2, 3, 4], { dtype: 'f64' }))).toThrow(ShapeMismatch)
  })
})

it('a derivative exists where its slope is infinite or not a number, and is that', async () => {
  expect(await numbers(grad((x: Scalar) => sqrt(x))(scalar(0)))).toEqual([Number.POSITIVE_INFINITY])
  expect(await numbers(grad((x: Scalar) => log(x))(scalar(0)))).toEqual([Number.POSITIVE_INFINITY])
  expect(await numbers(grad((x: Scalar) => sub(x, x))(scalar(Number.NaN)))).toEqual([0])
})
