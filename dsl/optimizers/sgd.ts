import { mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'

/** Gradient descent: `p := p - rate * g`. */
export const sgd = (rate: number): Optimizer =>
  leafwise([], ({ parameter, gradient }) => ({ parameter: sub(parameter, mul(gradient, rate)), slots: {} }))
