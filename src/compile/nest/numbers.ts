import { item } from '../../program/program.js'
import { atOnce, type Steps } from '../steps.js'
import type { Expression, KernelNumber, Nest } from './nest.js'
import { rewriteNest } from './rewrite.js'

/*
 * Kernels of one program that differ in numbers alone (the offsets of 48 unrolled steps, say) are one kernel of those numbers, compiled once. Numbers that
 * differ are given to it; all others stand in its text.
 */

/** What is no special value may be another in a kernel that is otherwise the same. */
const isFree = ({ type, value }: Expression & { readonly kind: 'constant' }): boolean =>
  type !== 'bool' && value !== 0 && value !== 1 && Number.isFinite(Math.fround(value))

type FreeNumber = KernelNumber & { readonly isGiven?: true }

/** The number in an expression that may be another, if there is one. */
const numberIn = (expression: Expression): FreeNumber | undefined => {
  if (expression.kind === 'constant' && isFree(expression)) {
    const { type, value, isGiven } = expression
    return { type, value, ...(isGiven && { isGiven }) }
  }
  // Below 0 an index is masked where it is used; unsigned, it is beyond every end.
  if (expression.kind === 'sum' && expression.constant !== 0)
    return { type: 'u32', value: expression.terms.length === 0 ? expression.constant >>> 0 : Math.abs(expression.constant) }
  return undefined
}

/** The expression with its number given. */
const withNumber = (expression: Expression, place: number): Expression => {
  const given: Expression = { kind: 'number', type: expression.type, place }
  if (expression.kind !== 'sum' || expression.terms.length === 0) return given
  return { ...expression, constant: 0, terms: [...expression.terms, { of: given, factor: Math.sign(expression.constant) }] }
}

const numbersOf = (nest: Nest): readonly FreeNumber[] => {
  const found: FreeNumber[] = []
  rewriteNest(nest, (expression) => {
    const number = numberIn(expression)
    if (number) found.push(number)
    return expression
  })
  return found
}

/** As JSON has it, but that a function is its name, and no number is lost. */
const plain = (key: string, value: unknown): unknown => {
  if (key === 'fn') return (value as { readonly name: string }).name // a function has one
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : value
}

/** A text that is the same for kernels that differ in where their tensors lie, and in the numbers they are given. */
export const textOf = ({ numbers, follows: _, ...nest }: Nest): string =>
  JSON.stringify({ ...nest, bindings: nest.bindings.map(({ location: __, ...binding }) => binding), numbers: numbers.length }, plain)

/** A text that is the same for kernels that differ in numbers alone, and in where their tensors lie. */
const shapeOf = (nest: Nest): string =>
  textOf(
    rewriteNest(nest, (expression) => {
      const number = numberIn(expression)
      return number ? withNumber(expression, 0) : expression
    }),
  )

/** What a kernel does, wherever its tensors lie. */
type Text = Pick<Nest, 'body' | 'procedures' | 'numbers'>

const shared = (nests: readonly Nest[]): readonly Text[] => {
  const numbers = nests.map(numbersOf)
  const [first = []] = numbers
  const given = [...first.keys()].filter(
    (place) => first[place]?.isGiven || numbers.some((others) => !Object.is(others[place]?.value, first[place]?.value)),
  )
  if (given.length === 0) return nests
  return nests.map((nest, i) => {
    let place = 0
    const open = rewriteNest(nest, (expression) => {
      if (!numberIn(expression)) return expression
      const at = given.indexOf(place++)
      return at < 0 ? expression : withNumber(expression, at)
    })
    return { ...open, numbers: given.map((at) => item(item(numbers, i), at)) }
  })
}

/** The kernels of a program, in their order, those that differ in numbers alone made one but for these. Those that are one but for their memory share a body, and still do. */
export const shareNumbers = (nests: readonly Nest[]): readonly Nest[] => atOnce(sharingNumbers(nests))

/** The same in steps. */
export function* sharingNumbers(nests: readonly Nest[]): Steps<readonly Nest[]> {
  const distinct = new Map(nests.map((nest) => [nest.body, nest]))
  const groups = new Map<string, Nest[]>()
  for (const nest of distinct.values()) {
    const shape = shapeOf(nest)
    yield
    const met = groups.get(shape)
    if (met) met.push(nest)
    else groups.set(shape, [nest])
  }
  const made = new Map<Nest['body'], Text>()
  for (const group of groups.values()) {
    for (const [i, { body, procedures, numbers }] of shared(group).entries()) made.set(item(group, i).body, { body, procedures, numbers })
    yield
  }
  return nests.map((nest) => {
    const text = made.get(nest.body)
    return text && text.body !== nest.body ? { ...nest, ...text } : nest
  })
}
