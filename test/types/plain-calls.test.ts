import { expect, it } from 'vitest'
import { diagnose, versions } from '../support/typescript.js'

/* A plain call binds no symbol, and the compiler's own words, many lines of them, end in what to do. */

const program = `import { fn, jit, sum, type Tensor, zeros } from 'typegrad'
const rows = (x: Tensor<['N', 3]>) => sum(x, { axis: 1 })
export const plain = rows(zeros([5, 3]))
export const bound: readonly [Tensor<[5]>, Tensor<[5]>] = [fn(rows)(zeros([5, 3])), jit(rows)(zeros([5, 3]))]
export const same = (x: Tensor<['N', 3]>): Tensor<['N']> => rows(x)
`

it.each(versions)('TypeScript %s says how to call a function over symbols', { timeout: 300_000 }, async (version) => {
  const found = await diagnose(version, { 'plain.ts': program })
  expect(found).toEqual([expect.objectContaining({ line: 3, column: 27 })])
  const lines = found[0]?.message.split('\n') ?? []
  expect(lines[0]).toBe(`Argument of type 'Tensor<[5, 3], "f32">' is not assignable to parameter of type 'Tensor<["N", 3], "f32">'.`)
  expect(lines.at(-1)?.trim()).toBe(
    `Type 'number' is not assignable to type '{ readonly [size]: "N"; readonly [repair]: "fn(f)(x) binds N, f(x) does not"; }'.`,
  )
})
