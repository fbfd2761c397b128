import { expect, it, vi } from 'vitest'

it('learns to tell two classes apart, and prints how well', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  const { measured } = await import('../../examples/classifier/main.js')
  expect(measured.accuracy).toBeGreaterThan(0.9)
  expect(measured.loss).toBeLessThan(0.4)
  expect(log).toHaveBeenLastCalledWith(measured)
})
