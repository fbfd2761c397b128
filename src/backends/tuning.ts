/**
 * Whether products are measured on the device: not at all; a few ways in a tenth of a second for each kind; all that there are, however long it takes.
 *
 * @category Devices and debugging
 */
export type TuneMode = 'off' | 'quick' | 'full'

/**
 * How the products of each kind are laid out on an adapter, by what was measured. Plain data: it can be kept, and handed to `tune` again.
 *
 * @category Devices and debugging
 */
export interface Tuning {
  readonly adapter: string
  /** The layout by the kind: `64x64 by 16, 4x4` of `dot 1x1024x1024 over 1024 of f32 and f32`. */
  readonly choices: Readonly<Record<string, string>>
  /** What was measured since the device was acquired: milliseconds of each layout, by the kind. Not needed to take a tuning back. */
  readonly milliseconds?: Readonly<Record<string, Measured>>
}

/** Milliseconds of a kernel, by its layout. */
export type Measured = Readonly<Record<string, number>>
