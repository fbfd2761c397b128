import {
  type AnyTensor,
  add,
  clip,
  concat,
  div,
  equal,
  max,
  mean,
  min,
  minimum,
  mul,
  rem,
  slice,
  sub,
  sum,
  tensor,
  where,
} from '../../src/index.js'

/* Colours of pictures `[N, H, W, C]` from 0 to 1, changed by a number for each picture, `[N, 1, 1, 1]`. As torchvision's functions of these names. */

const blended = (x: AnyTensor, with_: AnyTensor, factor: AnyTensor): AnyTensor =>
  clip(add(mul(factor, x), mul(sub(1, factor), with_)), 0, 1)

/** Luma, by ITU-R 601, as one channel; grey is grey. */
const grey = (x: AnyTensor): AnyTensor => (x.shape[3] === 3 ? sum(mul(x, tensor([0.2989, 0.587, 0.114])), { axis: 3, keepDims: true }) : x)

/** 0 is black. */
export const adjustBrightness = (x: AnyTensor, factor: AnyTensor): AnyTensor => clip(mul(x, factor), 0, 1)

/** 0 is the mean of the picture's luma. */
export const adjustContrast = (x: AnyTensor, factor: AnyTensor): AnyTensor =>
  blended(x, mean(grey(x), { axis: [1, 2, 3], keepDims: true }), factor)

/** 0 is grey. */
export const adjustSaturation = (x: AnyTensor, factor: AnyTensor): AnyTensor => blended(x, grey(x), factor)

/** Turns all hues by a share of the circle. */
export const adjustHue = (x: AnyTensor, turn: AnyTensor): AnyTensor => {
  const channel = (i: number): AnyTensor => slice(x, null, null, null, [i, i + 1])
  const [red, green, blue] = [channel(0), channel(1), channel(2)]
  const value = max(x, { axis: 3, keepDims: true })
  const chroma = sub(value, min(x, { axis: 3, keepDims: true }))
  const isGrey = equal(chroma, 0)
  const range = where(isGrey, 1, chroma)
  // In sixths of the circle, from red; the first channel that is largest says where it is.
  const third = add(div(sub(red, green), range), 4)
  const second = where(equal(green, value), add(div(sub(blue, red), range), 2), third)
  const hue = where(equal(red, value), div(sub(green, blue), range), second)
  const turned = add(where(isGrey, 0, hue), add(mul(turn, 6), 12))
  /** A channel of the colour of that hue, value and chroma. */
  const of = (start: number): AnyTensor => {
    const k = rem(add(turned, start), 6)
    return sub(value, mul(chroma, clip(minimum(k, sub(4, k)), 0, 1)))
  }
  return concat([of(5), of(3), of(1)], 3)
}
