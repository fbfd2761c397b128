import type { Show } from './sentence.js'

/**
 * Options that go by name, or the sentence where an axis stands in their place: `sum(x, 0)`. (`O` stands in a branch that is never taken, so that the
 * compiler infers it, and what is in the options as well. Of `any`, which stands for what is not looked at, all is well.)
 */
export type ByName<Op extends string, O, Options, Call extends string = 'x'> = 0 extends 1 & O
  ? Options
  : [O] extends [number]
    ? Unnamed<Op, Call, number extends O ? '?' : `${O}`>
    : 'length' extends keyof O
      ? Unnamed<Op, Call, O extends readonly number[] ? Show<O> : '...'>
      : [O] extends [symbol]
        ? O
        : Options

type Unnamed<
  Op extends string,
  Call extends string,
  Axis extends string,
> = `${Op}: options go by name; write ${Op}(${Call}, { axis: ${Axis} })`
