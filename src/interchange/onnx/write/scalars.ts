import type { Scalar } from '../../../kernel/scalar.js'
import { basics } from './basic.js'
import type { Size } from './sizes.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** Functions that are composed of basic ones by their bits, and that ONNX has an operator for. */
const operators: Readonly<Record<string, string>> = { exp_f32: 'Exp', log_f32: 'Log' }

const argsOf = (name: string, one: Scalar | undefined): readonly Scalar[] => (one?.kind === 'apply' && one.fn.name === name ? one.args : [])

const isConstant = (scalar: Scalar | undefined, test: (value: number) => boolean): boolean =>
  scalar?.kind === 'constant' && test(scalar.value)

/**
 * Logarithms and powers of `e`: kernels make them of the bits of floats, at which ONNX can't look. They are known by their last steps. A logarithm is told there whether
 * the bits of `x` are those of a positive number, and a power whether `x` is NaN, or so low that it is 0.
 */
const byBits = (scalar: Scalar): { readonly op: string; readonly x: Scalar } | undefined => {
  const [condition, , otherwise] = argsOf('select', scalar)
  const [before, most] = argsOf('less', condition)
  const [ofLog] = argsOf('bits', argsOf('subtract', before)[0])
  if (ofLog && isConstant(most, (value) => value === 0x7f7fffff)) return { op: 'Log', x: ofLog }
  const [ofExp] = argsOf('isNaN', condition)
  const [isLow, , size] = argsOf('select', otherwise)
  const [low, least] = argsOf('less', isLow)
  const isExp =
    ofExp && ofExp === low && isConstant(least, (value) => Math.abs(value + 87.33654) < 1e-4) && argsOf('fromBits', size).length > 0
  return isExp ? { op: 'Exp', x: ofExp } : undefined
}

/** `size` with the sign of `x`, if that is what the scalar is. */
const signedParts = (scalar: Scalar): readonly [size: Scalar, x: Scalar] | undefined => {
  const [size, sign] = argsOf('bitOr', argsOf('fromBits', scalar)[0])
  const [bits, mask] = argsOf('bitAnd', sign)
  const [of] = argsOf('bits', size)
  const [x] = argsOf('bits', bits)
  return of && x && mask?.kind === 'constant' && mask.value === 0x80000000 ? [of, x] : undefined
}

/** Writes functions of scalars for whole tensors of one shape; undefined where a function has no operator in ONNX. */
export const ofScalars = (w: Writer, root: Scalar, given: readonly Value[], shape: readonly Size[]): Value | undefined => {
  const known = new Map<Scalar, Value | undefined>()
  const of = (scalar: Scalar): Value | undefined => {
    if (!known.has(scalar)) known.set(scalar, made(scalar))
    return known.get(scalar)
  }
  const made = (scalar: Scalar): Value | undefined => {
    if (scalar.kind === 'constant') return w.full(scalar.value, shape, scalar.type)
    if (scalar.kind === 'load') return given[scalar.source]
    if (scalar.kind === 'parameter') return given[scalar.place]
    if (scalar.kind !== 'apply') return undefined
    const elementary = byBits(scalar)
    if (elementary) {
      const x = of(elementary.x)
      return x && w.each(elementary.op, [x])
    }
    const signed = signedParts(scalar)
    if (signed) {
      const [size, x] = signed.map(of)
      return size && x && w.select(w.each('Less', [x, 0], 'bool'), w.each('Neg', [size]), size)
    }
    const args = scalar.args.map(of)
    const [x, y = x, z = x] = args
    if (!x || !y || !z || args.includes(undefined)) return undefined
    const { fn } = scalar
    if (fn.kind === 'basic') return basics[fn.name]?.(w, x, y, z)
    const operator = operators[fn.name]
    return operator ? w.each(operator, [x]) : ofScalars(w, fn.definition.body, [x, y, z], shape)
  }
  return of(root)
}
