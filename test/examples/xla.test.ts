import { expect, it } from 'vitest'
import { block } from '../../examples/xla/block.js'
import { digits } from '../../examples/xla/digits.js'
import { acquire } from '../../src/index.js'
import { toStableHlo } from '../../src/interchange/index.js'

it.each([
  { name: 'digits', system: digits, devices: 8, donated: 14, divided: 2 },
  // Of each of the weights, and of the two things that Adam remembers of it: query, key, value and hidden, with bias, and two outputs.
  { name: 'block', system: block, devices: 8, donated: 62, divided: 2 + 3 * 10 },
])('a step of $name is divided among its devices', async ({ system, devices, donated, divided }) => {
  await acquire({ backend: 'cpu' })
  const { step, state, batches, mesh, shardings } = await system(1)
  const text = await toStableHlo(step, { mesh, shardings, donate: [0] })(state, batches[0])
  expect(Object.values(mesh).reduce((all, n) => all * n)).toBe(devices)
  expect(text).toContain(`mhlo.num_partitions = ${devices} : i32`)
  const [head = ''] = text.split(') -> (')
  expect(head.match(/tf\.aliasing_output/g)).toHaveLength(donated)
  expect(head.match(/sdy\.sharding<@mesh, \[.*"(data|model)"/g)).toHaveLength(divided)
})
