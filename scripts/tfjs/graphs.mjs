// Graphs of one operator or few, as graph models: written by hand, since no tool in JavaScript makes them.

/**
 * @typedef {{ dtype: 'float32' | 'int32' | 'bool', shape: number[], data: number[], isConstant?: boolean }} Stored
 * @typedef {{ name: string, op: string, inputs: Stored[], attr: Record<string, unknown>, results?: number }} Graph
 */

/** @param {number} x */
const short = (x) => Math.round(x * 1000) / 1000

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1)

/** @type {(shape: number[], f?: (x: number) => number) => Stored} */
export const floats = (shape, f = (x) => x) => ({
  dtype: 'float32',
  shape,
  data: Array.from({ length: sizeOf(shape) }, (_, i) => short(f(1.5 * Math.sin(1.3 * i + 0.2 + 0.01 * i * i)))),
})

/** @type {(data: number[], shape?: number[]) => Stored} */
export const ints = (data, shape = [data.length]) => ({ dtype: 'int32', shape, data })

/** @type {(data: number[], shape?: number[]) => Stored} */
export const bools = (data, shape = [data.length]) => ({ dtype: 'bool', shape, data })

/** A constant of the file, and no input. @type {(x: Stored) => Stored} */
export const held = (x) => ({ ...x, isConstant: true })

/** @type {(data: number[], shape?: number[]) => Stored} */
const sizes = (data, shape) => held(ints(data, shape))
const axis = (/** @type {number} */ at) => sizes([at], [])
const positive = (/** @type {number} */ x) => Math.abs(x) + 0.1
const within = (/** @type {number} */ x) => x / 2

const b64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64')
const s = (/** @type {string} */ text) => ({ s: b64(text) })
const i = (/** @type {number} */ value) => ({ i: String(value) })
const b = (/** @type {boolean} */ value) => ({ b: value })
const f = (/** @type {number} */ value) => ({ f: value })
const list = (/** @type {number[]} */ ...values) => ({ list: { i: values.map(String) } })
const fusing = (/** @type {string[]} */ ...ops) => ({
  fused_ops: { list: { s: ops.map(b64) } },
  num_args: i(ops.filter((op) => op === 'BiasAdd' || op === 'Prelu').length),
  epsilon: f(0),
})
const type = (/** @type {string} */ name) => ({ type: name })

/** @type {(name: string, op: string, inputs: Stored[], attr?: Record<string, unknown>, results?: number) => Graph} */
const graph = (name, op, inputs, attr = {}, results = 1) => ({ name, op, inputs, attr, results })

const sliding = { strides: list(1, 2, 2, 1), dilations: list(1, 1, 1, 1), padding: s('SAME'), data_format: s('NHWC') }
const still = { ...sliding, strides: list(1, 1, 1, 1) }
const x44 = floats([2, 5, 6, 3])
const kernel = held(floats([3, 3, 3, 4]))

const unary = [
  ...[
    'Abs',
    'Neg',
    'Exp',
    'Expm1',
    'Square',
    'Sin',
    'Cos',
    'Tan',
    'Sinh',
    'Cosh',
    'Atan',
    'Asinh',
    'Floor',
    'Ceil',
    'Round',
    'Sign',
    'Erf',
  ].map((op) => graph(op, op, [floats([2, 5])])),
  ...[
    'IsFinite',
    'IsInf',
    'Snapshot',
    'Relu',
    'Relu6',
    'Elu',
    'Selu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'Softmax',
    'LogSoftmax',
    'IsNan',
    'OnesLike',
    'ZerosLike',
    'Identity',
    'StopGradient',
  ].map((op) => graph(op, op, [floats([2, 5], (x) => 4 * x)])),
  ...['Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal'].map((op) => graph(op, op, [floats([2, 5], positive)])),
  ...['Asin', 'Acos', 'Atanh'].map((op) => graph(op, op, [floats([2, 5], within)])),
  graph('Acosh', 'Acosh', [floats([6], (x) => positive(x) + 1)]),
  graph('LeakyRelu', 'LeakyRelu', [floats([7])], { alpha: f(0.125) }),
  graph('Prelu', 'Prelu', [floats([2, 3, 4]), held(floats([4], positive))]),
  graph('LogicalNot', 'LogicalNot', [bools([1, 0, 1])]),
  graph('Cast to whole', 'Cast', [floats([6], (x) => 4 * x)], { SrcT: type('DT_FLOAT'), DstT: type('DT_INT32') }),
  graph('Cast to float', 'Cast', [ints([1, -2, 3])], { SrcT: type('DT_INT32'), DstT: type('DT_FLOAT') }),
  graph('Cast to bool', 'Cast', [ints([1, 0, 3])], { SrcT: type('DT_INT32'), DstT: type('DT_BOOL') }),
]

