import { map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  check,
  type Dim,
  type Fit,
  InvalidArgument,
  type Pad,
  type PadMode,
  type PadValueFault,
  pad,
  padWidths,
  type Shape,
  type ShowWidths,
  showWidths,
  type Widths,
} from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { type OnExample, onExample } from '../spatial.js'

/**
 * What is put around an image.
 *
 * @category Layers
 */
export interface Pad2dOptions<M extends PadMode> {
  /** `'constant'`, which is the default, `'reflect'`, `'edge'` or `'wrap'`, as in `pad`. */
  readonly mode?: M
  /** What is put around where it is constant; 0 if left out. */
  readonly value?: Fit<PadValueFault<'pad2d', M>, number>
}

/** @category Layers */
export interface Pad2d<P extends Widths, M extends PadMode> extends Stateless {
  readonly out: this['in'] extends Shape ? PaddedOut<`pad2d(${ShowWidths<P>})`, this['in'], P, M> : never
  readonly params: Empty
}

type PaddedOut<Name extends string, In extends Shape, P extends Widths, M extends PadMode> = OnExample<
  Name,
  ['height', 'width'],
  In,
  In extends readonly [infer H extends Dim, infer W extends Dim, infer C extends Dim] ? WithEnds<Pad<Name, [H, W], P, M>, C> : never
>

type WithEnds<Answer, C extends Dim> = Answer extends Shape ? [1, ...Answer, C] : Answer

/**
 * So much around an image `[height, width, channels]`: `padding` is one number for all sides, or `[[top, bottom], [left, right]]`, where one number stands for
 * both. What is put there says `mode`.
 *
 * @throws InvalidArgument if a value is given for another mode than `'constant'`.
 * @example pad2d(3, { mode: 'reflect' }) // [28, 28, 3] to [34, 34, 3]
 * @example pad2d([[0, 1], 2]) // [28, 28, 3] to [29, 32, 3]
 *
 * @category Layers
 */
export function pad2d<const P extends Widths, const M extends PadMode = 'constant'>(
  padding: P,
  options?: Pad2dOptions<M>,
): Layer<Pad2d<P, M>>
export function pad2d(padding: Widths, options?: { readonly mode?: PadMode | undefined; readonly value?: number | undefined }): Layer {
  check.widths('pad2d', 'padding', padding)
  const { mode = 'constant', value } = check.options('pad2d', 'padding', options, ['mode', 'value'])
  check.oneOf('pad2d', 'mode', mode, ['constant', 'reflect', 'edge', 'wrap'])
  if (value !== undefined) check.number('pad2d', 'the value', value)
  if (value !== undefined && mode !== 'constant') throw new InvalidArgument(`pad2d: a value goes with mode 'constant', not '${mode}'`)
  const name = `pad2d(${showWidths(padding)})`
  return layer(name, {
    output: (input) =>
      onExample(name, ['height', 'width'], input, ([batch = 1, height = 0, width = 0, channels = 0]) =>
        pipe(
          padWidths(name, [height, width], padding, mode),
          map(({ low: [top = 0, left = 0], high: [bottom = 0, right = 0] }) => [
            batch,
            height + top + bottom,
            width + left + right,
            channels,
          ]),
        ),
      ),
    apply: (_, x) => {
      const [rows, columns] = typeof padding === 'number' ? [padding, padding] : padding
      const widths = [0, rows ?? 0, columns ?? 0, 0]
      return mode === 'constant' ? pad(x, widths, { value: value ?? 0 }) : pad(x, widths, { mode })
    },
  })
}
