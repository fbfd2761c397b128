import { expect, it, vi } from 'vitest'

it('fits the line y = 0.1 x + 0.3, and prints it', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const { offset, slope } = await import('../../examples/line/main.js')
  expect(slope).toBeCloseTo(0.1, 4)
  expect(offset).toBeCloseTo(0.3, 4)
  expect(log).toHaveBeenCalledTimes(11)
  expect(log).toHaveBeenLastCalledWith('step 200: y = 0.1000 x + 0.3000')
})
