import { InvalidArgument } from '../../../index.js'
import type { Program } from '../../../program/program.js'
import { Builder } from './builder.js'
import type { Graph } from './graph.js'
import { item, together } from './plan.js'
import { writePlan } from './program.js'
import { isVarying, type Size, type Symbols, sameSize } from './sizes.js'
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
  const plan = together(programs)
  const builder = new Builder()
  for (const name of outputs) builder.name(name)
  const named = new Map<string, Named>()
  const inputs = plan.inputs.map(({ shape, dtype }, i) => {
    const { name: wanted, data } = item(given, i)
    if (data)
      return asStored(builder.keep({ name: wanted, data, element: dtype, shape: shape.map((size) => fixed(wanted, size)) }), dtype, shape)
    const name = builder.name(wanted)
    if (name !== wanted) throw new InvalidArgument(`toOnnx: two inputs or outputs have the name ${wanted}`)
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

const fixed = (name: string, size: Size): number => {
  if (isVarying(size) && !sameSize(size, size.at[0] ?? 0))
    throw new InvalidArgument(
      `toOnnx: the tensor ${name}, which becomes part of the file, has ${size.at.join(', ')} elements along an axis as sizes change that have names`,
    )
  return isVarying(size) ? (size.at[0] ?? 0) : size
}
