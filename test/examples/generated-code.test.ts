import { expect, it } from 'vitest'
import { example } from '../../examples/generated-code/example.js'
import { found, quick } from './quick.js'

it('shows one kernel of a layer, as WGSL and as loops', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'kernels on a GPU')).toBe(1)
  expect(found(outcome, 'kernels on processors')).toBe(1)
  for (const part of ['program(', '@compute', 'var<storage', 'for kk from 0 to length']) expect(outcome.text).toContain(part)
})
