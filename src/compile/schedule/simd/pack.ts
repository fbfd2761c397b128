import { basic } from '../../../kernel/basic.js'
import { counter, fixed, type Index, plus, times } from '../../../kernel/index-arithmetic.js'
import { apply, constant, type Expression, named, type Statement, sequence, sum } from '../../nest/nest.js'
import { Writer } from '../../nest/writer.js'
import { type Axis, valueOf } from './axes.js'
import { type Blocks, height, width } from './blocks.js'
import type { Matrices } from './matrices.js'
import { counted } from './rows.js'

export const number = (value: number): Expression => constant('u32', value)
export const least = (a: Expression, b: Expression): Expression => apply('u32', basic.min, a, b)
/** A counter or a named whole number, of which nothing is known. */
export const free = (name: string): Index => counter(name, 2 ** 31)
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

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

/** Writes what brings a block of the two matrices together. Names: n, row_block, col0, cols, panels_count, ko_block, ko_end, ki_block, ki_end, length. */
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

  /** `names` are counters of loops inside each other; `first` are set in the first of these. */
  #writer(names: readonly string[], prefix: string, first: readonly Axis[] = []): Writer {
    const levels = new Map([...names.map((name, i) => [name, i + 1] as const), ...first.map(({ name }) => [name, 1] as const)])
    const source = (number: number) => `x${number}`
    return new Writer({ levels, accumulator: none, source, size: this.matrices.builder.size }, names.length, prefix)
  }

  /** A writer inside the loops over what is folded in a block, and of loops inside these. */
  #folding(inside: readonly string[], prefix: string): Writer {
    return this.#writer(['packed', this.#inner.name, ...inside], prefix, this.#outer)
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
    const { at, columns, folds, isRightTurned } = this.matrices
    const turned = isRightTurned && this.#outer.length === 0
    const panelEnd: Statement = {
      kind: 'let',
      name: 'panel_end',
      value: least(number(width), sum([named('cols'), { of: named('panel'), factor: -width }])),
    }
    const position = plus(free('col0'), plus(times(free('panel'), width), free('j')))
    const column: Index = { ...position, min: 0, max: columns - 1 }
    const to = plus(plus(times(free('panel'), this.panelSize), times(this.#packedAt, width)), free('j'))
    const panels = (body: readonly Statement[]) => sequence('panel', zero, named('panels_count'), [panelEnd, ...body])
    if (turned) {
      const writer = this.#writer(['panel', 'j', 'packed', this.#inner.name], 'b')
      const [, value] = at(this.#n, fixed(0), column, valueOf(folds))
      if (!value) return []
      writer.announce(value)
      const place = writer.index(to, 4)
      const made = writer.of(value, 4)
      const [first = [], second = [], third = [], fourth = [], fifth = []] = writer.lines
      const loop = this.#overFolded('vector', fourth, [...fifth, { kind: 'store', to: 'panels', at: place, value: made }])
      return [...first, panels([...second, sequence('j', zero, named('panel_end'), [...third, loop])])]
    }
    const writer = this.#folding(['panel', 'j'], 'b')
    const [, value] = at(this.#n, fixed(0), column, valueOf(folds))
    if (!value) return []
    writer.announce(value)
    const place = writer.index(to, 4)
    const made = writer.of(value, 4)
    const [first = [], second = [], third = [], fourth = [], fifth = []] = writer.lines
    const body: Statement[] = [...fifth, { kind: 'store', to: 'panels', at: place, value: made }]
    const vector: Statement = { kind: 'loop', role: 'vector', counter: 'j', from: zero, to: named('panel_end'), step: 4, body }
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
    if (!left) return this.#packedRows()
    return left.fold !== 1 && left.row === 1 ? this.#packedAcross() : this.#rowsAsTheyLie(left.fold)
  }

  #row(r: number): { readonly statement: Statement; readonly index: Index } {
    const { rows } = this.matrices
    const value = r === 0 ? named('row_block') : least(sum([named('row_block')], r), number(rows - 1))
    return { statement: { kind: 'let', name: `line${r}`, value }, index: rows <= 1 ? fixed(0) : counter(`line${r}`, rows) }
  }

  #rowsAsTheyLie(step: number): Left {
    const { at } = this.matrices
    const begins = range(height).map((r) => {
      const { statement, index } = this.#row(r)
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

  /** Rows that lie side by side are read side by side. */
  #packedAcross(): Left {
    const { at } = this.matrices
    const [value] = at(this.#n, plus(free('row_block'), free('r')), fixed(0), plus(free('ki_block'), free('kk')))
    if (value?.kind !== 'load') return none()
    const writer = this.#writer(['kk', 'r'], 'r')
    const from = `x${value.source}`
    const read: Expression = { kind: 'load', type: value.type, from, at: writer.index(value.at, 2) }
    const [first = [], second = [], third = []] = writer.lines
    const store: Statement = { kind: 'store', to: 'rows', at: sum([{ of: named('kk'), factor: height }, named('r')]), value: read }
    const four: Statement = { kind: 'loop', role: 'vector', counter: 'r', from: zero, to: number(height), step: 4, body: [...third, store] }
    return {
      prepare: [...first, sequence('kk', zero, named('length'), [...second, four])],
      places: [{ from: 'rows', at: zero }],
      step: height,
      spot: (row) => ({ place: 0, offset: row }),
    }
  }

  /** Each row by itself, with whatever stands before it. */
  #packedRows(): Left {
    const { at, folds } = this.matrices
    const prepare = range(height).flatMap((r): Statement[] => {
      const { statement, index } = this.#row(r)
      const writer = this.#folding([], `r${r}_`)
      const [value] = at(this.#n, index, fixed(0), valueOf(folds))
      if (!value) return none()
      writer.announce(value)
      const place = writer.index(plus(this.#packedAt, fixed(r * this.blocks.folded)), 2)
      const made = writer.of(value, 2)
      const [first = [], second = [], third = []] = writer.lines
      return [statement, ...first, this.#overFolded('vector', second, [...third, { kind: 'store', to: 'rows', at: place, value: made }])]
    })
    return {
      prepare,
      places: range(height).map((r) => ({ from: 'rows', at: number(r * this.blocks.folded) })),
      step: 1,
      spot: (row) => ({ place: row, offset: 0 }),
    }
  }
}
