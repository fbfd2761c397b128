import { adaptiveAvgPool, check, type PerAxis, type Resize, resizeShape, type Shape } from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'
import { type Axes, type OnExample, onExample } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'

/** @category Layers */
export interface AdaptivePool<Op extends string, A extends Axes, Z extends PerAxis> extends Stateless {
  readonly out: this['in'] extends Shape ? AdaptiveOut<`${Op}(${ShowWindow<Z>})`, A, this['in'], Z> : never
  readonly params: Empty
}

type AdaptiveOut<Name extends string, A extends Axes, In extends Shape, Z extends PerAxis> = OnExample<
  Name,
  A,
  In,
  Resize<Name, [1, ...In], Z>
>

/**
 * The mean in bins, for each channel of `[height, width, channels]`, of as many bins as are asked for: whatever the size of an image, the output has `sizes`, one
 * for both axes or `[height, width]`. The bins are those of `adaptiveAvgPool`.
 *
 * @example adaptiveAvgPool2d(7) // [30, 20, 512] to [7, 7, 512]
 *
 * @category Layers
 */
export const adaptiveAvgPool2d = <const Z extends PerAxis>(sizes: Z): Layer<AdaptivePool<'adaptiveAvgPool2d', ['height', 'width'], Z>> => {
  check.sizes('adaptiveAvgPool2d', sizes)
  const name = `adaptiveAvgPool2d(${showWindow(sizes)})`
  return layer(name, {
    output: (input) => onExample(name, ['height', 'width'], input, (x) => resizeShape(name, x, sizes)),
    apply: (_, x) => adaptiveAvgPool(x, sizes),
    flops: sizeOf,
  })
}
