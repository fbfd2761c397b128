/* typegrad as code in the playground sees it: what `jit` compiles can be watched. The layers and the training of `typegrad/dsl` are given this one too. */

import { inspect, jit as jitOf } from '../../../../dist/index.js'
import type { Kernels } from '../messages.js'

export * from '../../../../dist/index.js'

let watcher: ((found: Kernels) => void) | undefined
let count = 0

/** From now on this is told of each function that is compiled, at its first call. */
export const watch = (f: (found: Kernels) => void): void => {
  watcher = f
}

type Inspected = (...args: readonly unknown[]) => Pick<Kernels, 'program' | 'kernels' | 'plan' | 'code'>
type AnyFunction = (...args: readonly unknown[]) => unknown

/** `jit` with its own type, since a proxy of what it gives is called as that is. */
export const jit = ((f: AnyFunction, options?: { readonly donate?: unknown }) => {
  const compiled = (jitOf as AnyFunction)(f, options) as AnyFunction
  if (!watcher) return compiled
  let isNew = true
  return new Proxy(compiled, {
    apply: (target, self, args) => {
      if (isNew) {
        isNew = false
        // Its type binds shapes to a function that is known; here it is any.
        const inspected = inspect as unknown as (f: AnyFunction, options: object) => Inspected
        const { program, kernels, plan, code } = inspected(f, options?.donate === undefined ? {} : { donate: options.donate })(...args)
        count++
        watcher?.({ kind: 'kernels', name: f.name || `function ${count}`, program, kernels, plan, code })
      }
      return Reflect.apply(target, self, args)
    },
  })
}) as unknown as typeof jitOf
