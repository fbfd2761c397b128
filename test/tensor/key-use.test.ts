import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  arange,
  astype,
  bits,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  debug,
  foldIn,
  grad,
  greater,
  jit,
  jvp,
  type Key,
  key,
  less,
  linearize,
  map,
  mul,
  normal,
  ones,
  scan,
  split,
  stack,
  sum,
  type Tensor,
  tensor,
  uniform,
  vjp,
  vmap,
  whileLoop,
  zeros,
} from '../../src/index.js'
import { keyReused } from '../support/failure.js'
import { backends } from '../support/targets.js'
import { writtenIn } from '../support/written.js'

const written = writtenIn(import.meta.url)

const draw = (k: Key): Tensor<[]> => sum(normal(k, [2]))
/** New for each test, so that it goes to the device of the test. */
let start: Tensor<[]>
const steps = { length: 3 } as const
const index = () => astype(arange(3), 'i32')

describe.each(backends)('debug.keyReuse in loops and branches on %s', (backend) => {
  beforeEach(async () => {
    await acquire({ backend })
    start = tensor(0)
    debug.keyReuse(true)
  })
  afterEach(() => debug.keyReuse(false))

  it('refuses a key that a body closes over and every step uses', () => {
    const k = key(0)
    const noisy = () =>
      scan(
        function body(c: Tensor<[]>) {
          return [add(c, uniform(k, [])), []] as const // the same in each
        },
        start,
        [],
        steps,
      )
    const error = keyReused(noisy)
    expect(error.message).toMatch(
      /^scan: every step uses the same key, by uniform at body \(test\/tensor\/key-use\.test\.ts:\d+:\d+\); carry a key and split it in each step, or pass a list of keys, one a step$/,
    )
    expect(written(error.first.at)).toBe('uniform(k, [])), []] as const // the same in each')
    expect(error.again).toEqual(error.first)

    expect(keyReused(() => map((x: Tensor<[]>) => add(x, draw(key(1))), ones([3]))).message).toMatch(
      /^map: every step uses the same key, by normal/,
    )
    const going = (x: Tensor<[]>) => less(x, 5)
    const other = key(2)
    const loop = () => whileLoop(going, (x) => add(x, draw(other)), start, { atMost: 9 })
    expect(keyReused(loop).message).toMatch(/^whileLoop: every step uses the same key, by normal/)
  })

  it('refuses it wherever the key is from, and however it is passed on within the body', () => {
    const inBody = (f: (k: Key, x: Tensor<[]>) => Tensor<[]>) => (k: Key) => map((x: Tensor<[]>) => f(k, x), ones([3]))
    const each: readonly ((k: Key, x: Tensor<[]>) => Tensor<[]>)[] = [
      draw,
      (k) => draw(split(k)[1]),
      (k) => draw(foldIn(k, 3)),
      (k, x) => sum(vmap((y: Tensor<[]>) => mul(y, draw(k)))(stack([x, x]))),
      (k, x) => sum(vmap((one: Key) => mul(x, draw(one)))(bits(k, [3, 2]))),
      (k, x) => grad((y: Tensor<[]>, one: Key) => mul(y, draw(one)))(x, k),
      (k, x) => cond(greater(x, 0), draw, () => x, k),
      (k, x) => cond(greater(x, 0), () => draw(k), () => x), // biome-ignore format: one line
      (k) => checkpoint(draw)(k),
      (k, x) => jit((y: Tensor<[]>, one: Key) => mul(y, draw(one)))(x, k),
      (k, x) => scan((c: Tensor<[]>) => [add(c, draw(k)), []] as const, x, [], { length: 1 })[0],
    ]
    for (const f of each) {
      expect(keyReused(() => inBody(f)(key(0))).message).toMatch(/^map: every step uses the same key/)
      expect(keyReused(() => jit(inBody(f))(key(0))).message).toMatch(/^map: every step uses the same key/)
    }
  })

  it('lets steps use keys that are new in each', () => {
    const carried = (k: Key) =>
      scan(
        (now: Key) => {
          const [next, one] = split(now)
          return [next, draw(one)] as const
        },
        k,
        [],
        steps,
      )
    const listed = (k: Key) => map(draw, stack(split(k, 3)))
    const folded = (k: Key) => map((i: Tensor<[], 'i32'>) => draw(foldIn(k, i)), index())
    const before = (k: Key) => {
      const noise = draw(k)
      return map((x: Tensor<[]>) => add(x, noise), ones([3]))
    }
    const once = (k: Key) => scan((c: Tensor<[]>) => [add(c, draw(k)), []] as const, start, [], { length: 1 })
    const inside = (k: Key) =>
      map(
        (one: Key) => {
          const [a, b] = split(one)
          return sum(map((i: Tensor<[], 'i32'>) => add(draw(foldIn(a, i)), 1), index())).dtype === 'f32' ? draw(b) : start
        },
        stack(split(k, 3)),
      )
    const until = (k: Key) =>
      whileLoop(
        ([x]: readonly [Tensor<[]>, Key]) => less(x, 5),
        ([x, now]) => {
          const [next, one] = split(now)
          return [add(x, draw(one)), next] as const
        },
        [start, k],
        { atMost: 9 },
      )
    for (const f of [carried, listed, folded, before, once, inside, until] as readonly ((k: Key) => unknown)[]) {
      f(key(0))
      jit(f as (k: Key) => Tensor<[]>)(key(1))
    }
  })

  it('refuses a key that a step used and hands on', () => {
    const same = () => scan((k: Key) => [k, draw(k)] as const, key(0), [], steps)
    const error = keyReused(same)
    expect(error.message).toMatch(
      /^scan: a step hands on a key that it used, by normal at draw \(\S+\), and the next uses it again, by normal at draw \(\S+\); carry a key and split it in each step, or pass a list of keys, one a step$/,
    )
    const late = () =>
      scan(
        (k: Key) => {
          const [next] = split(k)
          return [next, draw(next)] as const
        },
        key(0),
        [],
        steps,
      )
    expect(keyReused(late)).toMatchObject({ first: { by: 'normal' }, again: { by: 'split' } })
    const until = () =>
      whileLoop(
        ([x]: readonly [Tensor<[]>, Key]) => less(x, 5),
        ([x, k]) => [add(x, draw(k)), k] as const,
        [start, key(0)],
        { atMost: 9 },
      )
    expect(keyReused(until).message).toMatch(/^whileLoop: a step hands on a key that it used/)
    // What is handed on and not used up may be folded.
    scan((k: Key, i: Tensor<[], 'i32'>) => [k, draw(foldIn(k, i))] as const, key(0), index())
  })

  const passed: readonly [string, (k: Key) => unknown][] = [
    ['scan', (k) => scan((now: Key) => [split(now)[0], []] as const, k, [], steps)],
    ['cond', (k) => cond(tensor(true), draw, () => start, k)],
    ['checkpoint', (k) => checkpoint(draw)(k)],
    ['customJvp', (k) => customJvp(draw, ([one]) => [draw(one), zeros([])])(k)],
    ['customVjp', (k) => customVjp(draw, { forward: (one) => [draw(one), one], backward: (one) => [one] })(k)],
    ['jvp', (k) => jvp(draw, [k], [k])],
    ['vjp', (k) => vjp(draw, k)],
    ['linearize', (k) => linearize(draw, k)],
    [
      'whileLoop',
      (k) =>
        whileLoop(
          () => tensor(true),
          (now: Key) => split(now)[0],
          k,
          { atMost: 3 },
        ),
    ],
  ]
  it.each(passed)('counts a key that is passed to %s as used', (name, pass) => {
    const k = key(0)
    pass(k)
    expect(keyReused(() => draw(k))).toMatchObject({ first: { by: name }, again: { by: 'normal' } })
    const used = key(0)
    draw(used)
    expect(keyReused(() => pass(used))).toMatchObject({ first: { by: 'normal' }, again: { by: name } })
  })

  it('counts a list of keys that is passed to a loop as used', () => {
    const keys = stack(split(key(0), 3))
    map(draw, keys)
    expect(keyReused(() => vmap(draw)(keys))).toMatchObject({ first: { by: 'map' }, again: { by: 'vmap' } })
  })

  it('counts a key that is passed and not used up as new', () => {
    const k = key(0)
    const folded = (one: Key) => draw(foldIn(one, 1))
    checkpoint((one: Key) => astype(one, 'f32'))(k)
    cond(tensor(true), folded, () => start, k)
    scan((one: Key, i: Tensor<[], 'i32'>) => [one, draw(foldIn(one, i))] as const, k, index())
    draw(k)
  })

  it('counts one use where both branches use a key, passed or closed over', () => {
    const [a, b, c] = split(key(0), 3) as [Key, Key, Key]
    const yes = tensor(true)
    cond(yes, draw, (k) => sum(uniform(k, [2])), a)
    cond(yes, () => draw(b), () => sum(uniform(b, [2]))) // biome-ignore format: one line
    cond(yes, (_: Key) => draw(c), draw, c) // biome-ignore format: one line
    expect(keyReused(() => draw(a))).toMatchObject({ first: { by: 'cond' }, again: { by: 'normal' } })
    expect(keyReused(() => split(b))).toMatchObject({ first: { by: 'normal' }, again: { by: 'split' } })
    expect(keyReused(() => draw(c))).toMatchObject({ first: { by: 'normal' }, again: { by: 'normal' } })
    // Within one branch it is two uses, and before or after it too.
    const d = key(4)
    expect(keyReused(() => cond(yes, () => add(draw(d), draw(d)), () => start))).toMatchObject({ first: { by: 'normal' } }) // biome-ignore format: one line
    const f = jit((k: Key, x: Tensor<[]>) => add(draw(k), cond(greater(x, 0), () => draw(k), () => start))) // biome-ignore format: one line
    expect(keyReused(() => f(key(5), start))).toMatchObject({ first: { by: 'normal' }, again: { by: 'normal' } })
    jit((k: Key, x: Tensor<[]>) => cond(greater(x, 0), () => draw(k), () => add(draw(k), 1)))(key(6), start) // biome-ignore format: one line
  })

  it('takes the rules of a function with its own derivative for the function', () => {
    const k = key(0)
    const noisy = customJvp(
      (x: Tensor<[]>) => mul(x, draw(k)),
      ([x], [t]) => [mul(x, draw(k)), mul(t, draw(k))],
    )
    grad(noisy)(start)
    expect(keyReused(() => draw(k))).toMatchObject({ first: { by: 'normal' } })
    const other = customVjp((x: Tensor<[]>, one: Key) => mul(x, draw(one)), {
      forward: (x, one) => [mul(x, draw(one)), one],
      backward: (one, ct) => [mul(ct, draw(one)), one],
    })
    const loop = (x: Tensor<[]>, keys: Tensor<[3, 2], 'u32'>) =>
      scan((c: Tensor<[]>, one: Key) => [grad((y: Tensor<[]>) => other(y, one))(c), []] as const, x, keys)[0]
    grad(loop)(start, stack(split(key(1), 3)) as Tensor<[3, 2], 'u32'>)
    vmap(noisy)
  })

  it('says nothing while it is off', () => {
    debug.keyReuse(false)
    const k = key(0)
    scan((one: Key) => [one, add(draw(one), draw(k))] as const, k, [], steps)
    cond(tensor(true), draw, draw, k)
    debug.keyReuse(true)
    draw(k)
  })

  it('allows one key for all examples of a mapped function: one mask for all', () => {
    const k = key(0)
    vmap((x: Tensor<[]>) => mul(x, draw(k)))(ones([3]))
    expect(keyReused(() => draw(k))).toMatchObject({ first: { by: 'normal' } })
  })
})
