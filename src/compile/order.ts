import { item, lookup, type Variable } from '../program/program.js'
import { type Draft, producersOf } from './drafts.js'
import { bytesOf } from './plan.js'

/*
 * The order in which parts are made.
 */

/** An order in which everything comes after what it needs; as given where there is a choice. */
export const ordered = <T>(all: readonly T[], needed: (one: T) => Iterable<T>): T[] => {
  const done = new Set<T>()
  const begun = new Set<T>()
  for (const root of all) {
    const stack = [root]
    while (stack.length > 0) {
      const one = item(stack, stack.length - 1)
      const missing = done.has(one) ? [] : [...needed(one)].filter((other) => other !== one && !done.has(other))
      if (missing.length > 0) {
        if (begun.has(one)) throw new Error('typegrad: kernels that need each other; please report this')
        begun.add(one)
        stack.push(...missing)
      } else {
        stack.pop()
        done.add(one)
      }
    }
  }
  return [...done]
}

/**
 * The order as given, which has everything after what it needs, but for parts that free more memory than they take: these are made as soon as they can be. Of a backward pass they are the gradients of
 * weights, which a program has last: each is the last to read what its layer was given and what came back to it.
 */
export const freeingFirst = (drafts: readonly Draft[], makers: ReadonlyMap<Variable, Draft>, outputs: ReadonlySet<Variable>): Draft[] => {
  /** Of what is made here and is no output: who has yet to read it. */
  const readers = new Map<Variable, Set<Draft>>()
  /** How many bytes more are held after a part than before it. */
  const growth = new Map<Draft, number>()
  const missing = new Map<Draft, number>()
  const waiting = new Map<Draft, Draft[]>()
  const grow = (draft: Draft, bytes: number) => growth.set(draft, (growth.get(draft) ?? 0) + bytes)
  for (const draft of drafts) {
    const producers = producersOf(draft, makers)
    missing.set(draft, producers.size)
    for (const producer of producers) {
      const known = waiting.get(producer)
      if (known) known.push(draft)
      else waiting.set(producer, [draft])
    }
    for (const variable of draft.reads.keys())
      if (!outputs.has(variable) && makers.has(variable)) readers.set(variable, (readers.get(variable) ?? new Set()).add(draft))
  }
  for (const draft of drafts)
    for (const variable of draft.makes) if ((readers.get(variable)?.size ?? 0) > 0) grow(draft, bytesOf(variable.type))

  const done = new Set<Draft>()
  const soon: Draft[] = []
  /** Looked at whenever something that it waits for, or shares, is done. */
  const look = (draft: Draft): void => {
    if (lookup(missing, draft) === 0 && (growth.get(draft) ?? 0) < 0) soon.push(draft)
  }
  const make = (draft: Draft): void => {
    done.add(draft)
    for (const variable of draft.reads.keys()) {
      const left = readers.get(variable)
      left?.delete(draft)
      endsWith(variable, left)
    }
    for (const reader of waiting.get(draft) ?? []) {
      missing.set(reader, lookup(missing, reader) - 1)
      look(reader)
    }
  }
  /** The last reader of a value frees it. */
  const endsWith = (variable: Variable, left: ReadonlySet<Draft> | undefined): void => {
    const [last] = left ?? []
    if (!last || left?.size !== 1) return
    grow(last, -bytesOf(variable.type))
    look(last)
  }
  for (const [variable, left] of readers) endsWith(variable, left)
  for (const draft of drafts) {
    if (!done.has(draft)) make(draft)
    for (let next = soon.pop(); next; next = soon.pop()) if (!done.has(next)) make(next)
  }
  return [...done]
}