const pair = [floats([2, 1, 4]), floats([3, 1], positive)]
const wholes = [ints([7, -7, 7, -7, 9]), ints([2, 2, -2, -2, 3])]

const binary = [
  ...[
    'Add',
    'AddV2',
    'Sub',
    'Mul',
    'RealDiv',
    'Div',
    'DivNoNan',
    'Maximum',
    'Minimum',
    'SquaredDifference',
    'Equal',
    'NotEqual',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'FloorMod',
    'Mod',
  ].map((op) => graph(op, op, pair)),
  ...['FloorDiv', 'FloorMod', 'Mul', 'Sub', 'Maximum', 'Less', 'Pow'].map((op) =>
    graph(`${op} of whole numbers`, op, op === 'Pow' ? [ints([2, 3, -2]), ints([3, 2, 3])] : wholes),
  ),
  graph('Pow', 'Pow', [floats([5], positive), floats([5])]),
  graph('Atan2', 'Atan2', [floats([5]), floats([5], (x) => -x + 0.3)]),
  graph('DivNoNan by 0', 'DivNoNan', [floats([3]), held({ dtype: 'float32', shape: [3], data: [0, 2, 0] })]),
  graph('BiasAdd', 'BiasAdd', [floats([2, 3]), held(floats([3]))]),
  graph('AddN', 'AddN', [floats([4]), floats([4], within), floats([4], positive)]),
  ...['LogicalAnd', 'LogicalOr'].map((op) => graph(op, op, [bools([1, 1, 0, 0]), bools([1, 0, 1, 0])])),
  graph('Select', 'Select', [bools([1, 0, 0, 1, 1, 0], [2, 3]), floats([2, 3]), floats([2, 3], positive)]),
  graph('SelectV2', 'SelectV2', [bools([1, 0, 1]), floats([2, 3]), floats([3], positive)]),
  graph('ClipByValue', 'ClipByValue', [floats([6]), held(floats([], () => -0.5)), held(floats([], () => 0.75))]),
]

