import { concat } from '../primitives/concat.js'
import { full, literal } from '../primitives/literal.js'
import { reshape } from '../primitives/reshape.js'
import { slice } from '../primitives/slice.js'
import { sliceAt } from '../primitives/slice-at.js'
import { interpret } from '../program/interpret.js'
import { printProgram } from '../program/print.js'
import { type Equation, item, type Program } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { type AnyArray, type DType, dtypes, type TensorType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Apply, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, placeholder } from '../tensor/tensor.js'

/*
 * Programs that differ in numbers alone (the constants that operands are, the offsets of slices) are one program of those numbers: they become inputs, so that a
 * loop over `mul(x, 1 + i / 1000)` or `slice(x, [i, i + 1])` compiles no kernel for each.
 */

/** A number of a program that may become an input: where it stands is its place in the list. */
interface LiftedNumber {
  readonly dtype: DType
  readonly value: number
}

type LiteralParams = { readonly value: number; readonly dtype: DType }
type SliceParams = { readonly start: readonly number[]; readonly stop: readonly number[]; readonly step: readonly number[] }

const is = (equation: { readonly primitive: Primitive }, { primitive }: { readonly primitive: unknown }): boolean =>
  equation.primitive === primitive

/** Rules of the simplifier look for these; others are numbers like all. */
const isPlain = (value: number, dtype: DType): boolean => dtype !== 'bool' && Number.isFinite(value) && value !== 0 && value !== 1

const numbersIn = ({ primitive, params }: { readonly primitive: Primitive; readonly params: Params }): readonly LiftedNumber[] => {
  if (is({ primitive }, literal)) {
    const { value, dtype } = params as LiteralParams // a literal has these
    return isPlain(value, dtype) ? [{ value, dtype }] : []
  }
  if (is({ primitive }, slice))
    return (params as SliceParams).start.flatMap((value) => (value === 0 ? [] : [{ value, dtype: 'u32' as const }]))
  return []
}

/** What stands in the place of a number in the text that such programs share. */
const hole = '?'

const without = (equation: Equation): Equation => {
  const { primitive, params } = equation
  if (numbersIn(equation).length === 0) return equation
  if (is({ primitive }, literal)) return { ...equation, params: { ...params, value: hole } }
  const { start, stop, step } = params as SliceParams
  // The size stays, the place goes.
  return {
    ...equation,
    params: { start: start.map((from) => (from === 0 ? 0 : hole)), size: stop.map((to, axis) => to - item(start, axis)), step },
  }
}

/** The numbers of a program, in order, and its text without them. */
export const numbersOf = (program: Program): { readonly numbers: readonly LiftedNumber[]; readonly text: string } => ({
  numbers: program.equations.flatMap(numbersIn),
  text: printProgram({ ...program, equations: program.equations.map(without) }),
})

/** The dtypes that numbers have, each a vector of its own. */
const order: readonly DType[] = ['f32', 'f16', 'f64', 'i32', 'u32']

/** The numbers at some places, a vector a dtype, as inputs of the program that `lift` makes. */
export const vectorsOf = (
  numbers: readonly LiftedNumber[],
  places: readonly number[],
): readonly { readonly type: TensorType; readonly data: AnyArray }[] =>
  order.flatMap((dtype) => {
    const values = places.map((place) => item(numbers, place)).filter((number) => number.dtype === dtype)
    if (values.length === 0) return []
    const data = new dtypes[dtype].array(values.map(({ value }) => value))
    return [{ type: { shape: [values.length], dtype }, data }]
  })

/** The same program with the numbers at those places as inputs, which come after its own: `vectorsOf` the same. */
export const lift = (program: Program, places: readonly number[]): Program => {
  const { numbers } = numbersOf(program)
  const own = program.inputs.map(({ type }) => placeholder(type))
  const vectors = vectorsOf(numbers, places).map(({ type }) => placeholder(type))
  const lifted = new Map<number, AnyTensor>()
  const met = new Map<DType, number>()
  for (const place of places) {
    const { dtype } = item(numbers, place)
    const at = met.get(dtype) ?? 0
    met.set(dtype, at + 1)
    const vector = vectors.find(({ type }) => type.dtype === dtype)
    if (vector) lifted.set(place, slice(vector, [at], [at + 1], [1]))
  }
  /** The start of a slice, of which some numbers are lifted. */
  const startOf = (start: readonly number[], here: readonly (AnyTensor | undefined)[]): AnyTensor => {
    const numbers = [...here]
    return concat(
      start.map((from) => (from === 0 ? undefined : numbers.shift()) ?? full(from, [1], 'u32')),
      0,
    )
  }
  let place = 0
  const each: Apply = (primitive, operands, params) => {
    const here = numbersIn({ primitive, params }).map(() => lifted.get(place++))
    if (here.every((number) => number === undefined)) return applyAll(primitive, operands, params)
    if (is({ primitive }, literal)) return here.flatMap((number) => (number ? [reshape(number, [])] : []))
    const { start, stop, step } = params as SliceParams
    const sizes = stop.map((to, axis) => Math.max(0, Math.ceil((to - item(start, axis)) / item(step, axis))))
    return [sliceAt(item(operands, 0), startOf(start, here), sizes, step)]
  }
  const outputs = interpret(program, own, each)
  return { ...linearise([...own, ...vectors], outputs, () => false), captures: program.captures }
}
