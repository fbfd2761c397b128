/**
 * What the playground shows beside text: `import { image, plot } from 'playground'`.
 */
declare module 'playground' {
  import type { AnyTensor, Dim, Tensor } from 'typegrad'

  /**
   * Adds a point to each of these lines of a chart; a chart is made at its first point.
   *
   * @example plot({ loss, accuracy: 0.9 })
   * @example plot({ loss }, { title: 'training', at: epoch })
   */
  export function plot(
    values: Readonly<Record<string, number | Tensor<[]>>>,
    options?: {
      /** The chart's, `plot` if it is left out. */
      readonly title?: string
      /** Where the point lies; the next place if it is left out. */
      readonly at?: number
    },
  ): void

  /**
   * Shows numbers as a picture: `[height, width]`, `[height, width, 1]` in grey, `[height, width, 3]` in colours, or several of these side by side, one more dimension in front.
   * The smallest number is black and the largest white, unless `min` and `max` say otherwise.
   *
   * @example image(weights, { title: 'weights', colors: 'heat', zoom: 8 })
   */
  export function image(
    x: AnyTensor,
    options?: {
      /** A picture takes the place of an earlier one of this title. */
      readonly title?: string
      readonly min?: number
      readonly max?: number
      /** How many times larger it is shown. */
      readonly zoom?: number
      /** `heat` goes from dark blue to yellow. */
      readonly colors?: 'grey' | 'heat'
      /** Words beside the rows and above the columns. */
      readonly rows?: readonly string[]
      readonly columns?: readonly string[]
    },
  ): void

  /**
   * What you draw on a canvas that appears in the output: a tensor after every stroke, 0 where nothing is drawn and up to 1 where something is.
   *
   * @example for await (const digit of drawings(28, 28)) console.log(digit)
   */
  export function drawings<const H extends Dim & number, const W extends Dim & number>(height: H, width: W): AsyncIterable<Tensor<[H, W]>>
}
