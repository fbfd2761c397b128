import * as dsl from '../../dsl/index.js'
import * as core from '../../src/index.js'

/* One good call of every public function: what wrong arguments are put into. */

type Calls = Readonly<Record<string, () => readonly unknown[]>>

const { zeros, ones, tensor, key, sum, mul, add, less } = core

const m = () => ones([2, 3])
const square = () => ones([2, 2])
const bool = () => tensor([true, false])
const indices = () => tensor([0, 1], { dtype: 'i32' })
const loss = (x: core.AnyTensor) => sum(mul(x, x))

const each = (names: readonly string[], call: () => readonly unknown[]): Calls => Object.fromEntries(names.map((name) => [name, call]))

export const coreCalls: Calls = {
  ...each(
    ['abs', 'ceil', 'erf', 'exp', 'expm1', 'floor', 'log', 'log1p', 'neg', 'reciprocal', 'round', 'rsqrt', 'sigmoid', 'sign', 'sqrt'],
    () => [m()],
  ),
  ...each(
    ['square', 'tanh', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'relu', 'gelu', 'selu', 'silu', 'softplus'],
    () => [m()],
  ),
  ...each(['isNaN', 'isFinite', 'zerosLike', 'onesLike', 'stopGradient', 'copy'], () => [m()]),
  ...each(['leakyRelu', 'elu'], () => [m(), 0.1]),
  ...each(['add', 'sub', 'mul', 'div', 'pow', 'rem', 'maximum', 'minimum', 'atan2'], () => [m(), m()]),
  ...each(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'matmul', 'dot'], () => [square(), square()]),
  ...each(['logicalAnd', 'logicalOr'], () => [bool(), bool()]),
  allClose: () => [square(), square(), { rtol: 1e-4 }],
  nextTask: () => [],
  toTransferable: () => [{ w: m() }],
  fromTransferable: () => [{ tree: [], tensors: [], buffers: [] }],
  logicalNot: () => [bool()],
  outer: () => [ones([2]), ones([3])],
  tensordot: () => [m(), ones([3, 4]), 1],
  ...each(['sum', 'mean', 'max', 'min', 'prod', 'variance', 'std', 'norm', 'logSumExp'], () => [m(), { axis: 0 }]),
  ...each(['any', 'all'], () => [bool(), { axis: 0 }]),
  ...each(['argmax', 'argmin', 'softmax', 'logSoftmax', 'cumsum', 'cumprod', 'sort', 'argsort'], () => [m(), { axis: 0 }]),
  topK: () => [m(), 1, { axis: 0 }],
  astype: () => [m(), 'i32'],
  where: () => [bool(), 1, ones([2])],
  clip: () => [m(), 0, 1],
  concat: () => [[m(), m()], 0],
  stack: () => [[m(), m()], 0],
  ...each(['zeros', 'ones'], () => [[2, 3], { dtype: 'f32' }]),
  full: () => [[2, 3], 1, { dtype: 'f32' }],
  arange: () => [4, { start: 1 }],
  linspace: () => [0, 1, 5, { dtype: 'f32' }],
  eye: () => [2, { dtype: 'f32' }],
  tensor: () => [[1, 2], { dtype: 'f32' }],
  rearrange: () => [m(), 'a b -> b a', {}],
  reduce: () => [m(), 'a b -> b', 'sum', {}],
  repeat: () => [m(), 2, 0],
  einsum: () => ['ij,jk->ik', m(), ones([3, 4])],
  flip: () => [m(), 0],
  roll: () => [m(), 1, 0],
  gather: () => [m(), indices(), 0],
  takeAlongAxis: () => [m(), tensor([[0, 1, 0]], { dtype: 'i32' }), 0],
  oneHot: () => [indices(), 3, { dtype: 'f32' }],
  gatherNd: () => [m(), tensor([[0, 1]], { dtype: 'i32' })],
  scatterAdd: () => [m(), indices(), m(), 0],
  scatterAddNd: () => [m(), tensor([[0, 1]], { dtype: 'i32' }), ones([1])],
  pad: () => [m(), 1, { value: 2 }],
  conv: () => [ones([1, 4, 1]), ones([2, 1, 3]), { stride: 1 }],
  convTranspose: () => [ones([1, 4, 1]), ones([2, 3, 1]), { stride: 1 }],
  ...each(['avgPool', 'maxPool'], () => [ones([1, 4, 1]), 2, { stride: 2 }]),
  reshape: () => [m(), [3, 2]],
  broadcastTo: () => [ones([3]), [2, 3]],
  expandDims: () => [m(), 0],
  squeeze: () => [ones([1, 3]), 0],
  slice: () => [m(), 0, [0, 2]],
  tile: () => [m(), [1, 2]],
  transpose: () => [m(), [1, 0]],
  ...each(['swapAxes', 'moveAxis'], () => [m(), 0, 1]),
  key: () => [0],
  foldIn: () => [key(0), 1],
  split: () => [m(), 2, 0],
  ...each(['bits', 'normal'], () => [key(0), [2]]),
  uniform: () => [key(0), [2], { min: 0 }],
  bernoulli: () => [key(0), 0.5, [2]],
  permutation: () => [key(0), 4],
  truncatedNormal: () => [key(0), -1, 1, [2]],
  categorical: () => [key(0), m(), { axis: 0 }],
  compute: () => [m()],
  scope: () => [() => m()],
  ...each(['grad', 'valueAndGrad'], () => [loss, { argnums: 0 }]),
  ...each(['fn', 'jacfwd', 'jacrev', 'hessian'], () => [loss]),
  jit: () => [loss, { donate: [] }],
  inspect: () => [loss, { donate: [] }],
  vmap: () => [loss, { in: 0 }],
  checkpoint: () => [loss, { keep: 'nothing' }],
  jvp: () => [loss, [m()], [m()]],
  ...each(['vjp', 'linearize', 'linearTranspose'], () => [(x: core.AnyTensor) => sum(x), m()]),
  customJvp: () => [loss, ([x]: [core.AnyTensor], [t]: [core.AnyTensor]) => [loss(x), sum(mul(x, t))]],
  customVjp: () => [loss, { forward: (x: core.AnyTensor) => [loss(x), x], backward: (x: core.AnyTensor) => [x] }],
  scan: () => [(c: core.AnyTensor, x: core.AnyTensor) => [add(c, x), c], zeros([3]), m(), { reverse: false }],
  map: () => [loss, m()],
  cond: () => [tensor(true), () => zeros([]), () => ones([])],
  whileLoop: () => [(x: core.AnyTensor) => less(x, 3), (x: core.AnyTensor) => add(x, 1), zeros([]), { atMost: 3 }],
  acquire: () => [{ backend: 'reference' }],
}

