/*
 * Compiling a large program takes a while. It is written as steps, with a place to pause between them, so that a page can be drawn meanwhile.
 */

/** Work in steps, which gives something at its end. */
export type Steps<T> = Generator<undefined, T, undefined>

/** What is there already. */
export function* noSteps<T>(made: T): Steps<T> {
  yield
  return made
}

/** All steps, one after the other. */
export const atOnce = <T>(steps: Steps<T>): T => {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
