import { describe, expect, it } from 'vitest'
import { printWgsl } from '../../src/backends/webgpu/wgsl/print.js'
import { kernelText } from '../../src/compile/alike.js'
import { type Compiled, compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { simdSchedules } from '../../src/compile/schedule/simd/build.js'
import { type AnyTensor, astype, matmul, mul, relu, sin, sub, sum, type Tensor, tanh, zeros } from '../../src/index.js'
import { traceTrees } from '../../src/transforms/traced.js'

const layouts = { gpu: threadSchedules('gpu'), cpu: threadSchedules('cpu'), vectors: simdSchedules() }

const compiled = (f: (...xs: never[]) => AnyTensor, shapes: readonly (readonly number[])[], schedules = layouts.cpu): Compiled =>
  compile(
    traceTrees(
      f,
      shapes.map((shape) => zeros(shape)),
      'test',
    ).program,
    { bindings: 8, schedules },
  )

const textsOf = ({ fused, plan }: Compiled): string[] => fused.kernels.map((kernel) => kernelText(fused, kernel, plan))

/** Layers of equal sizes, one after the other. */
const layers = (x: Tensor<[4, 8]>, ...weights: Tensor<[8, 8]>[]): AnyTensor =>
  weights.reduce<Tensor<[4, 8]>>((y, w) => relu(matmul(y, w)), x)

describe.each(Object.entries(layouts))('kernels that are one but for where their tensors lie, laid out for %s', (_, schedules) => {
  it('are built once, and are given each its own memory', () => {
    const { nests, plan } = compiled(layers as never, [[4, 8], ...Array.from({ length: 5 }, () => [8, 8])], schedules)
    expect(nests).toHaveLength(5)
    expect(new Set(nests.map(({ body }) => body)).size).toBe(1)
    const given = nests.map(({ bindings }) =>
      bindings.filter(({ location }) => location.kind === 'input').map(({ location }) => location.index),
    )
    expect(given.map((indices) => [...indices].sort())).toEqual([[0, 1], [2], [3], [4], [5]])
    expect(nests.at(-1)?.bindings.find(({ writes }) => writes)?.location).toEqual(plan.outputs[0]?.location)
  })
})

describe('the text of a kernel', () => {
  const chain = (x: Tensor<[6, 6]>): AnyTensor => matmul(matmul(matmul(x, x), x), x)

  it('says functions, numbers, sizes and dtypes', () => {
    const texts = [
      textsOf(compiled(((x: Tensor<[6]>) => tanh(x)) as never, [[6]])),
      textsOf(compiled(((x: Tensor<[6]>) => sin(x)) as never, [[6]])),
      textsOf(compiled(((x: Tensor<[6]>) => mul(x, 3)) as never, [[6]])),
      textsOf(compiled(((x: Tensor<[6]>) => mul(x, 5)) as never, [[6]])),
      textsOf(compiled(((x: Tensor<[7]>) => mul(x, 5)) as never, [[7]])),
      textsOf(compiled(((x: Tensor<[6]>) => astype(x, 'i32')) as never, [[6]])),
      textsOf(compiled(((x: Tensor<[6]>) => astype(x, 'u32')) as never, [[6]])),
    ].map((text) => text.join())
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('says which of its tensors are one memory', () => {
    // The first reads one tensor twice, the others read two.
    const [first, second, third] = textsOf(compiled(chain as never, [[6, 6]]))
    expect(first).not.toBe(second)
    expect(second).toBe(third)
  })

  it('says what is folded over what, and in what order', () => {
    const rows = textsOf(compiled(((x: Tensor<[6, 6]>) => sum(x, { axis: 0 })) as never, [[6, 6]]))
    const columns = textsOf(compiled(((x: Tensor<[6, 6]>) => sum(x, { axis: 1 })) as never, [[6, 6]]))
    const difference = textsOf(compiled(((x: Tensor<[6]>, y: Tensor<[6]>) => sub(x, y)) as never, [[6], [6]]))
    const reversed = textsOf(compiled(((x: Tensor<[6]>, y: Tensor<[6]>) => sub(y, x)) as never, [[6], [6]]))
    expect(new Set([...rows, ...columns]).size).toBe(2)
    // The order of bindings is that of reading, so these are one.
    expect(difference).toEqual(reversed)
  })
})

describe('ends of loops', () => {
  const product = (x: Tensor<[40, 30]>, y: Tensor<[30, 20]>): AnyTensor => matmul(x, y)
  const wgsl = (layout: 'gpu' | 'cpu'): string =>
    compiled(
      product as never,
      [
        [40, 30],
        [30, 20],
      ],
      layouts[layout],
    )
      .nests.map((nest) => printWgsl(nest).wgsl)
      .join('\n')

  it('are given to a kernel where a driver would copy all turns that it knows', () => {
    expect(wgsl('cpu')).toContain('let end0 = numbers[0].x;\n  for (var k0 = 0u; k0 < end0; k0++) {')
    expect(wgsl('cpu')).toMatch(/let rows = min\(numbers\[0\]\.y, 40u - row0\);/)
  })

  it('stand in its text on a GPU', () => expect(wgsl('gpu')).toContain('for (var k0 = 0u; k0 < 30u; k0++) {'))

  it('make products of one form one kernel, whatever is summed over', () => {
    const f = (x: Tensor<[32, 16]>, w: Tensor<[16, 16]>, v: Tensor<[16, 16]>) => matmul(matmul(x, w), v)
    expect(
      new Set(
        compiled(f as never, [
          [32, 16],
          [16, 16],
          [16, 16],
        ]).nests.map((nest) => printWgsl(nest).wgsl),
      ).size,
    ).toBe(1)
  })
})
