import type { Show } from './sentence.js'

/** `never` for the shape of one element, as far as it is known; else the sentence. */
export type MoreThanOne<S extends readonly unknown[]> =
  HasMore<S> extends true
    ? `item: reads a tensor of one element, and this has shape ${Show<S>}; read data() or toArray(), or take one by slice(x, 0)`
    : never

type HasMore<S extends readonly unknown[]> = S extends readonly [infer First, ...infer Rest]
  ? number extends First
    ? HasMore<Rest>
    : First extends 1
      ? HasMore<Rest>
      : true
  : false
