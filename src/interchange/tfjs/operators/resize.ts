import { exactly } from '../../read/operators/axes.js'
import { ofTensor } from '../../read/value.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { flag } from './attributes.js'
import { linear, nearest, type Resizing, resized } from './resized.js'

const resize = (along: Resizing): Operator =>
  operator(2, { attributes: { align_corners: flag(false), half_pixel_centers: flag(false) }, fixed: [1] }, (call) => {
    const sizes = exactly(call, 'the size', call.numbers(1), 2)
    const { align_corners: alignCorners, half_pixel_centers: halfPixelCenters } = call.settings
    return ofTensor(resized(call, call.input(0).tensor, sizes, along, { alignCorners, halfPixelCenters }))
  })

export const resizing: Operators = { ResizeBilinear: resize(linear), ResizeNearestNeighbor: resize(nearest) }
