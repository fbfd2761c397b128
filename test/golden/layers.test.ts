import { describe, expect, it } from 'vitest'
import { apply, dense, init, lstm, repeated, sequential } from '../../dsl/index.js'
import { inspect, key, type Tensor, zeros } from '../../src/index.js'

const reader = sequential([3, 4], lstm(2))
const tower = sequential([4], repeated(3, dense(4)))

const ofReader = init(reader, key(0))
const ofTower = init(tower, key(0))

/** Layers that are loops: what a turn of theirs is. */
const functions = {
  lstm: inspect((variables: typeof ofReader, x: Tensor<[2, 3, 4]>) => apply(reader, variables, x)[0])(ofReader, zeros([2, 3, 4])),
  repeated: inspect((variables: typeof ofTower, x: Tensor<[2, 4]>) => apply(tower, variables, x)[0])(ofTower, zeros([2, 4])),
}

describe('layers, on their way to the device', () => {
  it.each(Object.entries(functions))('%s', async (name, inspection) => {
    await expect(String(inspection)).toMatchFileSnapshot(`layers/${name}.txt`)
  })
})
