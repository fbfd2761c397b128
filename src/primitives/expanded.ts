import type { Pull } from '../kernel/lowering.js'

/** In place of a rule where a primitive is expanded into others before kernels are made. */
export const expanded: Pull<unknown> = {
  kind: 'pull',
  visits: 'many',
  cost: 0,
  scalar: () => {
    throw new Error('typegrad: a primitive with a body reached a kernel; please report this')
  },
}
