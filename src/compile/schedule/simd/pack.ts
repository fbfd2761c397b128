import { basic } from '../../../kernel/basic.js'
import { counter, fixed, type Index, minus, plus, times } from '../../../kernel/index-arithmetic.js'
import { range } from '../../../program/program.js'
import { apply, constant, type Expression, named, number, type Statement, sequence, sum } from '../../nest/nest.js'
import { Writer } from '../../nest/writer.js'
import type { Axis } from '../axes.js'
import { type Blocks, height, width } from './blocks.js'
import type { Matrices } from './matrices.js'
import { counted } from './rows.js'

export const least = (a: Expression, b: Expression): Expression => apply('u32', basic.min, a, b)
/** A counter or a named whole number, of which nothing is known. */
export const free = (name: string): Index => counter(name, 2 ** 31)

const zero = number(0)

const none = (): never => {
  throw new Error('typegrad: a packed value reads an accumulator; please report this')
}

/** What is read of the left matrix for 4 rows: statements before, and where it then lies. */
export interface Left {
  readonly prepare: readonly Statement[]
  /** Where the first folded element of each lies: memories of their own. */
  readonly places: readonly { readonly from: string; readonly at: Expression }[]
  /** From one folded element to the next. */
  readonly step: number
  /** Of a row: which of the places, and so far from it. */
  readonly spot: (row: number) => { readonly place: number; readonly offset: number }
}

/** Writes what brings a block of the two matrices together. Names: n, row_block, col0, col_end, panels_count, ko_block, ko_end, ki_block, ki_end, length. */
export class Packer {
  readonly #inner: Axis
  readonly #outer: readonly Axis[]
  readonly #n: Index

  constructor(
    private readonly matrices: Matrices,
    private readonly blocks: Blocks,
  ) {
    this.#inner = matrices.folds.at(-1) ?? { name: 'k', extent: 1 }
    this.#outer = matrices.folds.slice(0, -1)
    this.#n = counter('n', matrices.batches)
  }

  /** Words of a panel: 8 columns of all that is folded at once. */
  get panelSize(): number {
    return this.blocks.folded * width
  }

