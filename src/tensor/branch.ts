/** Whether a part of a tree has branches by name. */
export const isBranch = (tree: unknown): tree is Record<string, unknown> =>
  typeof tree === 'object' && tree !== null && [Object.prototype, null].includes(Object.getPrototypeOf(tree))

/** Object keys in one order, however they were written. */
export const keysOf = (branch: Record<string, unknown>): string[] => Object.keys(branch).sort()

/** A key that is written in a path. */
export type Key = string | number

/** The first of some keys in that order. (Of those with letters that it does not know, all that may be.) */
export type FirstKey<Keys, One = Keys> = One extends Key ? (true extends IsBefore<Exclude<Keys, One>, `${One}`> ? never : One) : never

type IsBefore<Keys, One extends string> = Keys extends Key ? StandsBefore<`${Keys}`, One> : never

/** The characters of ASCII, in their order. */
type Characters = ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~'

type StandsBefore<A extends string, B extends string> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? a extends b
      ? StandsBefore<As, Bs>
      : Characters extends `${string}${a}${string}${b}${string}`
        ? true
        : false
    : false
  : true
