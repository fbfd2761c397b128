import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  add,
  type CountFault,
  check,
  conv,
  countFault,
  type Dim,
  type DivMod,
  type Mul,
  type PerAxis,
  reshape,
  type Shape,
  type Show,
  type Spread,
  show,
  spread,
} from '../../src/index.js'
import type { Channels, Divides } from '../channels.js'
import { demandCount } from '../count.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, type LayerRules, layer, type Stateless } from '../layer.js'
import { demandInits, firstParams, type KernelAndBias } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { type OnExample, onExample } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'
import type { DenseOptions } from './dense.js'

type Plane = ['height', 'width']

/** @category Layers */
export interface PatchEmbedding<P extends PerAxis, F extends number, B extends boolean> extends Stateless {
  readonly out: this['in'] extends Shape ? Patched<`patchEmbedding(${ShowWindow<P>}, ${F})`, this['in'], P, F> : never
  readonly params: KernelAndBias<[...Spread<P, Plane>, Channels<this['in']>, F], F, B>
}

type Patched<Name extends string, In extends Shape, P extends PerAxis, F extends number> = OnExample<
  Name,
  Plane,
  In,
  CountFault<Name, 'patch', P, Plane> extends infer Wrong
    ? [Wrong] extends [never]
      ? Patches<Name, In, Spread<P, Plane>, F>
      : Wrong
    : never
>

type Patches<Name extends string, In extends Shape, P extends readonly unknown[], F extends number> = [In, P] extends [
  readonly [infer H extends Dim, infer W extends Dim, unknown],
  readonly [infer Tall extends number, infer Wide extends number],
]
  ? [Divides<H, Tall>, Divides<W, Wide>] extends [true, true]
    ? [1, Mul<DivMod<H, Tall>[0], DivMod<W, Wide>[0]>, F]
    : `${Name}: patches of ${Show<[Tall, Wide]>} do not fill an image ${Show<In>}`
  : [1, number, F] // a patch whose axes are not known

/**
 * An image `[height, width, channels]` as a sequence of patches, row by row, each in `features` numbers: `[patches, features]`. Each patch is multiplied by one
 * kernel, which is a convolution by `patch` with stride `patch`. `kernel: [...patch, channels, features]`, drawn by `heNormal` or `kernelInit`; `bias: [features]`,
 * zero or drawn by `biasInit`, or none with `{ bias: false }`. `patch` is one size for both axes, or `[height, width]`.
 *
 * @throws InvalidArgument if `features` is not a whole number of 1 or more.
 * @see Dosovitskiy et al., An image is worth 16x16 words, arXiv:2010.11929
 * @example
 * ```ts
 * const encoder = sequential([224, 224, 3], patchEmbedding(16, 768), positionalEncoding(), transformerBlock({ heads: 12, hidden: 3072 })) // to [196, 768]
 * ```
 *
 * @category Layers
 */
export const patchEmbedding = <const P extends PerAxis, const F extends number, const B extends boolean = true>(
  patch: P,
  features: F,
  options?: DenseOptions<B>,
): Layer<PatchEmbedding<P, F, B>> => {
  const [stride, width]: readonly [PerAxis, number] = [patch, features]
  check.sizes('patchEmbedding', stride, 'patch')
  demandCount('patchEmbedding', 'number of features', width)
  const {
    bias = true,
    kernelInit = heNormal,
    biasInit,
  }: DenseOptions<boolean> = check.options('patchEmbedding', 'patch, features', options, ['bias', 'kernelInit', 'biasInit'])
  demandInits('patchEmbedding', { kernelInit, biasInit })
  const name = `patchEmbedding(${showWindow(stride)}, ${width})`
  const fault = countFault(name, 'patch', stride, 2)
  const [tall = 1, wide = 1] = spread(stride, 2)
  const rules: LayerRules<{ readonly kernel: AnyTensor; readonly bias?: AnyTensor }> = {
    output: (input) =>
      onExample(name, ['height', 'width'], input, ([batch = 1, height = 0, across = 0]) => {
        if (fault !== undefined) return left(fault)
        return height % tall === 0 && across % wide === 0
          ? right([batch, (height / tall) * (across / wide), width])
          : left(`${name}: patches of ${show([tall, wide])} do not fill an image ${show(input)}`)
      }),
    init: (key, input) => firstParams(key, (one) => kernelInit(one, [tall, wide, input.at(-1) ?? 0, width]), width, bias, biasInit),
    apply: (params, x) => {
      const [batch = 0, height = 0, across = 0] = x.shape
      const patches = reshape(conv(x, params.kernel, { stride: [tall, wide] }), [batch, (height / tall) * (across / wide), width])
      return params.bias ? add(patches, params.bias) : patches
    },
    flops: (input) => 2 * width * sizeOf(input),
  }
  return layer(name, rules)
}
