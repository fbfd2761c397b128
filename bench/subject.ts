/** Something to be timed. */
export interface Subject {
  readonly name: string
  /** Operations on floats in a call. */
  readonly flops: number
  /** What else a call gets through, which is stated as so much a second. */
  readonly also?: { readonly amount: number; readonly unit: string }
  /** Runs so many calls, one after the other, and waits for the last. */
  run(calls: number): Promise<void>
}