  /** Each of `loops` has the counters that are set in it; loops stand inside each other. */
  #writer(loops: readonly (readonly string[])[], prefix: string): Writer {
    const levels = new Map(loops.flatMap((names, i) => names.map((name) => [name, i + 1] as const)))
    const source = (number: number) => `x${number}`
    return new Writer({ levels, accumulator: none, source, size: this.matrices.builder.size }, loops.length, prefix)
  }

  /** The counters of the loops over what is folded in a block. */
  get #foldingNames(): readonly (readonly string[])[] {
    return [['packed', ...this.#outer.map(({ name }) => name)], [this.#inner.name]]
  }

  /** The loops over what is folded in a block. */
  #overFolded(role: 'vector' | 'sequence', first: readonly Statement[], inside: readonly Statement[]): Statement {
    const before: Statement = {
      kind: 'let',
      name: 'packed',
      value: sum([
        { of: sum([named('ko'), { of: named('ko_block'), factor: -1 }]), factor: this.blocks.inner },
        { of: named('ki_block'), factor: -1 },
      ]),
    }
    const { name } = this.#inner
    const [from, to] = [named('ki_block'), named('ki_end')]
    const loop: Statement = { kind: 'loop', role, counter: name, from, to, step: role === 'vector' ? 4 : 1, body: inside }
    return sequence('ko', named('ko_block'), named('ko_end'), [...counted(this.#outer, 'ko'), before, ...first, loop])
  }

  /** Of a folded element, how many have gone before it in the block. */
  get #packedAt(): Index {
    return plus(free('packed'), this.#inner.extent <= 1 ? fixed(0) : free(this.#inner.name))
  }

  /** Columns in panels of 8: of each folded element its 8 columns lie together. */
  columns(): Statement[] {
    const { at, columns, isRightTurned, k } = this.matrices
    const [, value] = at(this.#n, fixed(0), counter('col', columns), k)
    if (!value) return []
    const inPanels = ['panel', 'panel_col']
    const loops = isRightTurned ? [inPanels, ['col'], ...this.#foldingNames] : [...this.#foldingNames, inPanels, ['col']]
    const writer = this.#writer(loops, 'b')
    writer.announce(value)
    const inPanel = minus(counter('col', columns), free('panel_col'))
    const place = writer.index(plus(plus(times(free('panel'), this.panelSize), times(this.#packedAt, width)), inPanel), 4)
    const made = writer.of(value, 4)
    const [first = [], second = [], third = [], fourth = [], fifth = []] = writer.lines
    const store: Statement[] = [...fifth, { kind: 'store', to: 'panels', at: place, value: made }]
    const ends: Statement[] = [
      { kind: 'let', name: 'panel_col', value: sum([named('col0'), { of: named('panel'), factor: width }]) },
      { kind: 'let', name: 'panel_end', value: least(sum([named('panel_col')], width), named('col_end')) },
    ]
    const [from, to] = [named('panel_col'), named('panel_end')]
    const panels = (body: readonly Statement[]) => sequence('panel', zero, named('panels_count'), [...ends, ...body])
    if (isRightTurned)
      return [...first, panels([...second, sequence('col', from, to, [...third, this.#overFolded('vector', fourth, store)])])]
    const vector: Statement = { kind: 'loop', role: 'vector', counter: 'col', from, to, step: 4, body: store }
    return [...first, this.#overFolded('sequence', second, [...third, panels([...fourth, vector])])]
  }

  /** What stands in for columns beyond the last must be no number that is slow to compute with. */
  clearLast(): Statement[] {
    if (this.matrices.columns % width === 0) return []
    const at = sum([{ of: sum([named('panels_count')], -1), factor: this.panelSize }, named('clear')])
    const body: Statement[] = [{ kind: 'store', to: 'panels', at, value: constant(this.matrices.type, 0) }]
    return [{ kind: 'loop', role: 'vector', counter: 'clear', from: zero, to: number(this.panelSize), step: 4, body }]
  }

  /** 4 rows. */
  rows(): Left {
    const { left } = this.matrices
    return left.kind === 'as it lies'
      ? this.#rowsAsTheyLie(left.step)
      : left.kind === 'across'
        ? this.#packedAcross(left.run)
        : this.#packedAlong()
  }

  #rowsAsTheyLie(step: number): Left {
    const { at, rows } = this.matrices
    const begins = range(height).map((r) => {
      const value = r === 0 ? named('row_block') : least(sum([named('row_block')], r), number(rows - 1))
      const statement: Statement = { kind: 'let', name: `line${r}`, value }
      const index = rows <= 1 ? fixed(0) : counter(`line${r}`, rows)
      const [load] = at(this.#n, index, fixed(0), counter('ki_block', this.#inner.extent))
      if (load?.kind !== 'load') return none()
      const writer = this.#writer([], `r${r}_`)
      const begin = writer.index(load.at, 0)
      const lines: Statement[] = [statement, ...(writer.lines[0] ?? []), { kind: 'let', name: `a${r}`, value: begin }]
      return { lines, from: `x${load.source}`, at: named(`a${r}`) }
    })
    return {
      prepare: begins.flatMap(({ lines }) => lines),
      places: begins,
      step,
      spot: (row) => ({ place: row, offset: 0 }),
    }
  }

  /** Rows that lie side by side, in runs of so many, are read side by side. */
  #packedAcross(run: number): Left {
    const { at, rows, k } = this.matrices
    const runs = Math.ceil(rows / run)
    const inRun = counter('in_run', Math.ceil(run / height) * height - height + 1)
    const [value] = at(this.#n, plus(times(counter('run', runs), run), plus(inRun, counter('r', height))), fixed(0), k)
    if (!value) return none()
    const writer = this.#writer([...this.#foldingNames, ['r']], 'r')
    writer.announce(value)
    const place = writer.index(plus(times(this.#packedAt, height), counter('r', height)), 3)
    const made = writer.of(value, 3)
    const [first = [], second = [], third = [], fourth = []] = writer.lines
    const store: Statement[] = [...fourth, { kind: 'store', to: 'rows', at: place, value: made }]
    const four: Statement = { kind: 'loop', role: 'vector', counter: 'r', from: zero, to: number(height), step: 4, body: store }
    return {
      prepare: [
        { kind: 'let', name: 'run', value: runs === 1 ? zero : { kind: 'quotient', type: 'u32', of: named('row_block'), by: run } },
        { kind: 'let', name: 'in_run', value: sum([named('row_block'), { of: named('run'), factor: -run }]) },
        ...first,
        this.#overFolded('sequence', second, [...third, four]),
      ],
      places: [{ from: 'rows', at: zero }],
      step: height,
      spot: (row) => ({ place: 0, offset: row }),
    }
  }

  /** Each row by itself, with whatever stands before it. */
  #packedAlong(): Left {
    const { at, k, rows } = this.matrices
    const [value] = at(this.#n, rows <= 1 ? fixed(0) : counter('line', rows), fixed(0), k)
    if (!value) return none()
    const { folded } = this.blocks
    const writer = this.#writer([['r', 'line'], ...this.#foldingNames], 'r')
    writer.announce(value)
    const place = writer.index(plus(this.#packedAt, times(counter('r', height), folded)), 3)
    const made = writer.of(value, 3)
    const [first = [], second = [], third = [], fourth = []] = writer.lines
    const store: Statement[] = [...fourth, { kind: 'store', to: 'rows', at: place, value: made }]
    const line: Statement = { kind: 'let', name: 'line', value: least(sum([named('row_block'), named('r')]), number(rows - 1)) }
    return {
      prepare: [...first, sequence('r', zero, number(height), [line, ...second, this.#overFolded('vector', third, store)])],
      places: range(height).map((r) => ({ from: 'rows', at: number(r * folded) })),
      step: 1,
      spot: (row) => ({ place: row, offset: 0 }),
    }
  }
}
