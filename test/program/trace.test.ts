import { beforeAll, describe, expect, it } from 'vitest'
import { acquire, DisposedTensor, grad, jit, mul, type Tensor, tensor } from '../../src/index.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { exp } from '../../src/primitives/exponential.js'
import { full } from '../../src/primitives/literal.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { sin } from '../../src/primitives/trigonometric.js'
import { unary } from '../../src/primitives/unary.js'
import { checkProgram } from '../../src/program/check.js'
import { call } from '../../src/program/interpret.js'
import { printProgram } from '../../src/program/print.js'
import { arity, item, type Program } from '../../src/program/program.js'
import { linearise, trace } from '../../src/program/trace.js'
import type { TensorType } from '../../src/shape/dtype.js'
import { type AnyTensor, placeholder } from '../../src/tensor/tensor.js'

beforeAll(() => acquire({ backend: 'reference' }))

const f32 = (...shape: number[]): TensorType => ({ shape, dtype: 'f32' })
const names = ({ equations }: Program): string[] => equations.map(({ primitive }) => primitive.name)
/** The program of a function of one tensor. */
const traced = (f: (x: AnyTensor) => AnyTensor | readonly AnyTensor[], type = f32(2)): Program =>
  checkProgram(trace(([x]) => [f(item([x], 0) as AnyTensor)].flat(), [type]))

describe('trace', () => {
  it('calls the function once, on placeholders of the types given', () => {
    const seen: (readonly AnyTensor[])[] = []
    trace(
      (args) => {
        seen.push(args)
        return args
      },
      [f32(2), { shape: [], dtype: 'i32' }],
    )
    expect(seen).toHaveLength(1)
    expect(seen[0]?.map((x) => [x.traced, x.source.kind, x.dtype, x.shape])).toEqual([
      [true, 'placeholder', 'f32', [2]],
      [true, 'placeholder', 'i32', []],
    ])
  })

  it('leaves out what no result needs', () => {
    const program = traced((x) => {
      exp(exp(x))
      return sin(x)
    })
    expect(names(program)).toEqual(['sin'])
  })

  it('computes a value used in several places once, and returns it as often as it is returned', () => {
    const program = traced((x) => {
      const y = sin(x)
      return [multiply(y, y), y, y]
    })
    expect(names(program)).toEqual(['sin', 'multiply'])
    expect(program.outputs[1]).toBe(program.outputs[2])
  })

  it('puts operands before what uses them, the first one first', () => {
    expect(names(traced((x) => add(multiply(exp(x), x), sin(x))))).toEqual(['exp', 'multiply', 'sin', 'add'])
  })

  it('keeps every argument as an input, used or not', () => {
    const program = trace(([, y]) => [item([y], 0) as AnyTensor], [f32(2), f32(3), f32(4)])
    expect(program.inputs.map(({ type }) => type.shape)).toEqual([[2], [3], [4]])
    expect(arity(program)).toBe(3)
    expect(program.equations).toEqual([])
    expect(program.outputs).toEqual([program.inputs[1]])
  })
})

