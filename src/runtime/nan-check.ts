import type { Buffer, Executable } from '../backends/backend.js'
import { NotFinite } from '../errors.js'
import { stack } from '../ops/stack.js'
import { sum } from '../primitives/broadcast.js'
import { isFinite as finite, lessEqual, isNaN as nan } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { full } from '../primitives/literal.js'
import { and, not, or } from '../primitives/logic.js'
import { abs } from '../primitives/sign.js'
import { interpret } from '../program/interpret.js'
import { Body } from '../program/print.js'
import { item, type Program } from '../program/program.js'
import { showType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import { type Origin, recordOrigins, showOrigin } from '../tensor/origin.js'
import type { Apply } from '../tensor/primitive.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import type { BackendDevice } from './device.js'

let checking = false

/** Switches `debug.nanCheck`. */
export const checkForNaN = (on: boolean): void => {
  checking = on
  recordOrigins(on)
}

export const checksForNaN = (): boolean => checking

/** What is yet to be found of the program that filled a buffer. */
type Verdict = Promise<Error | undefined>

const verdicts = new WeakMap<Buffer, Verdict>()

/** What was found wrong with the program that filled a buffer, or with one before it; nothing of programs that were not checked. */
export const verdictOf = async (buffer: Buffer): Verdict => verdicts.get(buffer)

/** How many elements are NaN, and how many infinite. */
interface Counted {
  readonly nans: number
  readonly infinities: number
}

/** For each tensor of floats how many of its elements are NaN, and how many infinite: two `i32`, yet to be read. */
type Counts = Map<AnyTensor, AnyTensor>

/** What is beyond it is infinite to whoever reads an `f32`, though the reference holds it. */
const largest = 3.4028234663852886e38

const countOf = (x: AnyTensor): AnyTensor => {
  const { shape, dtype } = x.type
  const axes = shape.map((_, axis) => axis)
  const total = (flags: AnyTensor): AnyTensor => sum(convert(flags, 'i32'), axes)
  const held = dtype === 'f32' ? and(finite(x), lessEqual(abs(x), full(largest, shape, dtype))) : finite(x)
  return stack([total(nan(x)), total(not(or(held, nan(x))))], 0)
}

/** An application that ran, and what to look at. */
interface Step {
  readonly operation: string
  readonly at: Origin | undefined
  readonly operands: readonly AnyTensor[]
  readonly results: readonly AnyTensor[]
}

const describe = ({ nans, infinities }: Counted): string =>
  [...(nans > 0 ? [`${nans} NaN`] : []), ...(infinities > 0 ? [`${infinities} ${infinities === 1 ? 'infinity' : 'infinities'}`] : [])].join(
    ' and ',
  )

/** What an operation made that its operands do not explain: NaN of no NaN, infinities of finite numbers. */
const fault = ({ operation, at, operands, results }: Step, counted: ReadonlyMap<AnyTensor, Counted>): NotFinite | undefined => {
  // A constant is meant.
  if (operands.length === 0) return
  const given = operands.flatMap((operand) => counted.get(operand) ?? [])
  const passes = { nans: given.some(({ nans }) => nans > 0), infinities: given.some((of) => of.nans + of.infinities > 0) }
  for (const result of results) {
    const { nans, infinities } = counted.get(result) ?? { nans: 0, infinities: 0 }
    const made = { nans: passes.nans ? 0 : nans, infinities: passes.infinities ? 0 : infinities }
    if (made.nans + made.infinities === 0) continue
    const { shape, dtype } = result.type
    const where = at === undefined ? '' : `,${showOrigin(at)}`
    const message = `nanCheck: ${operation} makes ${describe(made)} of ${showType(result.type)}${where}`
    return new NotFinite(message, operation, shape, dtype, made.nans, made.infinities, at)
  }
  return undefined
}

/** The first thing that went wrong: before this program, or in it, or in looking. */
const judge = async (device: BackendDevice, before: readonly Verdict[], steps: readonly Step[], counts: Counts): Verdict => {
  try {
    const reads = [...counts].map(async ([tensor, count]) => {
      const [nans = 0, infinities = 0] = await device.read(count)
      count.dispose()
      return [tensor, { nans, infinities }] as const
    })
    const counted = new Map(await Promise.all(reads))
    for (const verdict of before) {
      const error = await verdict
      if (error) return error
    }
    for (const step of steps) {
      const error = fault(step, counted)
      if (error) return error
    }
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/**
 * The program, to be run equation by equation, each a program of its own, so that each result can be looked at. What is found is the
 * verdict on every buffer of the results.
 */
export const checked = (device: BackendDevice, program: Program, donated: readonly number[]): Executable => ({
  run: (inputs) => {
    const given = program.inputs.map(({ type }, i) => device.tensorOf(type, item(inputs, i)))
    const made: AnyTensor[] = []
    const steps: Step[] = []
    const counts: Counts = new Map()
    const ran = (tensors: readonly AnyTensor[]): void => {
      const floats = tensors.filter((tensor) => isFloating(tensor) && !counts.has(tensor))
      const counting = floats.map((tensor) => [tensor, countOf(tensor)] as const)
      device.runPending([...tensors, ...counting.map(([, count]) => count)], (each) => device.ready(each))
      for (const [tensor, count] of counting) counts.set(tensor, count)
    }
    const each: Apply = (primitive, operands, params) => {
      // What is computed in steps is looked at in steps; of two branches only what is made of the one that is meant.
      if (params.body instanceof Body) return interpret(params.body.program, operands, each)
      const results = applyAll(primitive, operands, params)
      const [first] = results
      const at = first?.source.kind === 'application' ? first.source.application.at : undefined
      made.push(...results)
      ran(results)
      steps.push({ operation: primitive.name, at, operands, results })
      return results
    }
    try {
      ran(given)
      const outputs = interpret(program, given, each)
      // Each result owns its memory, also one that is handed through or returned twice.
      const results = copiesOf(
        device,
        outputs.map((tensor) => device.bufferOf(tensor, 'nanCheck')),
        outputs,
      )
      const before = inputs.flatMap((buffer) => verdicts.get(buffer) ?? [])
      const verdict = judge(device, before, steps, counts)
      for (const result of results) verdicts.set(result, verdict)
      for (const index of donated) item(inputs, index).release()
      return results
    } finally {
      for (const tensor of made) tensor.dispose()
      // Their memory is the caller's.
      for (const tensor of given) device.donate(tensor, 'nanCheck')
    }
  },
  release: () => {},
})

const copiesOf = (device: BackendDevice, buffers: readonly Buffer[], tensors: readonly AnyTensor[]): Buffer[] => {
  const inputs = tensors.map(({ type }) => ({ type }))
  const copy = device.on.compile({ inputs, captures: [], equations: [], outputs: inputs }, [])
  const copies = copy.run(buffers)
  copy.release()
  return copies
}
