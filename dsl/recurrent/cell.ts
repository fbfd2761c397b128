import type { AnyTensor, Dim, Dims, Key, Tensor } from '../../src/index.js'

declare const carried: unique symbol

/**
 * A recurrent cell as the compiler sees it. `features`, how many numbers a step takes, and `batch` are arguments; what it learns and what it carries from
 * step to step are stated in terms of `this['features']` and `this['batch']`.
 *
 * @category Layers
 */
export interface CellType {
  readonly features: unknown
  readonly batch: unknown
  readonly units: number
  /** The names of what is carried, in order; the first is what the cell gives. */
  readonly carries: readonly string[]
  readonly params: unknown
  readonly carry: unknown
}

/**
 * What a cell learns on so many features.
 *
 * @category Layers
 */
export type CellParams<C extends CellType, F> = (C & { readonly features: F })['params']

/**
 * What a cell carries for so many examples.
 *
 * @category Layers
 */
export type CellState<C extends CellType, N> = (C & { readonly batch: N })['carry']

/** A tensor of each name, `[batch, units]`. */
export type Carried<Names extends string, N, Units extends number> = N extends Dim ? { readonly [K in Names]: Tensor<[N, Units]> } : never

/** Tensors by name: parameters, or what is carried. */
export type Named<Names extends string> = Readonly<Record<Names, AnyTensor>>

/** They, whatever their names. */
export type Parts = Named<string>

/**
 * One step of a recurrent layer, as a pure value: it holds no tensors. `rnn`, `lstm` and `gru` run it along a sequence; in a loop of your own `step` is the
 * body of a `scan`.
 *
 * @example
 * ```ts
 * const cell = lstmCell(64)
 * const params = cell.init(key(0), 16)
 * const [last, hidden] = scan((state, x: Tensor<[32, 16]>) => cell.step(params, state, x), cell.start(32), xs) // xs: [time, 32, 16]
 * ```
 *
 * @category Layers
 */
export interface Cell<C extends CellType = CellType> {
  /** Carries the type-level function; nothing at run time. */
  readonly [carried]?: C
  readonly name: string
  readonly units: number
  /** The names of what is carried, in order. */
  readonly carries: readonly string[]
  /** Fresh parameters for so many features. */
  init<const F extends number>(key: Key, features: F): CellParams<C, Dims<[F]>[0]>
  /** Zeros to start from, for so many examples: `h: [batch, units]`, and `c` where there is one. */
  start<const N extends number>(batch: N): CellState<C, Dims<[N]>[0]>
  /** What is carried on, and what the step gives: `[batch, units]`. */
  step<N extends Dim, F extends Dim>(
    params: CellParams<C, NoInfer<F>>,
    state: CellState<C, NoInfer<N>>,
    x: Tensor<[N, F]>,
  ): [state: CellState<C, N>, y: Tensor<[N, C['units']]>]
  /** What the layers of this cell are made of. */
  readonly rules: CellRules<unknown, Parts>
}

/**
 * A cell as a layer runs it: what depends on the input alone is made for all steps at once.
 *
 * @category Layers
 */
export interface CellRules<Params, State extends Parts> {
  /** Fresh parameters. */
  init(key: Key, features: number): object
  /** What the input, `[..., features]`, has to say to the gates. */
  project(params: Params, x: AnyTensor): AnyTensor
  /** What is carried on, of what was carried and of the projected input. */
  advance(params: Params, state: State, projected: AnyTensor): State
  /** Additions and multiplications of a step, for one example. */
  flops(features: number): number
}
