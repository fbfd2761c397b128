/* What page and worker say to each other. */

export type ToWorker =
  | {
      readonly kind: 'start'
      /** The best there is, if left out. */
      readonly backend: 'webgpu' | 'cpu' | undefined
      readonly epochs: number
      /** URL of the digits. A worker's own URL is that of its script, so relative ones are the page's to resolve. */
      readonly digits: string
    }
  | { readonly kind: 'stop' }

export type FromWorker =
  /** What it runs on, how many steps there will be, and that it begins. */
  | { readonly kind: 'begun'; readonly device: string; readonly steps: number }
  /** Mean loss of the last few steps. */
  | { readonly kind: 'loss'; readonly step: number; readonly loss: number }
  | { readonly kind: 'epoch'; readonly epoch: number; readonly loss: number; readonly accuracy: number; readonly seconds: number }
  | { readonly kind: 'ended'; readonly stopped: boolean }
  | { readonly kind: 'failed'; readonly sentence: string }