const convolutions = [
  graph('Conv2D', 'Conv2D', [x44, kernel], sliding),
  graph('Conv2D valid, dilated', 'Conv2D', [x44, kernel], { ...still, padding: s('VALID'), dilations: list(1, 2, 2, 1) }),
  graph('Conv2D explicit', 'Conv2D', [x44, kernel], {
    ...sliding,
    padding: s('EXPLICIT'),
    explicit_paddings: list(0, 0, 1, 2, 0, 1, 0, 0),
  }),
  graph('DepthwiseConv2d', 'DepthwiseConv2d', [x44, held(floats([2, 2, 3, 1]))], sliding),
  graph('Conv1D', 'Conv1D', [floats([2, 7, 3]), held(floats([3, 3, 2]))], {
    stride: i(2),
    dilation: i(1),
    padding: s('SAME'),
    data_format: s('NWC'),
  }),
  graph('Conv2DBackpropInput same', 'Conv2DBackpropInput', [sizes([2, 10, 12, 2]), held(floats([3, 3, 2, 3])), x44], sliding),
  graph('Conv2DBackpropInput odd', 'Conv2DBackpropInput', [sizes([2, 9, 11, 2]), held(floats([3, 3, 2, 3])), x44], sliding),
  graph('Conv2DBackpropInput valid', 'Conv2DBackpropInput', [sizes([2, 11, 13, 2]), held(floats([3, 3, 2, 3])), x44], {
    ...sliding,
    padding: s('VALID'),
  }),
  graph('DepthwiseConv2dNative', 'DepthwiseConv2dNative', [x44, held(floats([3, 2, 3, 2]))], sliding),
  graph('DepthwiseConv2dNative dilated', 'DepthwiseConv2dNative', [x44, held(floats([2, 2, 3, 1]))], {
    ...still,
    padding: s('VALID'),
    dilations: list(1, 2, 2, 1),
  }),
  ...[[], ['Relu'], ['Relu6'], ['Elu'], ['Sigmoid']].map((ops) =>
    graph(`_FusedConv2D ${ops}`, '_FusedConv2D', [x44, kernel, held(floats([4]))], { ...sliding, ...fusing('BiasAdd', ...ops) }),
  ),
  graph('_FusedConv2D LeakyRelu', '_FusedConv2D', [x44, kernel, held(floats([4]))], {
    ...sliding,
    ...fusing('BiasAdd', 'LeakyRelu'),
    leakyrelu_alpha: f(0.3),
  }),
  graph('_FusedConv2D Prelu', '_FusedConv2D', [x44, kernel, held(floats([4])), held(floats([4], positive))], {
    ...sliding,
    ...fusing('BiasAdd', 'Prelu'),
  }),
  graph('FusedDepthwiseConv2dNative', 'FusedDepthwiseConv2dNative', [x44, held(floats([3, 3, 3, 1])), held(floats([3]))], {
    ...sliding,
    ...fusing('BiasAdd', 'Relu6'),
  }),
  ...['MaxPool', 'AvgPool'].flatMap((op) => [
    graph(op, op, [x44], { ...sliding, ksize: list(1, 2, 2, 1), padding: s('VALID') }),
    graph(`${op} same`, op, [x44], { ...sliding, ksize: list(1, 3, 3, 1) }),
  ]),
  graph(
    'FusedBatchNormV3',
    'FusedBatchNormV3',
    [floats([2, 2, 2, 3]), held(floats([3])), held(floats([3], within)), held(floats([3], (x) => x / 3)), held(floats([3], positive))],
    { epsilon: f(0.01), data_format: s('NHWC') },
  ),
  ...['FusedBatchNorm', 'FusedBatchNormV2'].map((op) =>
    graph(
      op,
      op,
      [floats([1, 2, 2, 2]), held(floats([2])), held(floats([2], within)), held(floats([2], (x) => x / 3)), held(floats([2], positive))],
      { epsilon: f(0.01), data_format: s('NHWC') },
    ),
  ),
  graph('LRN', 'LRN', [floats([1, 2, 2, 6])], { depth_radius: i(1), bias: f(1.5), alpha: f(0.5), beta: f(0.75) }),
]

const products = [
  graph('MatMul', 'MatMul', [floats([2, 3]), held(floats([3, 4]))], { transpose_a: b(false), transpose_b: b(false) }),
  graph('BatchMatMul', 'BatchMatMul', [floats([2, 3, 2]), floats([2, 2, 1])], { adj_x: b(false), adj_y: b(false) }),
  graph('MatMul transposed', 'MatMul', [floats([3, 2]), floats([4, 3])], { transpose_a: b(true), transpose_b: b(true) }),
  graph('BatchMatMulV2', 'BatchMatMulV2', [floats([2, 2, 3, 2]), floats([2, 2, 4, 2])], { adj_x: b(false), adj_y: b(true) }),
  graph('_FusedMatMul', '_FusedMatMul', [floats([2, 3]), held(floats([3, 4])), held(floats([4]))], {
    transpose_a: b(false),
    transpose_b: b(false),
    ...fusing('BiasAdd', 'Relu'),
  }),
  graph('Einsum', 'Einsum', [floats([2, 3, 4]), floats([2, 4, 2])], { equation: s('bij,bjk->bki'), N: i(2) }),
]

const keep = (/** @type {boolean} */ kept) => ({ keep_dims: b(kept) })

const reductions = [
  ...['Sum', 'Mean', 'Max', 'Min', 'Prod'].flatMap((op) => [
    graph(op, op, [floats([2, 3, 4]), sizes([1, -1])], keep(false)),
    graph(`${op} kept`, op, [floats([2, 3]), sizes([0])], keep(true)),
  ]),
  ...['All', 'Any'].map((op) => graph(op, op, [bools([1, 1, 0, 1], [2, 2]), sizes([1])], keep(false))),
  graph('EuclideanNorm', 'EuclideanNorm', [floats([2, 3]), sizes([1])], keep(false)),
  graph('ArgMax', 'ArgMax', [floats([3, 5]), axis(1)]),
  graph('ArgMin', 'ArgMin', [floats([3, 5]), axis(0)]),
  graph('Cumsum', 'Cumsum', [floats([3, 4]), axis(1)], { exclusive: b(false), reverse: b(false) }),
  graph('Cumsum exclusive, reversed', 'Cumsum', [floats([3, 4]), axis(0)], { exclusive: b(true), reverse: b(true) }),
  graph('Cumprod', 'Cumprod', [floats([3, 4]), axis(1)], { exclusive: b(true), reverse: b(false) }),
]

