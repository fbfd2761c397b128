import { type AnyTensor, Tensor, tensor } from '../../index.js'
import { type Known, sizeOf } from '../onnx/read/known.js'
import { ofKnown, ofTensor, type Value } from '../onnx/read/value.js'
import { fail, named } from './fault.js'
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
  /** @throws InvalidArgument unless all are there, of their shapes and dtypes */
  readonly demand: (parameters: TfjsParameters) => void
  readonly initial: TfjsParameters
  /** What the constants are, with these parameters. */
  readonly of: (parameters: TfjsParameters) => ReadonlyMap<string, Value>
}

/** The tensor of a file; its elements are held in an array of their own. */
export const tensorFrom = ({ dtype, shape, data }: Known): AnyTensor =>
  tensor(data instanceof Float32Array ? data : Float64Array.from(data), { shape: [...shape], dtype })

/** Floats with axes are parameters, but for statistics and what has to be known while the program is traced. */
export const constantsOf = ({ constants, fixed }: Network): Constants => {
  const isParameter = (name: string, { dtype, shape }: Known): boolean =>
    dtype === 'f32' && shape.length > 0 && sizeOf(shape) > 0 && !fixed.has(name)
  const all = [...constants]
  const initial = new Map(all.filter(([name, known]) => isParameter(name, known)).map(([name, known]) => [name, tensorFrom(known)]))
  const rest = all.filter(([name]) => !initial.has(name)).map(([name, known]): [string, Value] => [name, ofKnown(known)])
  return {
    initial: Object.fromEntries(initial),
    demand: (parameters) => {
      if (typeof parameters !== 'object' || parameters === null) fail('apply takes the parameters first, and then the inputs')
      for (const [name, own] of initial) {
        const given: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined
        const found = given instanceof Tensor ? `${given.dtype}[${given.shape.join(', ')}]` : given === undefined ? 'nothing' : typeof given
        const wanted = `${own.dtype}[${own.shape.join(', ')}]`
        if (found !== wanted) fail(`the parameter ${named(name)} is ${wanted}; got ${found}`)
      }
    },
    of: (parameters) =>
      new Map([
        ...rest,
        ...[...initial.keys()].flatMap((name): [string, Value][] => {
          const given = parameters[name]
          return given ? [[name, ofTensor(given)]] : []
        }),
      ]),
  }
}
