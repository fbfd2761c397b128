import * as ops from '../../../index.js'
import { ofTensor } from '../../read/value.js'
import { spatialOf } from '../operators/window.js'
import { dataFormat, flag, padding, perAxis, wholes } from './config.js'
import { overImage } from './images.js'
import { type Layer, type Layers, layer } from './layer.js'

const pool = (axes: number, fold: typeof ops.maxPool | typeof ops.avgPool): Layer =>
  layer({ settings: { data_format: dataFormat, padding, pool_size: wholes([2]), strides: wholes(undefined) } }, (call) => {
    const { data_format, padding: around, pool_size, strides } = call.settings
    const window = perAxis(call, 'pool_size', pool_size, axes)
    const stride = strides ? perAxis(call, 'strides', strides, axes) : window
    return ofTensor(
      overImage(call.input(0).tensor, data_format, (x) => {
        spatialOf(call, x.shape, axes)
        return fold(x, window, { stride, padding: around })
      }),
    )
  })

/** All spatial axes made one. */
const whole = (axes: number, fold: typeof ops.max | typeof ops.mean): Layer =>
  layer({ settings: { data_format: dataFormat, keepdims: flag(false) } }, (call) => {
    const x = call.input(0).tensor
    const first = call.settings.data_format ? 2 : 1
    if (x.rank !== axes + 2) return call.fail(`it takes ${axes + 2} axes; got [${x.shape.join(', ')}]`)
    return ofTensor(fold(x, { axis: Array.from({ length: axes }, (_, i) => first + i), keepDims: call.settings.keepdims }))
  })

export const pools: Layers = {
  AveragePooling1D: pool(1, ops.avgPool),
  AveragePooling2D: pool(2, ops.avgPool),
  GlobalAveragePooling1D: whole(1, ops.mean),
  GlobalAveragePooling2D: whole(2, ops.mean),
  GlobalMaxPooling1D: whole(1, ops.max),
  GlobalMaxPooling2D: whole(2, ops.max),
  MaxPooling1D: pool(1, ops.maxPool),
  MaxPooling2D: pool(2, ops.maxPool),
}