const masks = (/** @type {number[]} */ ...[begin = 0, end = 0, ellipsis = 0, fresh = 0, shrink = 0]) => ({
  begin_mask: i(begin),
  end_mask: i(end),
  ellipsis_mask: i(ellipsis),
  new_axis_mask: i(fresh),
  shrink_axis_mask: i(shrink),
})

const movement = [
  graph('Reshape', 'Reshape', [floats([2, 6]), sizes([3, -1])]),
  graph('Squeeze', 'Squeeze', [floats([1, 3, 1, 2])], { squeeze_dims: list(0) }),
  graph('Squeeze all', 'Squeeze', [floats([1, 3, 1, 2])], { squeeze_dims: { list: {} } }),
  graph('ExpandDims', 'ExpandDims', [floats([2, 3]), axis(-1)]),
  graph('Transpose', 'Transpose', [floats([2, 3, 4]), sizes([2, 0, 1])]),
  graph('ConcatV2', 'ConcatV2', [floats([2, 1]), floats([2, 3]), axis(-1)], { N: i(2) }),
  graph('Concat', 'Concat', [axis(0), floats([1, 2]), floats([2, 2])], { N: i(2) }),
  graph('Pack', 'Pack', [floats([2, 2]), floats([2, 2], positive)], { axis: i(1), N: i(2) }),
  graph('Unpack', 'Unpack', [floats([2, 3])], { axis: i(1), num: i(3) }, 3),
  graph('Split', 'Split', [axis(1), floats([2, 4])], { num_split: i(2) }, 2),
  graph('SplitV', 'SplitV', [floats([2, 5]), sizes([1, -1, 2]), axis(1)], { num_split: i(3) }, 3),
  graph('Slice', 'Slice', [floats([3, 4]), sizes([1, 0]), sizes([-1, 2])]),
  graph('StridedSlice', 'StridedSlice', [floats([4, 5]), sizes([1, 0]), sizes([4, 5]), sizes([2, 3])], masks()),
  graph('StridedSlice masked', 'StridedSlice', [floats([4, 5]), sizes([1, 2]), sizes([3, 4]), sizes([1, 1])], masks(2, 1)),
  graph('StridedSlice shrunk', 'StridedSlice', [floats([4, 5]), sizes([-1, 1]), sizes([0, 3]), sizes([1, 1])], masks(0, 0, 0, 0, 1)),
  graph('StridedSlice back', 'StridedSlice', [floats([5]), sizes([-1]), sizes([0]), sizes([-2])], masks(0, 1)),
  graph(
    'StridedSlice between',
    'StridedSlice',
    [floats([2, 3, 4]), sizes([0, 0, 1]), sizes([0, 0, 3]), sizes([1, 1, 1])],
    masks(0, 0, 1, 2, 0),
  ),
  graph('Gather', 'GatherV2', [floats([4, 3]), sizes([2, 0, 2]), axis(0)], { batch_dims: i(0) }),
  graph('GatherV2 of indices that are given', 'GatherV2', [floats([3, 4]), ints([3, 0, 1, 1], [2, 2]), axis(1)], { batch_dims: i(0) }),
  graph('GatherNd', 'GatherNd', [floats([3, 4]), ints([0, 1, 2, 3], [2, 2])]),
  graph('Pad', 'Pad', [floats([2, 3]), sizes([1, 0, 0, 2], [2, 2])]),
  graph('PadV2', 'PadV2', [floats([2, 3]), sizes([1, 0, 0, 2], [2, 2]), held(floats([], () => 7))]),
  graph('MirrorPad', 'MirrorPad', [floats([3, 4]), sizes([1, 2, 3, 0], [2, 2])], { mode: s('REFLECT') }),
  graph('MirrorPad symmetric', 'MirrorPad', [floats([3, 4]), sizes([1, 3, 4, 0], [2, 2])], { mode: s('SYMMETRIC') }),
  graph('Tile', 'Tile', [floats([2, 1]), sizes([2, 3])]),
  graph('BroadcastTo', 'BroadcastTo', [floats([3, 1]), sizes([2, 3, 2])]),
  graph('ReverseV2', 'ReverseV2', [floats([2, 3]), sizes([1])]),
  graph('Reverse', 'Reverse', [floats([2, 3]), held(bools([0, 1]))]),
  graph('Gather of rows', 'Gather', [floats([3, 2]), ints([2, 0])], { validate_indices: b(false) }),
  graph('IdentityN', 'IdentityN', [floats([2]), floats([3], positive)], {}, 2),
  graph('OneHot', 'OneHot', [ints([0, 2, 1]), sizes([3], []), held(floats([], () => 5)), held(floats([], () => -1))], {
    axis: i(-1),
    T: type('DT_FLOAT'),
  }),
  graph('TopKV2', 'TopKV2', [floats([2, 5]), sizes([3], [])], { sorted: b(true) }, 2),
  graph('Shape', 'Shape', [floats([2, 3])]),
  graph('Size', 'Size', [floats([2, 3])]),
  graph('Rank', 'Rank', [floats([2, 3])]),
  graph('Fill', 'Fill', [sizes([2, 3]), held(floats([], () => 4))]),
  graph('Range', 'Range', [sizes([1], []), sizes([9], []), sizes([3], [])], { Tidx: type('DT_INT32') }),
]

