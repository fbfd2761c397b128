import { check, type Dim, full, lessEqual, mul, type Shape, type Tensor, where } from '../../src/index.js'
import { type Channels, type WithChannels, withChannels } from '../channels.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface Prelu extends Stateless {
  readonly out: this['in'] extends Shape ? WithChannels<'prelu', this['in']> : never
  readonly params: Slope<Channels<this['in']>>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Slope<C extends Dim> = C extends Dim ? { readonly slope: Tensor<[C]> } : never

/**
 * How it begins.
 *
 * @category Layers
 */
export interface PreluOptions {
  /** The first slope; 0.25 if left out. */
  readonly init?: number
}

/**
 * `y = x` where `x > 0`, `slope * x` elsewhere, with a slope that each channel learns. `slope: [channels]`.
 *
 * @see He, Zhang, Ren, Sun, Delving deep into rectifiers, arXiv:1502.01852
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 3), prelu(), flatten, dense(10)) // [28, 28, 1] to [10]
 * ```
 *
 * @category Layers
 */
export const prelu = (options?: PreluOptions): Layer<Prelu> => {
  const { init = 0.25 } = check.options('prelu', '', options, ['init'])
  check.number('prelu', 'init', init)
  return layer('prelu', {
    output: (input) => withChannels('prelu', input),
    init: (_, input) => ({ slope: full([input.at(-1) ?? 0], init) }),
    apply: ({ slope }, x) => where(lessEqual(x, 0), mul(x, slope), x),
    flops: (input) => 2 * sizeOf(input),
  })
}
