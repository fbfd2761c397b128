import type { AnyTensor } from '../../index.js'
import { type Known, sizeOf } from '../read/known.js'
import { ofKnown, ofTensor, tensorFrom, type Value } from '../read/value.js'
import type { Network } from './network.js'

/**
 * What is learnt of a model, by the names in its file.
 *
 * @category Other engines
 */
export interface TfjsParameters {
  readonly [name: string]: AnyTensor
}

/** Which constants of a file are parameters, and what the others are. */
export interface Constants {
  readonly initial: TfjsParameters
  /** What the constants are, with these parameters. */
  readonly of: (parameters: TfjsParameters) => ReadonlyMap<string, Value>
}

/** Floats with axes are parameters, but for statistics and what has to be known while the program is traced. */
export const constantsOf = ({ constants, fixed }: Network): Constants => {
  const isParameter = (name: string, { dtype, shape }: Known): boolean =>
    dtype === 'f32' && shape.length > 0 && sizeOf(shape) > 0 && !fixed.has(name)
  const all = [...constants]
  const initial = new Map(all.filter(([name, known]) => isParameter(name, known)).map(([name, known]) => [name, tensorFrom(known)]))
  const rest = all.filter(([name]) => !initial.has(name)).map(([name, known]): [string, Value] => [name, ofKnown(known)])
  return {
    initial: Object.fromEntries(initial),
    of: (parameters) =>
      new Map([...rest, ...[...initial].map(([name, own]): [string, Value] => [name, ofTensor(parameters[name] ?? own)])]),
  }
}
