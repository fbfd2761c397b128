import { it, expect } from 'vitest'
import * as t from '../src/index.js'
const rnd = (n: number) => Float32Array.from({ length: n }, () => Math.random() - 0.5)
it.each([[4,8,8],[5,7,9],[2,4,3],[130,300,70],[33,784,100]])('matmul %i %i %i', async (m, k, n) => {
  const [a, b] = [rnd(m*k), rnd(k*n)]
  await t.acquire({ backend: 'cpu' })
  const got = await t.matmul(t.tensor(a, { shape: [m,k] }) as never, t.tensor(b, { shape: [k,n] }) as never).data() as Float32Array
  let worst = 0
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) { let s = 0; for (let l = 0; l < k; l++) s += a[i*k+l]*b[l*n+j]; worst = Math.max(worst, Math.abs(s - got[i*n+j])) }
  expect(worst).toBeLessThan(1e-4)
})
it('conv', async () => {
  const [x, w] = [rnd(2*9*9*5), rnd(3*3*5*12)]
  const f = () => (t as any).conv(t.tensor(x, { shape: [2,9,9,5] }) as never, t.tensor(w, { shape: [3,3,5,12] }) as never, { padding: 'same' } as never)
  await t.acquire({ backend: 'reference' }); const want = await f().data()
  await t.acquire({ backend: 'cpu' }); const got = await f().data()
  expect(Math.max(...want.map((v: number, i: number) => Math.abs(v - got[i])))).toBeLessThan(1e-4)
})
it('speed', async () => {
  await t.acquire({ backend: 'cpu' })
  for (const n of [256, 512, 1024]) {
    const [a, b] = [t.tensor(rnd(n*n), { shape: [n,n] }), t.tensor(rnd(n*n), { shape: [n,n] })]
    const f = t.jit((x: any, y: any) => t.matmul(x, y))
    const times = []
    for (let i = 0; i < 12; i++) { const s = performance.now(); const y = f(a, b) as any; await y.data(); times.push(performance.now() - s); y.dispose() }
    console.log(n, times.map((x) => x.toFixed(1)).join(' '), (2 * n**3 / Math.min(...times) / 1e6).toFixed(1), 'GFLOP/s')
  }
})
