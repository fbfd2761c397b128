import { expect, it } from 'vitest'
import { example } from '../../examples/generated-code/example.js'
import { found, quick } from './quick.js'

it('shows one kernel of a layer, as WGSL, as loops and as WebAssembly', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'kernels on a GPU')).toBe(1)
  expect(found(outcome, 'kernels on processors')).toBe(1)
  for (const part of ['program(', '@compute', 'var<storage', 'for kk from 0 to length', 'f32x4.mul', '// x3 is output 0: f32[8, 32]'])
    expect(outcome.text).toContain(part)
})
