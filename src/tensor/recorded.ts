/** Where in the user's code something was written: `loss (src/train.ts:14:32)`. */
export type Origin = string

/** ` at loss (src/train.ts:14:32)`, or nothing where that is not known. */
export const showOrigin = (origin: Origin | undefined): string => (origin === undefined ? '' : ` at ${origin}`)

let here: (() => Origin | undefined) | undefined
let inherited: Origin | undefined

/**
 * Whether applications remember where they were written, and how that is found; `debug.nanCheck` wants them to. Who does not look for mistakes bundles nothing that
 * reads stacks.
 */
export const recordOrigins = (how: (() => Origin | undefined) | undefined): void => {
  here = how
}

/** Where what is applied now was written, if that is recorded: where the equation at hand was, else what the stack says. */
export const originOfApplication = (): Origin | undefined => here && (inherited ?? here())

/** The items in order; what is applied while one of them is at hand counts as written where it was. */
export const located = <T extends { readonly at?: Origin | undefined }>(items: readonly T[]): Iterable<T> =>
  here ? inTheirPlaces(items) : items

function* inTheirPlaces<T extends { readonly at?: Origin | undefined }>(items: readonly T[]): Generator<T> {
  const before = inherited
  try {
    for (const item of items) {
      inherited = item.at ?? before
      yield item
    }
  } finally {
    inherited = before
  }
}
