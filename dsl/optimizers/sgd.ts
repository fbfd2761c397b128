import { mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { type Rate, rateIn } from './rate.js'

/** Gradient descent: `p := p - rate * g`. */
export const sgd = (rate: Rate): Optimizer =>
  leafwise([], ({ parameter, gradient, count }) => ({
    parameter: sub(parameter, mul(gradient, rateIn(rate, count, parameter))),
    slots: {},
  }))
