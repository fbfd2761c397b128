import { InvalidArgument } from '../../../index.js'
import { item, type Program } from '../../../program/program.js'
import { Builder } from './builder.js'
import type { Graph } from './graph.js'
import { together } from './plan.js'
import { ExpandedOtherwise, writePlan } from './program.js'
import { isVarying, type Size, type Symbols } from './sizes.js'
import { asStored } from './value.js'
import { type Named, Writer } from './writer.js'

/** What an input of a program is in the graph: an input by that name, or, with elements, a tensor that is part of the file. */
export interface Given {
  readonly name: string
  readonly data?: ArrayLike<number> | undefined
}

/**
 * Programs of one function, at different sizes, as a graph.
 *
 * @param given what each input is, the captured ones too
 * @throws InvalidArgument if part of it has no form in ONNX, or depends on a size in a way that a graph can't say
 */
export const graphOf = (programs: readonly Program[], given: readonly Given[], outputs: readonly string[], symbols: Symbols): Graph => {
  try {
    return laidOut(programs, given, outputs, symbols)
  } catch (error) {
    // Large sizes, as the last is, may only be computed in another way.
    if (error instanceof ExpandedOtherwise) return laidOut(programs.slice(0, -1), given, outputs, symbols)
    throw error
  }
}

const laidOut: typeof graphOf = (programs, given, outputs, symbols) => {
  const plan = together(programs)
  const builder = new Builder()
  /** A name that is asked for; nothing else may have it. */
  const own = (wanted: string): string => {
    if (builder.name(wanted) !== wanted)
      throw new InvalidArgument(`toOnnx: two inputs or outputs have the name ${wanted}; name them by { inputs: [...], outputs: [...] }`)
    return wanted
  }
  outputs.forEach(own)
  const named = new Map<string, Named>()
  const inputs = plan.inputs.map(({ shape, dtype }, i) => {
    const { name: wanted, data } = item(given, i)
    if (data)
      return asStored(builder.keep({ name: wanted, data, element: dtype, shape: shape.map((size) => fixed(wanted, size)) }), dtype, shape)
    const name = own(wanted)
    for (const [symbol, at] of symbols.names.map((one, place) => [one, symbols.at[place] ?? []] as const)) {
      const axis = shape.findIndex((size) => isVarying(size) && size.at.every((n, point) => n === at[point]))
      if (axis >= 0 && !named.has(symbol)) named.set(symbol, { input: name, axis })
    }
    return asStored(name, dtype, shape)
  })
  const writer = new Writer(builder, symbols, named)
  const results = writePlan(writer, plan, inputs)
  const typed = inputs.flatMap((value, i) => (item(given, i).data ? [] : [writer.typed(value, value.stored)]))
  return builder.graph(
    typed,
    results.map((value) => writer.typed(value, writer.plain(value))),
    outputs,
  )
}

/** A size of a tensor that is part of the file. */
const fixed = (name: string, size: Size): number => {
  if (isVarying(size))
    throw new InvalidArgument(
      `toOnnx: the tensor ${name}, which becomes part of the file, has ${size.at.join(', ')} elements along an axis as sizes change that have names`,
    )
  return size
}
