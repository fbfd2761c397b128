import { Scalars } from '../kernel/scalar.js'
import type { Loop } from '../program/loop.js'
import { item, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { Cuts } from './cuts.js'
import type { Fused, Kernel, Part, TurnsFit } from './parts.js'
import { Puller, positionIn, ruleOf } from './pull.js'
import { inRow, isRanged, placeInRow, readBy } from './rows.js'

/*
 * A loop whose carried values fit the memory of a workgroup is one kernel: a workgroup makes all turns, stage by stage, and waits for nobody but itself. Where
 * the examples of a batch need nothing of each other, each is a row and has a workgroup of its own.
 */

/** A row shorter than this leaves most threads of a workgroup idle. */
const shortestRow = 32

/** Whether each row of what a part makes reads of what changes in the loop no row but its own. */
const keepsToRows = (part: Part, cuts: Cuts, inside: ReadonlySet<Variable>, rows: number): boolean => {
  if (part.size % rows !== 0) return false
  const { row, position } = inRow(rows, part.size / rows)
  let isOwn = true
  const puller = new Puller(new Scalars(), part, cuts, 0, (variable, index) => {
    const { shape } = variable.type
    isOwn &&= !inside.has(variable) || (sizeOf(shape) % rows === 0 && placeInRow(index, shape, rows).row.key === row.key)
    return { source: 0, at: positionIn(variable, index) }
  })
  readBy(puller, part, position)
  return isOwn
}

/** How many rows there may be, the most first: by how many leading axes of what is carried. */
const rowCounts = ({ shape }: Variable['type']): readonly number[] =>
  [...new Set(shape.map((_, axis) => sizeOf(shape.slice(0, axis + 1))))].reverse().concat(shape[0] === 1 ? [] : 1)

/** All turns of a loop as one kernel, of the kernels of a turn; nothing where that is not possible, or does not pay. */
export const inOneKernel = ({ program, kernels, cuts }: Fused, loop: Loop, fits: TurnsFit): Kernel | undefined => {
  const stages = kernels.map(({ parts }) => parts)
  const parts = stages.flat()
  const [before, after] = [loop.inputs(program.inputs).carried, loop.outputs(program.outputs).carried]
  const [first] = before
  const isPlain = (part: Part) =>
    part.size > 0 && !part.whole && !isRanged(part) && !part.reductions.some((reduction) => ruleOf(reduction).carefully)
  if (!first || !parts.every(isPlain)) return undefined
  const made = new Set(parts.flatMap(({ makes }) => makes))
  const inside = new Set([...before, ...made])
  const read = new Set(parts.flatMap(({ reads }) => [...reads.keys()]))
  const kept = [...made].filter((variable) => read.has(variable) && !after.includes(variable))
  const length = (rows: number) => Math.max(...parts.map(({ size }) => size / rows))
  const words = [...kept, ...before, ...before].reduce((total, { type }) => total + sizeOf(type.shape), 0)
  const count = rowCounts(first.type).find(
    (rows) =>
      (rows === 1 || length(rows) >= shortestRow) &&
      before.every(({ type }) => sizeOf(type.shape) % rows === 0) &&
      parts.every((part) => keepsToRows(part, cuts, inside, rows)),
  )
  if (count === undefined || !fits(parts, count, words / count, loop.length)) return undefined
  return {
    parts,
    rows: { count, kept },
    turns: {
      length: loop.length,
      reverse: loop.reverse,
      stages,
      carried: before.map((variable, i) => ({ before: variable, after: item(after, i) })),
    },
    reads: [...read].filter((variable) => !inside.has(variable)),
    writes: program.outputs,
  }
}
