import { basic } from '../../kernel/basic.js'
import { item } from '../../program/program.js'
import { tileGroup } from '../schedule/schedule.js'
import { atOnce, type Steps } from '../steps.js'
import { apply, type Expression, type KernelNumber, type Nest, type Outer, type Term } from './nest.js'
import { rewriteNest } from './rewrite.js'

/*
 * Kernels of one program that differ in numbers alone (the offsets of 48 unrolled steps, say) are one kernel of those numbers, compiled once. Numbers that
 * differ are given to it; all others stand in its text. Of kernels that are `told` more these are also what indices are multiplied and divided by, how many threads there are, and how large tensors are.
 */

/** What is no special value may be another in a kernel that is otherwise the same. */
const isFree = ({ type, value }: Expression & { readonly kind: 'constant' }): boolean =>
  type !== 'bool' && value !== 0 && value !== 1 && Number.isFinite(Math.fround(value))

type FreeNumber = KernelNumber & { readonly isGiven?: true }

const whole = (value: number): FreeNumber => ({ type: 'u32', value })

/** The numbers in an expression that may be others. */
const numbersIn = (expression: Expression, told: Nest['told']): readonly FreeNumber[] => {
  switch (expression.kind) {
    case 'constant': {
      const { type, value, isGiven } = expression
      return isFree(expression) ? [{ type, value, ...(isGiven && { isGiven }) }] : []
    }
    case 'sum': {
      const { constant, terms } = expression
      const factors = told ? terms.flatMap(({ factor }) => (isFactor(factor) ? [whole(Math.abs(factor))] : [])) : []
      // Below 0 an index is masked where it is used; unsigned, it is beyond every end.
      return constant === 0 ? factors : [whole(terms.length === 0 ? constant >>> 0 : Math.abs(constant)), ...factors]
    }
    case 'quotient':
    case 'remainder': {
      const division = divisionBy(expression, told)
      return division ? [whole(division.number)] : []
    }
    default:
      return []
  }
}

type Division = Expression & { readonly kind: 'quotient' | 'remainder' }

/** How a division is written whose divisor is given: by a power of two as a shift, or as a mask. */
const divisionBy = ({ kind, by }: Division, told: Nest['told']) => {
  if (told === 'all') return { number: by, fn: kind === 'quotient' ? basic.divide : basic.remainder }
  if (told !== 'powers' || !Number.isInteger(Math.log2(by))) return undefined
  return kind === 'quotient' ? { number: Math.log2(by), fn: basic.shiftRight } : { number: by - 1, fn: basic.bitAnd }
}

const isFactor = (factor: number): boolean => Math.abs(factor) > 1

/** The expression with its numbers given, those that `placeOf` has a place for. */
const withNumbers = (expression: Expression, told: Nest['told'], placeOf: readonly (number | undefined)[]): Expression => {
  const given = (place: number): Expression => ({ kind: 'number', type: expression.type, place })
  const [first] = placeOf
  switch (expression.kind) {
    case 'constant':
      return first === undefined ? expression : given(first)
    case 'quotient':
    case 'remainder': {
      const division = divisionBy(expression, told)
      return first === undefined || !division ? expression : apply('u32', division.fn, expression.of, given(first))
    }
    case 'sum': {
      const { constant } = expression
      if (expression.terms.length === 0) return first === undefined ? expression : given(first)
      let at = constant === 0 ? 0 : 1
      const terms = expression.terms.map((term): Term => {
        const place = isFactor(term.factor) && placeOf.length > at ? placeOf[at++] : undefined
        return place === undefined ? term : { of: apply('u32', basic.multiply, term.of, given(place)), factor: Math.sign(term.factor) }
      })
      return constant === 0 || first === undefined
        ? { ...expression, terms }
        : { ...expression, constant: 0, terms: [...terms, { of: given(first), factor: Math.sign(constant) }] }
    }
    default:
      return expression
  }
}

/** Whether the extent of a loop around a kernel may be another: of a workgroup's threads there are always as many. */
const isFreeExtent = ({ outer, told }: Nest, place: number): boolean => told !== undefined && (outer.length !== 2 || place === 0)

const extentsOf = (nest: Nest): readonly FreeNumber[] =>
  nest.outer.flatMap(({ extent }, place) => (isFreeExtent(nest, place) ? [whole(extent)] : []))

const numbersOf = (nest: Nest): readonly FreeNumber[] => {
  const found = [...extentsOf(nest)]
  rewriteNest(nest, (expression) => {
    found.push(...numbersIn(expression, nest.told))
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
export const textOf = ({ numbers, follows: _, ...nest }: Nest): string => {
  const bindings = nest.bindings.map(({ location: __, size, ...binding }, i) => ({ ...binding, ...(!nest.open?.includes(i) && { size }) }))
  const outer = nest.outer.map(({ extent, ...one }) => ({ ...one, ...(one.place === undefined && { extent }) }))
  return JSON.stringify({ ...nest, bindings, outer, numbers: numbers.length }, plain)
}

/** A text that is the same for kernels that differ in numbers alone, and in where their tensors lie. */
const shapeOf = (nest: Nest): string => {
  const { told } = nest
  const open = rewriteNest(nest, (expression) =>
    withNumbers(
      expression,
      told,
      numbersIn(expression, told).map(() => 0),
    ),
  )
  if (!told) return textOf(open)
  const [, rows, columns] = nest.outer
  // Threads lie in workgroups as there are many.
  const lying = rows && columns ? tileGroup(rows.extent, columns.extent).join() : ''
  return (
    lying +
    textOf({
      ...open,
      outer: open.outer.map((one, place) => (isFreeExtent(nest, place) ? { ...one, extent: 0 } : one)),
      bindings: open.bindings.map((one) => ({ ...one, size: 0 })),
    })
  )
}

/** What a kernel does, wherever its tensors lie. */
type Text = Pick<Nest, 'body' | 'procedures' | 'numbers' | 'outer' | 'open'>

const textIn = ({ body, procedures, numbers, outer, open }: Nest): Text => ({ body, procedures, numbers, outer, ...(open && { open }) })

const shared = (nests: readonly Nest[]): readonly Text[] => {
  const numbers = nests.map(numbersOf)
  const [first = []] = numbers
  const given = [...first.keys()].filter(
    (place) => first[place]?.isGiven || numbers.some((others) => !Object.is(others[place]?.value, first[place]?.value)),
  )
  const open = (nests[0]?.bindings ?? []).flatMap(({ size }, i) => (nests.some(({ bindings }) => bindings[i]?.size !== size) ? [i] : []))
  if (given.length === 0 && open.length === 0) return nests.map(textIn)
  const placeOf = new Map(given.map((number, place) => [number, place]))
  return nests.map((nest, i) => {
    let number = 0
    const next = () => placeOf.get(number++)
    const outer = nest.outer.map((one, at) => (isFreeExtent(nest, at) ? { ...one, ...numbered(next()) } : one))
    const { body, procedures } = rewriteNest(nest, (expression) =>
      withNumbers(expression, nest.told, numbersIn(expression, nest.told).map(next)),
    )
    return { body, procedures, outer, numbers: given.map((at) => item(item(numbers, i), at)), ...(open.length > 0 && { open }) }
  })
}

const numbered = (place: number | undefined): Pick<Outer, 'place'> => (place === undefined ? {} : { place })

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
    for (const [i, text] of shared(group).entries()) made.set(item(group, i).body, text)
    yield
  }
  return nests.map((nest) => {
    const text = made.get(nest.body)
    return text && text.body !== nest.body ? { ...nest, ...text } : nest
  })
}
