import { setTimeout as wait } from 'node:timers/promises'
import { grad, jit, key, matmul, mean, mul, square, sub, type Tensor, uniform, zeros } from 'typegrad'
import { prefetch } from 'typegrad/dsl'
import { aligned } from './aligned.js'
import { quartiles } from './quartiles.js'

/** Of an epoch. */
const batches = 24

/** So long a batch takes to come, in milliseconds: a disk or a network that is waited for, and takes no processor. */
const costs = [5, 20]

type Batch = Tensor<[256, 512]>

async function* source(batch: Batch, cost: number): AsyncGenerator<Batch> {
  for (let i = 0; i < batches; i++) {
    await wait(cost)
    yield batch
  }
}

/** What an epoch takes from a source whose batches cost so much to come, with and without `prefetch`, and how often the one fits into the other. */
export const prefetched = async (rounds: number, watch: (text: string) => void): Promise<string> => {
  const batch = uniform(key(0), [256, 512])
  await batch.data()
  const slope = grad((w: Tensor<[512, 512]>, x: Batch) => mean(square(sub(matmul(x, w), x))))
  const step = jit((w: Tensor<[512, 512]>, x: Batch) => sub(w, mul(slope(w, x), 0.1)))

  /** Milliseconds of an epoch, each of whose steps is waited for. */
  const epoch = async (items: AsyncIterable<Batch>): Promise<number> => {
    let w = zeros([512, 512])
    const began = performance.now()
    for await (const x of items) {
      const next = step(w, x)
      await next.data()
      w.dispose()
      w = next
    }
    w.dispose()
    return performance.now() - began
  }

  await epoch(source(batch, 0))
  const rows: string[][] = []
  for (const cost of [0, ...costs]) {
    watch(`epochs of batches that take ${cost} ms to come`)
    const [plain, ahead]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      plain.push(await epoch(source(batch, cost)))
      ahead.push(await epoch(prefetch(source(batch, cost))))
    }
    const ratios = plain.map((time, round) => time / (ahead[round] ?? Number.NaN))
    const median = (times: readonly number[]): string => Math.round(quartiles(times).median).toString()
    rows.push([`batches that take ${cost} ms to come`, median(plain), median(ahead), quartiles(ratios).median.toFixed(2)])
  }
  return aligned([['', 'ms an epoch', 'with prefetch', 'ratio'], ...rows])
}
