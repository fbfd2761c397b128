/* What the page and the engine that runs a visitor's code say to each other. The engine can reach nothing else. */

/** A line of a chart, as it grows. */
export interface Point {
  readonly kind: 'point'
  readonly title: string
  readonly at: number | undefined
  readonly values: Readonly<Record<string, number>>
}

/** A picture: bytes of red, green, blue and alpha, row by row. */
export interface Picture {
  readonly kind: 'picture'
  /** A picture takes the place of the one before it that has its title. */
  readonly title: string
  readonly height: number
  readonly width: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
  /** How many times larger it is shown. */
  readonly zoom: number
  readonly rows: readonly string[]
  readonly columns: readonly string[]
}

/** What became of a compiled function: text to be read. */
export interface Kernels {
  readonly kind: 'kernels'
  readonly name: string
  readonly program: string
  readonly kernels: string
  readonly plan: string
  readonly code: string
}

export type FromEngine =
  | { readonly kind: 'device'; readonly name: string; readonly reason: string }
  | { readonly kind: 'text'; readonly level: 'log' | 'warn' | 'error'; readonly text: string }
  | Point
  | Picture
  | Kernels
  /** The engine wants to know what the visitor draws on a canvas of this size. */
  | { readonly kind: 'canvas'; readonly height: number; readonly width: number }
  /** A file of the site, by its path. */
  | { readonly kind: 'read'; readonly id: number; readonly path: string }
  | { readonly kind: 'done'; readonly milliseconds: number }

export type ToEngine =
  | { readonly kind: 'run'; readonly code: string; readonly backend: 'cpu' | 'webgpu'; readonly showsKernels: boolean }
  | { readonly kind: 'file'; readonly id: number; readonly bytes: Uint8Array | undefined }
  /** What is drawn, one number from 0 to 1 a pixel. */
  | { readonly kind: 'drawn'; readonly pixels: Float32Array }
