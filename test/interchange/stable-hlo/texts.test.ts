import { expect, it } from 'vitest'
import { primitives } from '../../../src/primitives/index.js'
import { firstUse } from '../first-use.js'
import { textOf } from './xla.js'

it.each(primitives.map((primitive) => ({ primitive, name: primitive.name })))('$name in StableHLO', async ({ primitive, name }) => {
  await expect(textOf(firstUse(primitive))).toMatchFileSnapshot(`texts/${name}.mlir`)
})