describe('what a function closes over', () => {
  it('is captured where it is concrete, each tensor once, in the order in which it is met', () => {
    const [a, b] = [tensor([1, 2]), tensor([3, 4])]
    const program = traced((x) => multiply(add(multiply(x, b), a), b))
    expect(program.captures).toEqual([b, a])
    expect(arity(program)).toBe(1)
    expect(printProgram(program)).toBe(
      `program(a f32[2], b f32[2], c f32[2]) {
  d f32[2] = multiply(a, b)
  e f32[2] = add(d, c)
  f f32[2] = multiply(e, b)
  return f
}`,
    )
  })

  it('is captured as a value where it is pending work on concrete tensors', () => {
    const pending = exp(multiply(tensor([1, 2]), tensor([3, 4])))
    const program = traced((x) => add(x, pending))
    expect(names(program)).toEqual(['add'])
    expect(program.captures).toEqual([pending])
  })

  it('is part of the program where it rests on no tensor, since constants cost nothing', () => {
    const seven = full(7, [2], 'f32')
    const program = traced((x) => add(x, sin(seven)))
    expect(names(program)).toEqual(['literal', 'broadcast', 'sin', 'add'])
    expect(program.captures).toEqual([])
  })

  it('is captured where it is an argument of a trace further out, or was made of one before; what is made of one inside is part of the program', () => {
    const outer = placeholder(f32(2))
    const made = exp(outer)
    const program = traced((x) => add(x, multiply(made, outer)))
    expect(program.captures).toEqual([made, outer])
    expect(names(program)).toEqual(['multiply', 'add'])
  })

  it('is part of the program where it is a constant, also one made before', () => {
    const half = full(0.5, [2], 'f32')
    const program = traced((x) => multiply(half, x))
    expect(program.captures).toEqual([])
  })

  it('is inside a trace whose captures are themselves traced values, once it is called on them', () => {
    const outer = placeholder(f32(2))
    const inner = traced((x) => add(x, outer))
    const [result] = call(inner, [sin(outer)])
    const program = checkProgram(linearise([outer], [item([result], 0) as AnyTensor]))
    expect(program.captures).toEqual([])
    expect(names(program)).toEqual(['sin', 'add'])
  })

  it('may be returned as it is', () => {
    const c = tensor([1, 2])
    const program = traced(() => c)
    expect(program.captures).toEqual([c])
    expect(program.outputs).toEqual([program.inputs[1]])
  })

  it('must not be disposed', () => {
    const c = tensor([1, 2])
    c.dispose()
    expect(() => traced((x) => add(x, c))).toThrow(
      new DisposedTensor('add: the tensor f32[2] was disposed; a disposed tensor has no value'),
    )
    expect(() => traced(() => c)).toThrow(new DisposedTensor('trace: the tensor f32[2] was disposed; a disposed tensor has no value'))
  })
})

describe('pending work on concrete tensors', () => {
  let count = 0
  const counted = unary({
    name: 'counted',
    value: (x) => {
      count++
      return x
    },
    scalar: (_, x) => x,
    slope: (x) => x,
  })

  it('is done once, not in every call of a compiled function that closes over it', async () => {
    count = 0
    const pending = counted(tensor([1, 2, 3])) as Tensor<[3]>
    const f = jit((x: Tensor<[3]>) => mul(x, pending))
    for (const expected of [1, 2, 3])
      expect([...(await f(tensor([expected, expected, expected])).data())]).toEqual([1, 2, 3].map((x) => x * expected))
    expect(count).toBe(3)
    // It is known by now; reading it runs nothing.
    expect([...(await pending.data())]).toEqual([1, 2, 3])
    expect(count).toBe(3)
  })

  it('is done once however often it is asked for, and so is what a gradient closes over', async () => {
    count = 0
    const pending = counted(tensor(2)) as Tensor<[]>
    const slope = grad((x: Tensor<[]>) => mul(mul(x, x), pending))
    await pending.data()
    await pending.data()
    expect(await slope(tensor(3)).item()).toBe(12)
    expect(await slope(tensor(5)).item()).toBe(20)
    expect(count).toBe(1)
  })

  it('inside a compiled function is done in every call', async () => {
    count = 0
    const f = jit((x: Tensor<[1]>) => counted(x) as Tensor<[1]>)
    await f(tensor([1])).data()
    await f(tensor([2])).data()
    expect(count).toBe(2)
  })

  it('is run on the way once it is more than 256 operations long, and what follows starts to count anew', async () => {
    const device = await acquire({ backend: 'reference' })
    const before = device.memory().createdBuffers
    let x: AnyTensor = add(tensor([0]), tensor([1]))
    const one = tensor([1])
    for (let i = 1; i < 10_000; i++) x = add(x, one)
    expect([...(await x.data())]).toEqual([10_000])
    // It is counted every 16 operations: 36 results on the way of 272 each, and one at the end, beside what was uploaded.
    expect(device.memory().createdBuffers - before).toBe(37 + 3)
  })
})

it('a program of reductions and broadcasts keeps its parameters', () => {
  const program = traced((x) => broadcast(sum(x, [1]), [2, 3], [1]), f32(2, 3))
  expect(program.equations.map(({ params }) => params)).toEqual([{ axes: [1] }, { shape: [2, 3], axes: [1] }])
})