const images = [
  ...['ResizeBilinear', 'ResizeNearestNeighbor'].flatMap((op) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].flatMap(([corners = false, half = false]) => [
      graph(`${op} larger${corners ? ', corners' : ''}${half ? ', middles' : ''}`, op, [floats([1, 3, 4, 2]), sizes([6, 7])], {
        align_corners: b(corners),
        half_pixel_centers: b(half),
      }),
      graph(`${op} smaller${corners ? ', corners' : ''}${half ? ', middles' : ''}`, op, [floats([1, 5, 6, 1]), sizes([3, 2])], {
        align_corners: b(corners),
        half_pixel_centers: b(half),
      }),
    ]),
  ),
  graph('SpaceToBatchND', 'SpaceToBatchND', [floats([1, 3, 4, 2]), sizes([2, 2]), sizes([1, 0, 0, 2], [2, 2])]),
  graph('BatchToSpaceND', 'BatchToSpaceND', [floats([4, 2, 3, 1]), sizes([2, 2]), sizes([1, 0, 0, 2], [2, 2])]),
  graph('DepthToSpace', 'DepthToSpace', [floats([1, 2, 3, 8])], { block_size: i(2), data_format: s('NHWC') }),
]

/** @type {readonly Graph[]} */
export const graphs = [...unary, ...binary, ...convolutions, ...products, ...reductions, ...movement, ...images]

const typeNames = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' }

/** @param {Stored[]} stored */
const bytesOf = (stored) =>
  Buffer.concat(
    stored.map(({ dtype, data }) =>
      Buffer.from((dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array).from(data).buffer),
    ),
  )

/** The graph as `model.json` has it, with its weights. @param {Graph} one */
export const modelOf = ({ op, inputs, attr, results = 1 }) => {
  const names = inputs.map(({ isConstant }, at) => `${isConstant ? 'w' : 'x'}${at}`)
  const held = inputs.flatMap((x, at) => (x.isConstant ? [{ ...x, name: names[at] }] : []))
  const node = inputs.map(({ isConstant, dtype, shape }, at) => ({
    name: names[at],
    op: isConstant ? 'Const' : 'Placeholder',
    attr: {
      dtype: type(typeNames[dtype]),
      ...(isConstant ? {} : { shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } } }),
    },
  }))
  const outputs = Array.from({ length: results }, (_, at) => [`y${at}`, { name: `y:${at}`, dtype: 'DT_FLOAT' }])
  const weights = held.map(({ name, dtype, shape }) => ({ name, dtype, shape }))
  return {
    model: {
      format: 'graph-model',
      signature: { outputs: Object.fromEntries(outputs) },
      modelTopology: { versions: { producer: 1 }, node: [...node, { name: 'y', op, input: names, attr }] },
      weightsManifest: [{ paths: ['shard'], weights }],
    },
    bytes: bytesOf(held),
    given: Object.fromEntries(inputs.flatMap((x, at) => (x.isConstant ? [] : [[names[at], x]]))),
  }
}
