import { describe, expect, it } from 'vitest'
import { fuse } from '../../src/compile/fuse.js'
import { plan } from '../../src/compile/plan.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { simplify } from '../../src/compile/simplify.js'
import { atOnce } from '../../src/compile/steps.js'
import { sum } from '../../src/primitives/broadcast.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { reverse } from '../../src/primitives/reverse.js'
import { sin } from '../../src/primitives/trigonometric.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import { printProgram } from '../../src/program/print.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { TensorType } from '../../src/shape/dtype.js'
import { emptyNd, type NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { linearizeProgram, transposeProgram } from '../../src/transforms/linear.js'
import { jvpProgram } from '../../src/transforms/push-forward.js'

const size = 20_000
const bindings = 8
/** Generous: each stage takes one or two seconds of these, and what is more than linear takes minutes. */
const longest = 20_000

const f32 = (...shape: number[]): TensorType => ({ dtype: 'f32', shape })
const at = <T>(list: readonly T[], i: number): T => item(list, i)

/** A shape of program, with the arguments it is made for. */
interface Shape {
  readonly types: readonly TensorType[]
  readonly body: (args: readonly AnyTensor[]) => readonly AnyTensor[]
}

/** `sin(...sin(sin(x) + x) + x...)`. */
const chain: Shape = {
  types: [f32(4)],
  body: (args) => {
    const x = at(args, 0)
    let y = x
    for (let i = 0; i < size / 2; i++) y = add(sin(y), x)
    return [y]
  },
}

/** `sin(a) + sin(b) + ...`, of 10,000 arguments. */
const fanIn: Shape = {
  types: Array.from({ length: size / 2 }, () => f32(4)),
  body: (args) => [args.map((x) => sin(x)).reduce((total, x) => add(total, x))],
}

/** One value that 10,000 others are made of, each with an argument of its own, all of them results. */
const fanOut: Shape = {
  types: Array.from({ length: size / 2 }, () => f32(4)),
  body: ([first, ...others]) => {
    const x = sin(first as AnyTensor)
    return [x, ...others.map((other) => sin(multiply(x, other)))]
  },
}

/** Views of views of views, each also read by a sum: movement that costs nothing to compute again, and would be, back to the beginning. */
const views: Shape = {
  types: [f32(2, 3)],
  body: (args) => {
    let y = at(args, 0)
    const sums: AnyTensor[] = []
    for (let i = 0; i < size / 2; i++) {
      y = reverse(y, [i % 2])
      sums.push(sum(y, [i % 2]))
    }
    return sums
  },
}

const drawn = (type: TensorType, seed: number): NdArray => {
  const array = emptyNd(type)
  array.data.forEach((_, i) => {
    array.data[i] = Math.sin(seed + 7 * i) / 2
  })
  return array
}

const dot = (a: readonly NdArray[], b: readonly NdArray[]): number =>
  a.reduce((total, { data }, i) => total + [...data].reduce((inner, x, j) => inner + x * (b[i]?.data[j] ?? Number.NaN), 0), 0)

/** The same numbers. Not by `toEqual`, which takes long over thousands of arrays. */
const expectSame = (got: readonly NdArray[], want: readonly NdArray[]): void => {
  expect(got.map(({ data }) => data.length)).toEqual(want.map(({ data }) => data.length))
  const different = got.findIndex(({ data }, i) => data.some((x, j) => !Object.is(x, want[i]?.data[j])))
  expect(different, 'place of the first result that differs').toBe(-1)
}

const timed = <T>(stage: string, run: () => T): T => {
  const began = performance.now()
  const result = run()
  expect(performance.now() - began, `milliseconds to ${stage}`).toBeLessThan(longest)
  return result
}

describe.each([
  ['a chain', chain],
  ['a fan-in of 10,000 arguments', fanIn],
  ['a fan-out to 10,000 results', fanOut],
  ['views of views', views],
] as const)('20,000 equations that are %s', (_, { types, body }) => {
  it('are traced, printed, checked, differentiated, compiled and run without overflow, in time that grows with their number', () => {
    const program = timed('trace', () => trace(body, types))
    expect(Math.abs(program.equations.length - size)).toBeLessThanOrEqual(1)
    expect(timed('print', () => printProgram(program)).split('\n')).toHaveLength(program.equations.length + 3)
    timed('check', () => checkProgram(program))

    const inputs = types.map(drawn)
    const active = types.map(() => true)
    const results = timed('evaluate', () => evaluate(program, inputs))
    const pushed = timed('jvp', () => jvpProgram(program, active))
    const { primal, linear, residuals } = timed('linearize', () => linearizeProgram(program, active))
    const pulled = timed('transpose', () => transposeProgram(linear, residuals))

    // <u, J v> is <J' u, v>, and J v is one by way of jvp and of linearize.
    const v = types.map((type, i) => drawn(type, i + 1))
    const jvp = evaluate(checkProgram(pushed), [...inputs, ...v]).slice(results.length)
    const given = evaluate(checkProgram(primal), inputs).slice(results.length)
    expectSame(evaluate(checkProgram(linear), [...given, ...v]), jvp)
    const u = jvp.map((result, i) => drawn(result, i + 2))
    const transposed = evaluate(checkProgram(pulled), [...given, ...u])
    expect(dot(transposed, v) / dot(u, jvp)).toBeCloseTo(1, 9)

    const simplified = timed('simplify', () => simplify(program))
    expectSame(evaluate(checkProgram(simplified), inputs), results)
    compiled(simplified)
    compiled(simplify(pulled))
  }, 120_000)
})

/** Every kernel may be given its buffers, and reads what was written before it. */
const compiled = (program: Program): void => {
  const fused = timed('fuse', () => fuse(program, bindings))
  const written = new Set(program.inputs)
  for (const { reads, writes } of fused.kernels) {
    if (new Set([...reads, ...writes]).size > bindings) throw new Error('a kernel is given too many buffers')
    if (!reads.every((variable) => written.has(variable))) throw new Error('a kernel reads what is not there yet')
    for (const variable of writes) written.add(variable)
  }
  expect(program.outputs.every((output) => written.has(output))).toBe(true)
  const planned = timed('plan', () => plan(fused, []))
  const nests = timed('build', () => atOnce(threadSchedules('cpu').build(fused, fused.kernels, planned)))
  expect(Math.max(...nests.map(({ bindings: given }) => given.length))).toBeLessThanOrEqual(bindings)
}
