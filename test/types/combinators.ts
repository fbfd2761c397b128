import type { Family } from './harness.js'

const dense = (last: number, units: number): string =>
  `{ readonly kernel: Tensor<[${last}, ${units}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`

export const combinators: Family = {
  name: 'combinators',
  given: `
import * as dsl from 'typegrad/dsl'
import { concatOf, conv2d, dense, flatten, globalAvgPool, identity, init, type Layer, maxPool2d, named, productOf, repeated, residual, sequential, serial, sumOf } from 'typegrad/dsl'
declare const n: number
declare const shape: number[]
declare const someLayer: Layer
declare const someLayers: Layer[]`,
  compiles: [
    [
      'sequential([56, 56, 64], sumOf(conv2d(256, 1), serial(conv2d(64, 1), dsl.relu, conv2d(256, 3, { padding: 1 })))).output',
      'readonly [56, 56, 256]',
    ],
    [
      'init(sequential([4], sumOf(dense(8), serial(dense(2), dense(8)))), key(0)).params[0]',
      `[${dense(4, 8)}, [${dense(4, 2)}, ${dense(2, 8)}]]`,
    ],
    ['sequential([4], sumOf(dense(8))).output', 'readonly [8]'],
    ['sequential([4], productOf(dense(8), serial(dense(8), dsl.sigmoid))).output', 'readonly [8]'],
    ['sequential([n, 3], sumOf(identity, dense(3), someLayer)).output', 'readonly [number, 3]'],
    ['sequential([n, 3], sumOf(someLayer, dense(3))).output', 'readonly [number, 3]'],
    ['sequential([4], sumOf(dense(n), dense(8))).output', 'readonly [8]'],
    ['sequential([4], sumOf(...someLayers)).output', 'readonly (number | Size<string>)[]'],
    [
      'sequential([28, 28, 192], concatOf(conv2d(64, 1), conv2d(128, 3, { padding: 1 }), conv2d(32, 5, { padding: 2 }))).output',
      'readonly [28, 28, 224]',
    ],
    ['sequential([n, 3], concatOf(identity, dense(n))).output', 'readonly [number, number]'],
    ['sequential([4], concatOf(identity, someLayer)).output', 'readonly (number | Size<string>)[]'],
    ['init(sequential([4], concatOf(dense(8), dsl.relu)), key(0)).params[0]', `[${dense(4, 8)}, Empty]`],
    ['sequential([8], repeated(12, residual(dense(8)))).output', 'readonly [8]'],
    ['init(sequential([8], repeated(3, dense(8))), key(0)).params[0]', `[${dense(8, 8)}, ${dense(8, 8)}, ${dense(8, 8)}]`],
    ['init(sequential([8], repeated(36, dense(8))), key(0)).params[0].length', '36'],
    ['init(sequential([4], repeated(2, dense(8))), key(0)).params[0]', `[${dense(4, 8)}, ${dense(8, 8)}]`],
    ['sequential([28, 28, 1], repeated(3, conv2d(8, 3))).output', 'readonly [22, 22, 8]'],
    ['sequential([8], repeated(n, dense(8))).output', 'readonly [8]'],
    ['sequential([4], repeated(n, dense(8))).output', 'readonly (number | Size<string>)[]'],
    ['sequential(shape, repeated(2, dsl.relu)).output', 'readonly number[]'],
    ["init(sequential([4], named('head', dense(8))), key(0)).params", `[${dense(4, 8)}]`],
  ],
  rejects: [
    [
      'sequential([56, 56, 64], dsl.relu, «sumOf(conv2d(256, 1), conv2d(256, 1, { stride: 2 }))», flatten)',
      'sumOf: branch 2 maps [56, 56, 64] to [28, 28, 256], branch 1 to [56, 56, 256]; branches of a sum have equal shapes',
    ],
    [
      'sequential([4], «productOf(dense(8), dense(8), flatten)»)',
      'productOf: branch 3 maps [4] to [4], branch 1 to [8]; branches of a product have equal shapes',
    ],
    [
      'sequential([28, 28, 3], «concatOf(conv2d(8, 1), conv2d(8, 3))»)',
      'concatOf: branch 2 maps [28, 28, 3] to [26, 26, 8], branch 1 to [28, 28, 8]; branches are joined along their last axis and are equal off it',
    ],
    [
      'sequential([28, 28, 3], «concatOf(identity, flatten)»)',
      'concatOf: branch 2 maps [28, 28, 3] to [2352], branch 1 to [28, 28, 3]; branches are joined along their last axis and are equal off it',
    ],
    ['sequential([784], «sumOf(conv2d(8, 3), identity)»)', 'conv2d(8, 3): the input needs [height, width, channels], got [784]'],
    ['sequential([4], «sumOf()»)', 'sumOf: there are no branches'],
    ['sequential([4], «concatOf()»)', 'concatOf: there are no branches'],
    [
      'sequential([28, 28, 1], «repeated(3, maxPool2d(4))», dsl.relu)',
      'maxPool2d(4): window [4, 4] is larger than the padded input [1, 1]',
    ],
    ['sequential([784], «repeated(n, maxPool2d(2))»)', 'maxPool2d(2): the input needs [height, width, channels], got [784]'],
    ["sequential([4], «named('skip', residual(dense(5)))»)", 'residual: the branch maps [4] to [5]; a skip connection needs equal shapes'],
    [
      'sequential([4], serial(dsl.relu, identity), «serial(dsl.relu, sumOf(dsl.relu, dense(5)))»)',
      'sumOf: branch 2 maps [4] to [5], branch 1 to [4]; branches of a sum have equal shapes',
    ],
  ],
}
