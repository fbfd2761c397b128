import { type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyTensor,
  type CountFault,
  check,
  countFault,
  type Dim,
  interpolate,
  type Mul,
  type PerAxis,
  type Resize,
  resizeShape,
  type Said,
  type Sentence,
  type Shape,
  type Show,
  type Spread,
  show,
  spread,
} from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { type OnExample, onExample } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'

/**
 * How pixels between those that there are come about.
 *
 * @category Layers
 */
export interface ResizeOptions {
  /** The pixel that a place falls into, which is the default; or a weighed mean of those next to it (bilinear, of two axes). */
  readonly method?: 'nearest' | 'linear'
}

const methodOf = (op: string, call: string, options: ResizeOptions | undefined): 'nearest' | 'linear' => {
  const { method = 'nearest' } = check.options(op, call, options, ['method'])
  check.oneOf(op, 'method', method, ['nearest', 'linear'])
  return method
}

/** @category Layers */
export interface Resized<Z extends PerAxis> extends Stateless {
  readonly out: this['in'] extends Shape ? ResizedOut<`resize(${ShowWindow<Z>})`, this['in'], Z> : never
  readonly params: Empty
}

type ResizedOut<Name extends string, In extends Shape, Z extends PerAxis> = number extends In['length']
  ? Shape
  : In['length'] extends 2 | 3 | 4
    ? Alone<Said<Resize<Name, [1, ...In], Z>>>
    : `${Name}: the input needs [...spatial, channels] with 1 to 3 spatial axes, got ${Show<In>}`

type Alone<Answer> = Answer extends readonly [unknown, ...infer Out] ? Out : Answer

const resizedShape = (name: string, input: readonly number[], sizes: PerAxis): Either<Sentence, readonly number[]> =>
  input.length >= 2 && input.length <= 4
    ? pipe(
        resizeShape(name, [1, ...input], sizes),
        map((batch) => batch.slice(1)),
      )
    : left(`${name}: the input needs [...spatial, channels] with 1 to 3 spatial axes, got ${show(input)}`)

/**
 * Examples `[...spatial, channels]` in other sizes, of 1 to 3 spatial axes, as by `interpolate`. `sizes` is one number for all axes, or a list, one for each.
 *
 * @example resize([64, 48], { method: 'linear' }) // [32, 32, 3] to [64, 48, 3]
 *
 * @category Layers
 */
export const resize = <const Z extends PerAxis>(sizes: Z, options?: ResizeOptions): Layer<Resized<Z>> => {
  check.sizes('resize', sizes)
  const method = methodOf('resize', 'sizes', options)
  const name = `resize(${showWindow(sizes)})`
  return layer(name, {
    output: (input) => resizedShape(name, input, sizes),
    apply: (_, x) => interpolate(x, sizes, { method }),
  })
}

type Plane = readonly ['height', 'width']

/** @category Layers */
export interface Upsampled<F extends PerAxis> extends Stateless {
  readonly out: this['in'] extends Shape ? UpsampledOut<`upsample2d(${ShowWindow<F>})`, this['in'], F> : never
  readonly params: Empty
}

type UpsampledOut<Name extends string, In extends Shape, F extends PerAxis> = OnExample<
  Name,
  Plane,
  In,
  CountFault<Name, 'factor', F, Plane> extends infer Wrong ? ([Wrong] extends [never] ? Larger<In, Spread<F, Plane>> : Wrong) : never
>

type Larger<In extends Shape, F extends readonly unknown[]> = [In, F] extends [
  readonly [infer H extends Dim, infer W extends Dim, infer C extends Dim],
  readonly [infer Tall extends number, infer Wide extends number],
]
  ? [1, Mul<H, Tall>, Mul<W, Wide>, C]
  : never

/**
 * Images `[height, width, channels]` so many times larger, as by `interpolate`. `factor` is one number for both axes, or `[height, width]`.
 *
 * @example upsample2d(2) // [14, 14, 8] to [28, 28, 8]
 * @example upsample2d([2, 1], { method: 'linear' }) // [14, 14, 8] to [28, 14, 8]
 *
 * @category Layers
 */
export const upsample2d = <const F extends PerAxis>(factor: F, options?: ResizeOptions): Layer<Upsampled<F>> => {
  check.sizes('upsample2d', factor, 'factor')
  const method = methodOf('upsample2d', 'factor', options)
  const name = `upsample2d(${showWindow(factor)})`
  const sizesOf = (sizes: readonly number[]) => sizes.map((size, axis) => size * (spread(factor, 2)[axis] ?? 1))
  const fault = countFault(name, 'factor', factor, 2)
  return layer(name, {
    output: (input) =>
      onExample(name, ['height', 'width'], input, (x) =>
        fault === undefined ? right([x[0] ?? 1, ...sizesOf(x.slice(1, -1)), x.at(-1) ?? 0]) : left(fault),
      ),
    apply: (_, x): AnyTensor => interpolate(x, sizesOf(x.shape.slice(1, -1)), { method }),
  })
}
