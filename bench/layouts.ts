import { acquire, astype, compute, jit, key, matmul, type Tensor, tune, tuning, uniform } from 'typegrad'
import { aligned } from './aligned.js'
import { quartiles } from './quartiles.js'
import { secondsOf } from './rounds.js'

/** So often a product runs until it is measured. */
const often = 3

/** Multiplications and additions a second that the adapter does at best. */
const peakOf = async (): Promise<number> => {
  const { fmaPeak } = await import('./fma-peak.js')
  const peak = await fmaPeak()
  await peak.run(1)
  const seconds: number[] = []
  for (let i = 0; i < 5; i++) seconds.push(await secondsOf(peak, 1))
  return peak.flops / quartiles(seconds).median
}

/** Measures every way to lay out products of square matrices, each by the adapter's own clock, beside its peak in f32. */
export const layouts = async (sizes: readonly number[], watch: (what: string) => void): Promise<void> => {
  const device = await acquire({ backend: 'webgpu' })
  watch('the peak')
  const peak = await peakOf()
  watch('')
  console.log(`${device.name}; Node ${process.version}\nat best ${(peak / 1e9).toFixed(0)} GFLOP/s in f32\n`)
  await tune('full', device)
  for (const size of sizes)
    for (const dtype of ['f32', 'f16'] as const) {
      watch(`${size} x ${size} in ${dtype}`)
      const operand = (of: number): Tensor<['N', 'N'], typeof dtype> => astype(uniform(key(of), [size, size]), dtype) as never // of that size
      const [a, b] = [operand(0), operand(1)]
      compute([a, b])
      const product = jit((x: Tensor<['N', 'N'], typeof dtype>, y: Tensor<['N', 'N'], typeof dtype>) => matmul(x, y))
      for (let i = 0; i < often; i++) {
        using c = product(a, b)
        await c.data()
      }
      const { choices, milliseconds = {} } = await tuning(device)
      watch('')
      const kind = Object.keys(milliseconds).find((name) => name.includes(`${size}x${size} over ${size} of ${dtype}`)) ?? ''
      const rows = Object.entries(milliseconds[kind] ?? {}).map(([layout, time]) => {
        const speed = (2 * size ** 3) / (time / 1000)
        const is = choices[kind] === layout ? 'chosen' : ''
        return [layout, time.toPrecision(3), (speed / 1e9).toFixed(0), (100 * (speed / peak)).toFixed(1), is]
      })
      console.log(`${aligned([[`${size} x ${size}, ${dtype}`, 'ms', 'GFLOP/s', '% of peak', ''], ...rows])}\n`)
    }
  console.log('Each measured once, on zeros, after a first run; the peak is that of chains of multiply-adds in registers.')
}
