import {
  add,
  clip,
  conv,
  div,
  eye,
  grad,
  jit,
  type Key,
  mean,
  mul,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  uniform,
} from 'typegrad'
import { type LayerName, layersOf } from './layers.js'
import type { Weights } from './network.js'

/** What each unit of a layer is, in the middle of a picture: `[N, units]`. Classes have no place. */
export const inTheMiddle = (layer: LayerName, weights: Weights, x: Tensor<[number, 28, 28, 1]>): Tensor<[number, number]> => {
  const { second, third, logits } = layersOf(weights, x)
  if (layer === 'second') return slice(second, null, 7, 7)
  if (layer === 'third') return slice(third, null, 3, 3)
  return logits
}

/** A little blur: each pixel gives a tenth to those around it. */
const blurred = (x: Tensor<[number, 28, 28, 1]>): Tensor<[number, 28, 28, 1]> => {
  const tap = (row: number, column: number): number => (row === 1 && column === 1 ? 0.9 : 0.1 / 8)
  const kernel = tensor(
    [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => tap(row, column))),
    { shape: [3, 3, 1, 1] },
  )
  return conv(x, kernel, { padding: 'same' })
}

/**
 * A picture for each unit of a layer that excites it, by gradient ascent on the pixels: `x := blur(x + rate g / |g|)`, where `g` is the gradient of
 * `unit(x) - penalty |x|^2`, and pixels stay between 0 and 1. All units at once: the picture in place `i` is moved by unit `i` alone.
 *
 * @see Erhan, Bengio, Courville, Vincent, Visualizing higher-layer features of a deep network, 2009
 */
export const excite = (
  layer: LayerName,
  units: number,
  weights: Weights,
  {
    key,
    steps,
    rate = 0.5,
    penalty = 0.01,
  }: { readonly key: Key; readonly steps: number; readonly rate?: number; readonly penalty?: number },
): Tensor<[number, 28, 28, 1]> => {
  const excitement = (x: Tensor<[number, 28, 28, 1]>) =>
    sub(sum(mul(inTheMiddle(layer, weights, x), eye(units))), mul(sum(square(x)), penalty))
  const step = jit((x: Tensor<[number, 28, 28, 1]>) => {
    const g = grad(excitement)(x)
    const length = sqrt(add(mean(square(g), { axis: [1, 2, 3], keepDims: true }), 1e-12))
    return clip(blurred(add(x, mul(div(g, length), rate / 10))), 0, 1)
  })
  let x: Tensor<[number, 28, 28, 1]> = mul(uniform(key, [units, 28, 28, 1]), 0.2)
  for (let i = 0; i < steps; i++) x = step(x)
  return x
}
