import type { Code } from '../wasm/code.js'
import type { Lanes } from './table.js'

/** Where there are four elements in every turn. */
export const allLanes = (code: Code): Lanes => {
  const [left, offsets] = [code.local('i32'), code.local('v128')]
  const each = [code.local('i32'), code.local('i32'), code.local('i32')] as const
  code.i32(4)
  code.set(left)
  code.v128([0, 1, 2, 3])
  code.set(offsets)
  for (const [i, local] of each.entries()) {
    code.i32(i + 1)
    code.set(local)
  }
  return { left, offsets, each, isWhole: true }
}
