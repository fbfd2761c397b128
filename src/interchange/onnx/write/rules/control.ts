import type { Loop } from '../../../../program/loop.js'
import type { Body } from '../../../../program/print.js'
import { type Size, sizeOf } from '../sizes.js'
import { asStored, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { type Around, at, present, type Rules, rule } from './rule.js'

/* Bodies are graphs in a node, which read what stands before it. */

const names = (w: Writer, values: readonly Value[], kind: string): readonly Value[] =>
  values.map((value) => asStored(w.builder.name(kind), value.element, value.shape))

const asTyped = (w: Writer, values: readonly Value[]) => values.map((value) => w.typed(value, w.plain(value)))

const programsOf = (of: 'yes' | 'no') => (params: Readonly<Record<string, unknown>>) => (params[of] as Body).program // a choice has both

const cond = rule((w, [predicate, ...operands], _, { results, write }) => {
  const branch = (of: 'yes' | 'no') => w.builder.body([], () => asTyped(w, write(programsOf(of), operands)))
  const made = w.builder.node(
    'If',
    [w.plain(present(predicate))],
    { then_branch: branch('yes'), else_branch: branch('no') },
    results.length,
  )
  return made.map((stored, i) => asStored(stored, at(results, i).dtype, at(results, i).shape))
})

const loopOf = (params: Readonly<Record<string, unknown>>): Loop => params.loop as Loop // a loop has one

/** What a turn makes of what is carried, and of its slices of the lists. */
type Turn = (state: readonly Value[], slices: readonly Value[]) => readonly Value[]

/** At most so many turns are written out. */
const fewTurns = 64

/** The slices of lists that are parts of the file, for each turn; undefined if one is computed: layers that are repeated have their parameters so. */
const partsOf = (w: Writer, lists: readonly Value[], length: Size): readonly (readonly Value[])[] | undefined => {
  if (lists.length === 0 || typeof length !== 'number' || length > fewTurns) return undefined
  const turns = Array.from({ length }, (_, i) =>
    lists.map(({ stored, element, shape, axes }) => {
      const name = axes.every((axis, place) => axis === place) ? w.builder.part(stored, i) : undefined
      return name === undefined ? undefined : asStored(name, element, shape.slice(1))
    }),
  )
  return turns.every((all): all is Value[] => !all.includes(undefined)) ? turns : undefined
}

/** Turn by turn. */
const unrolled = (
  w: Writer,
  { reverse, carried: count }: Loop,
  carried: readonly Value[],
  parts: readonly (readonly Value[])[],
  turn: Turn,
): readonly Value[] => {
  let state = carried
  const rows: (readonly Value[])[] = []
  for (const slices of reverse ? parts.toReversed() : parts) {
    const made = turn(state, slices)
    state = made.slice(0, count)
    rows.push(made.slice(count))
  }
  const inOrder = reverse ? rows.toReversed() : rows
  const lists = at(inOrder, 0).map((row, i) => {
    const all = inOrder.map((values) => w.op('Unsqueeze', [w.plain(at(values, i)), w.ints([0])]))
    return asStored(w.op('Concat', all, { axis: 0 }), row.element, [inOrder.length, ...row.shape])
  })
  return [...state, ...lists]
}

/** Written out if its lists are parts of the file; else `Scan` along the lists that are read, or, of none, `Loop` so many times. */
const loop = rule<{ readonly loop: Loop }>((w, operands, { loop: first }, around) => {
  const given = first.inputs(operands)
  const { results } = around
  const types = results.map(({ shape, dtype }) => ({ shape, dtype }))
  const turn = (state: readonly Value[], slices: readonly Value[]): readonly Value[] =>
    around.write((params) => loopOf(params).program, [...given.constants, ...state, ...slices])
  const length = sizeOf(around.step.at.map(({ params }) => loopOf(params).length))
  const parts = partsOf(w, given.lists, length)
  if (parts) return unrolled(w, first, given.carried, parts, turn)
  const carried = given.carried.map((value) => w.plain(value))
  const made =
    given.lists.length > 0 ? scan(w, first, given, carried, turn, around) : counting(w, first, given.carried, carried, turn, around, length)
  return made.map((stored, i) => asStored(stored, at(types, i).dtype, at(types, i).shape))
})

const scan = (
  w: Writer,
  { reverse, carried: count }: Loop,
  given: { readonly carried: readonly Value[]; readonly lists: readonly Value[] },
  carried: readonly string[],
  turn: Turn,
  { results }: Around,
): readonly string[] => {
  const state = names(w, given.carried, 'carried')
  const slices = names(
    w,
    given.lists.map((list) => ({ ...list, shape: list.shape.slice(1) })),
    'slice',
  )
  const inputs = [...state, ...slices].map((value) => w.typed(value, value.stored))
  const body = w.builder.body(inputs, () => asTyped(w, turn(state, slices)))
  const backwards = (length: number): readonly number[] => Array(length).fill(reverse ? 1 : 0)
  return w.builder.node(
    'Scan',
    [...carried, ...given.lists.map((list) => w.plain(list))],
    {
      body,
      num_scan_inputs: given.lists.length,
      ...(reverse && { scan_input_directions: backwards(given.lists.length) }),
      ...(reverse && results.length > count && { scan_output_directions: backwards(results.length - count) }),
    },
    results.length,
  )
}

const counting = (
  w: Writer,
  { reverse, carried: count }: Loop,
  given: readonly Value[],
  carried: readonly string[],
  turn: Turn,
  { results }: Around,
  length: Size,
): readonly string[] => {
  const state = names(w, given, 'carried')
  const [iteration, goesOn] = [w.builder.name('turn'), w.builder.name('goes_on')]
  const inputs = [
    { name: iteration, shape: [], element: 'i64' as const },
    { name: goesOn, shape: [], element: 'bool' as const },
    ...state.map((value) => w.typed(value, value.stored)),
  ]
  const body = w.builder.body(inputs, () => [{ name: goesOn, shape: [], element: 'bool' }, ...asTyped(w, turn(state, []))])
  const turns = w.full(length, [], 'i64').stored
  const made = w.builder.node('Loop', [turns, w.builder.constant([1], [], 'bool'), ...carried], { body }, results.length)
  if (!reverse) return made
  // The last turn makes what stands first.
  const all = (value: number): string => w.ints([value])
  return made.map((stored, i) => (i < count ? stored : w.op('Slice', [stored, all(-1), all(-Number.MAX_SAFE_INTEGER), all(0), all(-1)])))
}

export const control: Rules = { cond, loop }