const model = dsl.sequential([3], dsl.dense(2))
const variables = () => dsl.init(model, key(0))
const data = () => dsl.fromArrays({ x: { values: [1, 2, 3, 4, 5, 6], shape: [3] }, y: { values: [0, 1, 0, 1], shape: [2] } })

export const dslCalls: Calls = {
  ...each(['relu', 'gelu', 'selu', 'silu', 'softplus', 'sigmoid', 'tanh', 'elu', 'leakyRelu', 'softmax', 'logSoftmax'], () => [m()]),
  sequential: () => [[3], dsl.dense(2), dsl.relu],
  ...each(['serial', 'fanOut', 'parallel', 'sumOf', 'productOf', 'concatOf'], () => [dsl.dense(2), dsl.dense(2)]),
  residual: () => [dsl.relu],
  repeated: () => [2, dsl.relu],
  named: () => ['stage', dsl.relu],
  dense: () => [2],
  ...each(['conv1d', 'conv2d', 'conv3d', 'convTranspose2d'], () => [2, 3, { stride: 1 }]),
  depthwiseConv2d: () => [3, { stride: 1 }],
  ...each(['maxPool2d', 'avgPool2d'], () => [2, { stride: 2 }]),
  ...each(['batchNorm', 'layerNorm', 'rmsNorm'], () => [{ epsilon: 1e-5 }]),
  groupNorm: () => [2, { epsilon: 1e-5 }],
  dropout: () => [0.5],
  embedding: () => [10, 4],
  multiHeadAttention: () => [{ heads: 2 }],
  transformerBlock: () => [{ heads: 2, hidden: 8 }],
  positionalEncoding: () => [],
  reshapeTo: () => [[3, 1]],
  squeezeExcite: () => [2],
  ...each(['adam', 'rmsprop', 'sgd', 'momentum'], () => [0.1]),
  cosineDecay: () => [0.1, 10],
  constant: () => [1],
  ...each(['heNormal', 'heUniform', 'glorotNormal', 'glorotUniform', 'lecunNormal'], () => [key(0), [2, 3]]),
  ...each(['meanSquaredError', 'sigmoidBinaryCrossEntropy', 'softmaxCrossEntropy', 'accuracy'], () => [square(), square()]),
  init: () => [model, key(0)],
  summary: () => [model],
  apply: () => [model, variables(), ones([4, 3]), { training: false }],
  predict: () => [model, variables(), ones([4, 3])],
  fromArrays: () => [{ x: { values: [1, 2] } }],
  shuffle: () => [data(), key(0)],
  evaluate: () => [model, variables(), data(), { loss: dsl.meanSquaredError }],
  fit: () => [
    model,
    data(),
    { loss: dsl.meanSquaredError, optimizer: dsl.sgd(0.1), epochs: 1, batchSize: 2, key: key(0), progress: false },
  ],
}
