import { alike } from '../../../read/operators/alike.js'
import { fail } from '../fault.js'
import type { Operator, Operators } from '../operator.js'
import { activations } from './activations.js'
import { arithmetic } from './arithmetic.js'
import { constant } from './constant.js'
import { control } from './control.js'
import { convolutions } from './conv.js'
import { gathering } from './gather.js'
import { logic } from './logic.js'
import { movement } from './movement.js'
import { normalisations } from './normalise.js'
import { parts } from './parts.js'
import { pools } from './pool.js'
import { products } from './products.js'
import { quantised } from './quantise.js'
import { recurrent } from './recurrent.js'
import { reductions } from './reduce.js'
import { resizing } from './resize.js'
import { shapes } from './shape.js'

/** All operators that can be imported, by what ONNX calls them. */
export const operators: Operators = {
  ...activations,
  ...alike,
  ...arithmetic,
  ...constant,
  ...control,
  ...convolutions,
  ...gathering,
  ...logic,
  ...movement,
  ...normalisations,
  ...parts,
  ...pools,
  ...products,
  ...quantised,
  ...recurrent,
  ...reductions,
  ...resizing,
  ...shapes,
}

/**
 * The operator that a node names.
 *
 * @throws InvalidArgument if it is not known
 */
export const operatorOf = (title: string, domain: string, kind: string, opset: number): Operator => {
  const found = (domain === '' || domain === 'ai.onnx') && Object.hasOwn(operators, kind) ? operators[kind] : undefined
  return (
    found ??
    fail(
      `${title} is a ${kind.slice(0, 80)} of domain ${JSON.stringify(domain.slice(0, 80))} (opset ${opset}), which typegrad does not know`,
    )
  )
}
