import type { Family } from './harness.js'

const dense = (last: number, units: number): string =>
  `{ readonly kernel: Tensor<[${last}, ${units}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`

/** The parameters of so many dense layers in one tree. */
const stacked = (n: string, shape: '4, 4' | '8, 8'): string =>
  `{ readonly kernel: Tensor<[${n}, ${shape}], "f32">; readonly bias: Tensor<[${n}, ${shape.slice(0, 1)}], "f32">; }`

export const combinators: Family = {
  name: 'combinators',
  given: `
import * as dsl from 'typegrad/dsl'
import { apply, concatOf, conv2d, dense, fanOut, fit, flatten, fromArrays, globalAvgPool, identity, init, type Layer, maxPool2d, named, parallel, predict, productOf, repeated, residual, sequential, serial, sgd, sumOf } from 'typegrad/dsl'
declare const n: number
declare const shape: number[]
declare const someLayer: Layer
declare const someLayers: Layer[]
const pair = sequential([8], fanOut(dense(4), dense(3)))
const pairVariables = init(pair, key(0))
const sum2 = sequential([[8], [4]], parallel(dense(3), dense(3)), sumOf(identity, identity))
const sum2Variables = init(sum2, key(0))
const settings = { optimizer: sgd(0.1), epochs: 1, batchSize: 32, key: key(0) }
const columns = { x: { values: new Uint8Array(), shape: [8] }, y: { values: new Uint8Array(), dtype: 'i32' } } as const
declare const batch: Tensor<['B', 8]>`,
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
    ['init(sequential([8], repeated(3, dense(8))), key(0)).params[0]', stacked('3', '8, 8')],
    ['init(sequential([n, 8], repeated(36, residual(dense(8)))), key(0)).params[0]', stacked('36', '8, 8')],
    ['init(sequential([8], repeated(n, dense(8))), key(0)).params[0]', stacked('number', '8, 8')],
    [
      'init(sequential([8], repeated(3, serial(dense(8), dsl.batchNorm()))), key(0)).state[0][1]',
      '{ readonly mean: Tensor<[3, 8], "f32">; readonly variance: Tensor<[3, 8], "f32">; }',
    ],
    [
      'init(sequential([8], fanOut(dense(4), identity), repeated(2, parallel(dense(4), dense(8)))), key(0)).params[1]',
      `[${stacked('2', '4, 4')}, ${stacked('2', '8, 8')}]`,
    ],
    [
      'init(sequential([8], fanOut(dense(4), identity), repeated(2, parallel(dense(4), dense(7)))), key(0)).params[1][1]',
      `[${dense(4, 4)}, ${dense(7, 7)}]`,
    ],
    ['init(sequential([4], repeated(2, dense(8))), key(0)).params[0]', `[${dense(4, 8)}, ${dense(8, 8)}]`],
    ['sequential([28, 28, 1], repeated(3, conv2d(8, 3))).output', 'readonly [22, 22, 8]'],
    ['sequential([8], repeated(n, dense(8))).output', 'readonly [8]'],
    ['sequential([4], repeated(n, dense(8))).output', 'readonly (number | Size<string>)[]'],
    ['sequential(shape, repeated(2, dsl.relu)).output', 'readonly number[]'],
    ["init(sequential([4], named('head', dense(8))), key(0)).params", `[${dense(4, 8)}]`],
    ['pair', `Model<[8], [[4], [3]], [[${dense(8, 4)}, ${dense(8, 3)}]], [[Empty, Empty]]>`],
    ['pair.output', 'readonly [readonly [4], readonly [3]]'],
    ['predict(pair, pairVariables, zeros([32, 8]))', '[Tensor<[32, 4], "f32">, Tensor<[32, 3], "f32">]'],
    ['apply(pair, pairVariables, batch, { training: true })[0]', '[Tensor<["B", 4], "f32">, Tensor<["B", 3], "f32">]'],
    ['sequential([28, 28, 1], fanOut(serial(flatten, dense(10)), conv2d(2, 3))).output', 'readonly [readonly [10], readonly [26, 26, 2]]'],
    ['sequential([8], fanOut(dense(4), dense(3)), parallel(dense(2), dsl.relu)).output', 'readonly [readonly [2], readonly [3]]'],
    ['init(sequential([8], fanOut(dense(4), dense(3)), parallel(dense(2), dsl.relu)), key(0)).params[1]', `[${dense(4, 2)}, Empty]`],
    ['sequential([8], fanOut(dense(4), dense(3)), concatOf(identity, dense(5))).output', 'readonly [9]'],
    ['init(sequential([8], fanOut(dense(4), dense(3)), concatOf(identity, dense(5))), key(0)).params[1]', `[Empty, ${dense(3, 5)}]`],
    ['sequential([8], fanOut(dense(4), dense(4)), sumOf(identity, identity), dense(2)).output', 'readonly [2]'],
    ['sequential([8], fanOut(dense(4), dense(4)), productOf(identity, dsl.sigmoid)).output', 'readonly [4]'],
    [
      'sequential([8], fanOut(dense(4), identity), serial(), fanOut(concatOf(identity, identity), sumOf(dense(2), dense(2)))).output',
      'readonly [readonly [12], readonly [2]]',
    ],
    [
      "sequential([8], fanOut(dense(4), identity), named('both', residual(repeated(3, parallel(dense(4), dense(8)))))).output",
      'readonly [readonly [4], readonly [8]]',
    ],
    [
      'sequential([8], fanOut(dense(4), identity), repeated(2, parallel(dense(2), dense(3)))).output',
      'readonly [readonly [2], readonly [3]]',
    ],
    [
      'sequential([8], fanOut(dense(4), identity), repeated(n, parallel(dense(2), dense(3)))).output',
      'readonly [readonly (number | Size<string>)[], readonly (number | Size<string>)[]]',
    ],
    ['sequential([n], fanOut(identity, dense(n))).output', 'readonly [readonly [number], readonly [number]]'],
    ['sequential([8], fanOut(...someLayers)).output', 'readonly (readonly (number | Size<string>)[])[]'],
    ['sequential([8], fanOut(...someLayers), sumOf(...someLayers)).output', 'readonly (number | Size<string>)[]'],
    [
      'sequential([8], someLayer, parallel(dense(2), dense(3))).output',
      'readonly [readonly (number | Size<string>)[], readonly (number | Size<string>)[]]',
    ],
    ['sequential([8], fanOut(dense(4), identity), someLayer).output', 'readonly (number | Size<string>)[]'],
    ['sum2.input', 'readonly [readonly [8], readonly [4]]'],
    ['sum2', `Model<[[8], [4]], [3], [[${dense(8, 3)}, ${dense(4, 3)}], [Empty, Empty]], [[Empty, Empty], [Empty, Empty]]>`],
    ['predict(sum2, sum2Variables, [zeros([5, 8]), zeros([5, 4])])', 'Tensor<[5, 3], "f32">'],
    ['predict(sum2, sum2Variables, [batch, zeros([n, 4])])', 'Tensor<["B", 3], "f32">'],
    [
      'fit(pair, fromArrays(columns), { ...settings, loss: ([a, b], y) => add(sum(a), add(sum(b), sum(astype(y, "f32")))) }).then(({ variables }) => variables.params[0][1].bias)',
      'Promise<Tensor<[3], "f32">>',
    ],
  ],
  rejects: [
    [
      'sequential([8], fanOut(dense(4), dense(3)), «dense(2)», dsl.relu)',
      'one input is expected, got 2: [4] and [3]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([8], fanOut(dense(4), dense(3), identity), «dsl.relu»)',
      'one input is expected, got 3: [4], [3] and [8]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([8], fanOut(dense(4)), «flatten»)',
      'one input is expected, got a list of [4]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([8], fanOut(...someLayers), «flatten»)',
      'one input is expected, got several; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([8], «serial(fanOut(dense(4), dense(3)), residual(dense(4)))»)',
      'one input is expected, got 2: [4] and [3]; join them with sumOf, productOf or concatOf',
    ],
    [
      "sequential([8], fanOut(dense(4), dense(3)), «named('last', repeated(2, dsl.dropout(0.5)))»)",
      'one input is expected, got 2: [4] and [3]; join them with sumOf, productOf or concatOf',
    ],
    [
      'sequential([8], fanOut(dense(4), dense(3)), «dsl.batchNorm()»)',
      'one input is expected, got 2: [4] and [3]; join them with sumOf, productOf or concatOf',
    ],
    ['sequential([10], «parallel(dense(4), dense(3))»)', 'parallel: 2 branches take as many inputs, got [10]'],
    [
      'sequential([10], fanOut(dense(1), dense(2), dense(3)), «parallel(dense(4), dense(3))»)',
      'parallel: 2 branches take as many inputs, got 3: [1], [2] and [3]',
    ],
    ['sequential([10], fanOut(dense(1), dense(2)), «parallel(dense(4))»)', 'parallel: 1 branch takes as many inputs, got 2: [1] and [2]'],
    [
      'sequential([10], fanOut(dense(1), dense(2)), «parallel(dense(4), conv2d(8, 3))»)',
      'conv2d(8, 3): the input needs [height, width, channels], got [2]',
    ],
    [
      'sequential([10], fanOut(dense(1), dense(2), dense(3)), «sumOf(identity, identity)»)',
      'sumOf: 2 branches take one input or as many, got 3: [1], [2] and [3]',
    ],
    [
      'sequential([10], fanOut(dense(1), dense(2)), «concatOf(identity)»)',
      'concatOf: 1 branch takes one input or as many, got 2: [1] and [2]',
    ],
    [
      'sequential([10], fanOut(dense(1), dense(2)), «sumOf(identity, dense(3))», dsl.relu)',
      'sumOf: branch 2 maps [2] to [3], branch 1 [1] to [1]; branches of a sum have equal shapes',
    ],
    [
      'sequential([10], «fanOut(dense(1), fanOut(dense(2), dense(3)))»)',
      'fanOut: branch 2 maps [10] to [2] and [3]; a branch gives one output',
    ],
    [
      'sequential([10], «sumOf(fanOut(dense(2), dense(3)), identity)»)',
      'sumOf: branch 1 maps [10] to [2] and [3]; a branch gives one output',
    ],
    [
      'sequential([10], fanOut(dense(1), dense(2)), «fanOut(identity, sumOf(dense(1), dense(1)))»)',
      'fanOut: branch 1 maps [1] and [2] to [1] and [2]; a branch gives one output',
    ],
    ['sequential([784], dsl.relu, «fanOut(dense(3), conv2d(8, 3))»)', 'conv2d(8, 3): the input needs [height, width, channels], got [784]'],
    ['sequential([4], «fanOut()»)', 'fanOut: there are no branches'],
    ['sequential([4], «parallel()»)', 'parallel: there are no branches'],
    [
      'sequential([8], «residual(fanOut(dense(8), identity))»)',
      'residual: the branch maps [8] to [8] and [8]; a skip connection needs equal shapes',
    ],
    [
      'sequential([8], fanOut(dense(4), identity), «residual(parallel(dense(4), dense(3)))»)',
      'residual: the branch maps [4] and [8] to [4] and [3]; a skip connection needs equal shapes',
    ],
    ['sequential([[8], [4]], «dense(3)»)', 'one input is expected, got 2: [8] and [4]; join them with sumOf, productOf or concatOf'],
    ['predict(pair, pairVariables, «zeros([32, 9])»)', 'predict: the model takes [N, 8], got [32, 9]'],
    ['predict(sum2, sum2Variables, «[zeros([5, 8]), zeros([6, 4])]»)', 'predict: the model takes [N, 8] and [N, 4], got [5, 8] and [6, 4]'],
    ['predict(sum2, sum2Variables, «zeros([5, 8])»)', 'predict: the model takes [N, 8] and [N, 4], got [5, 8]'],
    ['predict(pair, pairVariables, «[zeros([5, 8])]»)', 'predict: the model takes [N, 8], got a list of [5, 8]'],
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
  refuses: [
    [
      'sequential([8, [4]], «dense(3)»)',
      "Argument of type 'Layer<Dense<3, true>>' is not assignable to parameter of type '\"one input is expected, got 2: ? and [4]; join them with sumOf, productOf or concatOf\"'.",
    ],
  ],
}
