import { InvalidArgument } from '../../../index.js'
import { type Equation, item, type Program, type Variable } from '../../../program/program.js'
import type { DType } from '../../../shape/dtype.js'
import type { Params, Primitive } from '../../../tensor/primitive.js'
import { type Size, sizeOf } from './sizes.js'

/** A value of a plan, known by identity. */
export interface Place {
  readonly shape: readonly Size[]
  readonly dtype: DType
}

/** One equation, at all points. */
export interface Step {
  readonly primitive: Primitive
  readonly operands: readonly Place[]
  readonly results: readonly Place[]
  /** Its parameters; numbers that differ from point to point are `Varying`. */
  readonly params: Params
  readonly at: readonly Equation[]
}

/** Programs of one function at different sizes, as one. */
export interface Plan {
  readonly inputs: readonly Place[]
  readonly steps: readonly Step[]
  readonly outputs: readonly Place[]
}

const differ = (where: string): never => {
  throw new InvalidArgument(
    `toOnnx: the program is not the same at all sizes of what has a name: ${where}; a function that looks at such a size, to choose what it does, can be exported for a fixed size alone`,
  )
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** Values of one parameter as one; what is neither a number, a list nor a record is looked at by whoever reads it. */
const merged = (values: readonly unknown[], where: string): unknown => {
  const [first] = values
  if (values.every((value) => typeof value === 'number')) return sizeOf(values)
  if (Array.isArray(first)) {
    const lists = values.map((value) => (Array.isArray(value) ? value : []))
    if (lists.some((list) => list.length !== first.length)) differ(where)
    return first.map((_, i) =>
      merged(
        lists.map((list: readonly unknown[]) => list[i]),
        where,
      ),
    )
  }
  if (isPlain(first))
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        merged(
          values.map((value) => (isPlain(value) ? value[key] : undefined)),
          where,
        ),
      ]),
    )
  return typeof first === 'object' || values.every((value) => value === first) ? first : differ(where)
}

/**
 * Programs of one function as one.
 *
 * @throws InvalidArgument if they differ in more than sizes
 */
export const together = (programs: readonly Program[]): Plan => {
  const [program, ...others] = programs
  if (!program) throw new Error('typegrad: a plan of no program; please report this')
  const known = programs.map(() => new Map<Variable, number>())
  const places: Place[] = []

  const define = (variables: readonly (Variable | undefined)[], where: string): Place => {
    const types = variables.map((variable) => variable?.type ?? differ(where))
    const { shape, dtype } = item(types, 0)
    if (types.some((type) => type.dtype !== dtype || type.shape.length !== shape.length)) differ(where)
    const place = { shape: shape.map((_, axis) => sizeOf(types.map((type) => type.shape[axis] ?? 0))), dtype }
    variables.forEach((variable, point) => {
      if (variable) known[point]?.set(variable, places.length)
    })
    places.push(place)
    return place
  }
  const read = (variables: readonly (Variable | undefined)[], where: string): Place => {
    const numbers = variables.map((variable, point) => variable && known[point]?.get(variable))
    const [number] = numbers
    return numbers.every((one) => one === number) && number !== undefined ? item(places, number) : differ(where)
  }
  const each = <T>(
    of: (program: Program) => readonly T[],
    f: (all: readonly (T | undefined)[], i: number) => Place,
    where: string,
  ): readonly Place[] => {
    const lists = programs.map(of)
    if (lists.some((list) => list.length !== lists[0]?.length)) differ(where)
    return item(lists, 0).map((_, i) =>
      f(
        lists.map((list) => list[i]),
        i,
      ),
    )
  }

  const inputs = each(
    ({ inputs }) => inputs,
    (all) => define(all, 'its inputs'),
    'its inputs',
  )
  if (others.some(({ equations }) => equations.length !== program.equations.length))
    differ(`it has ${programs.map(({ equations }) => equations.length).join(', ')} equations`)
  const steps = program.equations.map((equation, i): Step => {
    const at = programs.map(({ equations }) => item(equations, i))
    const where = `equation ${i + 1} is ${at.map(({ primitive }) => primitive.name).join(', ')}`
    if (at.some(({ primitive, operands }) => primitive.name !== equation.primitive.name || operands.length !== equation.operands.length))
      differ(where)
    return {
      primitive: equation.primitive,
      operands: equation.operands.map((_, operand) =>
        read(
          at.map(({ operands }) => operands[operand]),
          where,
        ),
      ),
      params: merged(
        at.map(({ params }) => params),
        where,
      ) as Params, // of records a record
      results: equation.results.map((_, result) =>
        define(
          at.map(({ results }) => results[result]),
          where,
        ),
      ),
      at,
    }
  })
  return {
    inputs,
    steps,
    outputs: each(
      ({ outputs }) => outputs,
      (all) => read(all, 'its outputs'),
      'its outputs',
    ),
  }
}
