import { beforeAll, expect, it } from 'vitest'
import { acquire, add, key, matmul, normal, relu, scan, sum, type Tensor, tensor, zeros } from '../../src/index.js'
import { fromOnnx, toOnnx, toStableHlo } from '../../src/interchange/index.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const [w, b] = [normal(key(0), [3, 4]), tensor([1, 2, 3, 4])]
const layer = (x: Tensor<[8, 3]>) => relu(add(matmul(x, w), b))

it('a bias that a function closes over stands in a file as it is, not once for each example', async () => {
  const text = await toStableHlo(layer)(zeros([8, 3]))
  expect(text).toContain('stablehlo.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>')
  expect(text).toContain('stablehlo.broadcast_in_dim')
})

it('so such a function is written for any number of examples', async () => {
  const { apply, parameters } = fromOnnx(await toOnnx(layer, { dynamic: [['N']] })(zeros([8, 3])))
  const x = normal(key(1), [5, 3])
  const want = await relu(add(matmul(x, w), b)).data()
  const got = await (apply(parameters, [x]).result as Tensor<[5, 4]>).data()
  want.forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, 5)
  })
})

it('within loops too, and what was made before is a value', async () => {
  const made = sum(w) // pending, and none of the function's work
  const text = await toStableHlo((xs: Tensor<[5, 4]>) =>
    scan((c: Tensor<[4]>, x: Tensor<[4]>) => [add(c, add(x, add(b, made))), sum(c)], b, xs),
  )(zeros([5, 4]))
  expect(text).toContain('"stablehlo.while"')
  expect(text).not.toContain('across dimensions = [0, 1]')
})
