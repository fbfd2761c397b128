import { right } from 'fp-ts/lib/Either.js'
import type { Layer, TakesLists } from '../layer.js'
import type { Shapes } from '../one-or-many.js'
import { branching, type Outputs, type Some, type ToEach } from './branches.js'
import type { ParamsOn, StatesOn } from './chain.js'

/** @category Models */
export interface FanOut<L extends readonly Layer[]> extends TakesLists {
  readonly out: this['in'] extends Shapes ? Some<'fanOut', L, Outputs<'fanOut', L, ToEach<L, this['in']>>> : never
  readonly params: ParamsOn<L, ToEach<L, this['in']>>
  readonly state: StatesOn<L, ToEach<L, this['in']>>
}

/**
 * `y = [f(x), g(x), ...]`: branches side by side on one input, whose outputs are a list. Parameters and state are tuples, branch by branch; each branch
 * gets randomness of its own. A model that ends in it has several heads.
 *
 * @see Silver et al., Mastering the game of Go without human knowledge, Nature 550, 2017, whose network has two heads
 * @example
 * ```ts
 * const policy = serial(conv2d(2, 1), relu, flatten, dense(362))
 * const value = serial(conv2d(1, 1), relu, flatten, dense(256), relu, dense(1), tanh)
 * const model = sequential([19, 19, 17], conv2d(256, 3, { padding: 1 }), relu, fanOut(policy, value)) // [19, 19, 17] to [362] and [1]
 * const [moves, winner] = predict(model, init(model, key(0)), boards)
 * ```
 *
 * @category Models
 */
export const fanOut = <L extends Layer[]>(...branches: L): Layer<FanOut<L>> =>
  branching('fanOut', branches, {
    deals: false,
    fault: () => undefined,
    output: (_, outputs) => right(outputs),
    tensors: (outputs) => outputs,
    flops: () => 0,
  })
