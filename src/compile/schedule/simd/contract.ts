import { basic } from '../../../kernel/basic.js'
import { counter, fixed, type Index, indexAt, plus, positionOf, times } from '../../../kernel/index-arithmetic.js'
import type { Scalar } from '../../../kernel/scalar.js'
import { sizeOf } from '../../../shape/dim.js'
import type { Part } from '../../fuse.js'
import { apply, constant, type Expression, named, type Statement, sequence, sum } from '../../nest/nest.js'
import { Writer } from '../../nest/writer.js'
import type { Builder } from '../builder.js'
import { foldedAnew, readTotals, reductionOf } from '../totals.js'
import { type Axis, dependsOn, extentOf, unravelled, valueOf } from './axes.js'
import { counted, type Tasks } from './rows.js'

/*
 * Contractions by blocks, as matrix products are computed fast on processors: a block of columns is packed into panels of 8, so that neighbours lie together;
 * 4 rows by 8 columns of totals stay in registers for a block of the folded axes. What is folded, read through whatever stands before it, is the packing.
 *
 * Goto, van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008
 */

/** Rows and columns whose totals stay in registers. Measured on x86 with plain SIMD: 4 by 8 fills the registers, more spill. */
const [height, width] = [4, 8] as const
/** So much of the folded axes at once: a block of 4 rows and a panel stay in the nearest cache. */
const longestBlock = 256
/** Rows and columns of a task: its panels and totals stay in the second cache. */
const [mostRows, mostColumns] = [256, 128] as const
/** Multiply-adds that are worth a task of their own. */
const grain = 2 ** 20
/** So often the innermost loop is unrolled. */
const unrolled = 4

/** How many of what is packed, and of what is folded, there are in a block. */
interface Blocks {
  readonly rows: number
  readonly columns: number
}

const blocksOf = (batches: number, rows: number, columns: number, folds: number): Blocks => {
  const wanted = Math.min(64, Math.max(1, (batches * rows * columns * folds) / grain))
  let [r, c] = [Math.min(mostRows, Math.ceil(rows / height) * height), Math.min(mostColumns, Math.ceil(columns / width) * width)]
  const tasks = () => batches * Math.ceil(rows / r) * Math.ceil(columns / c)
  while (tasks() < wanted && (r > 32 || c > 16)) {
    if (c > 16 && (c >= r / 2 || r <= 32)) c = Math.ceil(c / 2 / width) * width
    else r = Math.ceil(r / 2 / height) * height
  }
  return { rows: r, columns: c }
}

/** Sources of what is kept beside the kernel's tensors. */
const sources = { panels: -1, rows: -2, totals: -3 } as const
const sourceName = (source: number): string => Object.entries(sources).find(([, number]) => number === source)?.[0] ?? `x${source}`

const zero = constant('u32', 0)
const number = (value: number): Expression => constant('u32', value)
const least = (a: Expression, b: Expression): Expression => apply('u32', basic.min, a, b)
const free = (name: string): Index => counter(name, 2 ** 31)

/** What a contraction folds, as matrices: undefined if one of the two depends on what only the other may. */
const matricesOf = (builder: Builder, part: Part) => {
  const { reduction } = part
  const { rule, accumulators, type } = reductionOf(part)
  if (!reduction) return undefined
  const types = reduction.operands.map((operand) => operand.type)
  const tiles = rule.tiles?.(types, reduction.params)
  if (!tiles || accumulators.length !== 1) return undefined
  const over = rule.over(types, reduction.params)
  const [batch, rows] = tiles
  const shape = [type.shape.slice(0, batch), type.shape.slice(batch, batch + rows), type.shape.slice(batch + rows)] as const
  const sizes = shape.map(sizeOf) as [number, number, number] // of three
  const puller = builder.puller(part)
  const at = (n: Index, row: Index, column: Index, k: Index) =>
    puller.element([...indexAt(n, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])], indexAt(k, over))
  const [n, row, column] = [counter('n', sizes[0]), counter('row', sizes[1]), counter('col', sizes[2])]
  const [folds = []] = unravelled([{ name: 'k', extent: sizeOf(over) }], ([k]) => (k ? at(n, row, column, k) : []))
  const element = at(n, row, column, valueOf(folds))
  const [a, b, ...others] = element
  if (!a || !b || others.length > 0) return undefined
  if (dependsOn([a], { name: 'col', extent: sizes[2] }) || dependsOn([b], { name: 'row', extent: sizes[1] })) return undefined
  return { at, over, folds, sizes, shape, a, rule, accumulators }
}

/** Of the left matrix, if it is read as it lies, a step in memory from one folded element to the next. */
const strideOf = (a: Scalar, folds: readonly Axis[]): number | undefined => {
  const [only] = folds
  if (a.kind !== 'load' || folds.length !== 1 || !only) return undefined
  const rest = a.at.terms.filter(({ atom }) => atom.kind !== 'counter' || atom.name !== only.name)
  if (dependsOnIndex(rest, only)) return undefined
  return a.at.terms.find(({ atom }) => atom.kind === 'counter' && atom.name === only.name)?.factor ?? 0
}

const dependsOnIndex = (terms: Index['terms'], { name }: Axis): boolean =>
  terms.some(({ atom }) =>
    atom.kind === 'counter'
      ? atom.name === name
      : atom.kind === 'scalar'
        ? dependsOn([atom.scalar], { name, extent: 0 })
        : dependsOnIndex(atom.of.terms, { name, extent: 0 }),
  )

/** A contraction, if it can be done by blocks. */
export const contract = (builder: Builder, part: Part): (Tasks & { readonly scratch: { readonly [name: string]: number } }) | undefined => {
  const matrices = matricesOf(builder, part)
  if (!matrices) return undefined
  const { at, over, folds, sizes, shape, a, rule, accumulators } = matrices
  const [batches, rows, columns] = sizes
  const folded = extentOf(folds)
  if (folded === 0 || rows < 2 || columns < 4) return undefined
  const inner = folds.at(-1) ?? { name: 'k', extent: 1 }
  const outer = folds.slice(0, -1)
  const outerCount = extentOf(outer)
  const innerBlock = Math.min(inner.extent, longestBlock)
  const outerBlock = inner.extent >= longestBlock ? 1 : Math.min(outerCount, Math.max(1, Math.floor(longestBlock / inner.extent)))
  const block = innerBlock * outerBlock
  const blocks = blocksOf(batches, rows, columns, folded)
  const type = accumulators[0]?.type ?? 'f32'
  const { scalars } = builder
  const none = (): never => {
    throw new Error('typegrad: a packed value reads an accumulator; please report this')
  }
  const writerOf = (
    levels: ReadonlyMap<string, number>,
    depth: number,
    prefix: string,
    accumulator: (slot: number, block: number) => Expression = none,
  ): Writer => new Writer({ levels, accumulator, source: sourceName, size: builder.size }, depth, prefix)

  const n = counter('n', batches)
  const k = valueOf(folds)
  const panelSize = block * width
  const own = (name: string): Index => free(name)

  /** The loops over the folded axes of a block; `inside` is given what has gone before in it. */
  const overBlock = (
    isVector: boolean,
    levels: { readonly outer: readonly Statement[]; readonly inner: readonly Statement[] },
  ): Statement[] => {
    const outerNames = counted(outer, 'ko')
    const packed = sum([{ of: sum([named('ko'), { of: named('ko_block'), factor: -1 }]), factor: 1 }])
    const begin: Statement[] = [
      {
        kind: 'let',
        name: 'packed',
        value: sum([
          { of: packed, factor: innerBlock },
          { of: named('ki_block'), factor: -1 },
        ]),
      },
    ]
    const loop: Statement = isVector
      ? { kind: 'loop', role: 'vector', counter: inner.name, from: named('ki_block'), to: named('ki_end'), step: 4, body: levels.inner }
      : sequence(inner.name, named('ki_block'), named('ki_end'), levels.inner)
    return [sequence('ko', named('ko_block'), named('ko_end'), [...outerNames, ...begin, ...levels.outer, loop])]
  }
  const innerIndex = inner.extent <= 1 ? fixed(0) : own(inner.name)
  const packedAt = plus(own('packed'), innerIndex)

  // Columns: panels of 8, of which each folded element has its 8 columns together.
  const column = plus(own('col0'), plus(times(own('panel'), width), own('j')))
  const columnIndex: Index = { ...column, min: 0, max: columns - 1 }
  const packColumns = (): Statement[] => {
    const levels = new Map([
      ...outer.map(({ name }) => [name, 1] as const),
      ['packed', 1] as const,
      [inner.name, 2] as const,
      ['panel', 3] as const,
      ['j', 4] as const,
    ])
    const writer = writerOf(levels, 4, 'b')
    const [, value] = at(n, fixed(0), columnIndex, k)
    if (!value) return []
    writer.announce(value)
    const to = plus(plus(times(own('panel'), panelSize), times(packedAt, width)), own('j'))
    const place = writer.index(to, 4)
    const made = writer.of(value, 4)
    const [first = [], second = [], third = [], fourth = [], fifth = []] = writer.lines
    const left = least(number(width), sum([named('cols'), { of: named('panel'), factor: -width }]))
    const vector: Statement = {
      kind: 'loop',
      role: 'vector',
      counter: 'j',
      from: zero,
      to: named('panel_end'),
      step: 4,
      body: [...fifth, { kind: 'store', to: 'panels', at: place, value: made }],
    }
    const panel = sequence('panel', zero, named('panels_count'), [{ kind: 'let', name: 'panel_end', value: left }, ...fourth, vector])
    return [...first, ...overBlock(false, { outer: second, inner: [...third, panel] })]
  }

  // What stands in for columns beyond the last must be no number that is slow to compute with.
  const clearLast = (): Statement[] =>
    columns % width === 0
      ? []
      : [
          {
            kind: 'loop',
            role: 'vector',
            counter: 'clear',
            from: zero,
            to: number(panelSize),
            step: 4,
            body: [
              {
                kind: 'store',
                to: 'panels',
                at: sum([{ of: sum([named('panels_count')], -1), factor: panelSize }, named('clear')]),
                value: constant(type, 0),
              },
            ],
          },
        ]

  const stride = strideOf(a, folds)
  const rowNames = Array.from({ length: height }, (_, r) => `a${r}`)
  const rowAt = (r: number): Statement => {
    const index = r === 0 ? named('row_block') : least(sum([named('row_block')], r), number(rows - 1))
    return { kind: 'let', name: `row${r}`, value: index }
  }
  const rowIndex = (r: number): Index => (rows <= 1 ? fixed(0) : counter(`row${r}`, rows))

  /** Where the rows of a block begin: in memory as they lie, or packed. */
  const rowsOf = (): Statement[] => {
    if (stride !== undefined && a.kind === 'load') {
      return Array.from({ length: height }, (_, r) => r).flatMap((r): Statement[] => {
        const [load] = at(n, rowIndex(r), fixed(0), own('ki_block'))
        const writer = writerOf(new Map(), 0, `r${r}_`)
        if (load?.kind !== 'load') return []
        const begin = writer.index(load.at, 0)
        return [rowAt(r), ...(writer.lines[0] ?? []), { kind: 'let', name: rowNames[r] ?? '', value: begin }]
      })
    }
    const levels = new Map([...outer.map(({ name }) => [name, 1] as const), ['packed', 1] as const, [inner.name, 2] as const])
    return Array.from({ length: height }, (_, r) => r).flatMap((r): Statement[] => {
      const writer = writerOf(levels, 2, `r${r}_`)
      const [value] = at(n, rowIndex(r), fixed(0), k)
      if (!value) return []
      writer.announce(value)
      const place = writer.index(plus(packedAt, fixed(r * block)), 2)
      const made = writer.of(value, 2)
      const [first = [], second = [], third = []] = writer.lines
      return [
        rowAt(r),
        ...first,
        ...overBlock(true, { outer: second, inner: [...third, { kind: 'store', to: 'rows', at: place, value: made }] }),
      ]
    })
  }
  const rowSource = stride !== undefined && a.kind === 'load' ? a.source : sources.rows
  const rowStep = stride ?? 1
  const leftType = a.type

  // 4 rows by 8 columns of totals.
  const totalName = (r: number, v: number): string => `c${r}_${v}`
  const spots = Array.from({ length: height }, (_, r) => r).flatMap((r) => [0, 1].map((v) => ({ r, v, name: totalName(r, v) })))
  const totalAt = (r: number, v: number): Expression =>
    sum(
      [{ of: named('row_in_block'), factor: blocks.columns }, { of: named('panel'), factor: width }, named('j')],
      r * blocks.columns + 4 * v,
    )
  /** What is read in a turn of the innermost loop begins at places that are computed once. */
  const places: Statement[] = [
    ...rowNames.map((name, r): Statement => {
      const at: Expression = stride !== undefined ? sum([named(name), { of: named('kk'), factor: rowStep }]) : sum([named('kk')], r * block)
      return { kind: 'place', name: `left${r}`, from: sourceName(rowSource), at }
    }),
    { kind: 'place', name: 'right', from: 'panels', at: sum([named('panel_at'), { of: named('kk'), factor: width }]) },
  ]
  const rights = height
  const turn = (u: number): Statement[] => {
    const source = (place: number) => (place === rights ? 'right' : `left${place}`)
    const writer = new Writer({ levels: new Map(), source, accumulator: (slot) => named(spots[slot]?.name ?? '', type) }, 0, `m${u}_`)
    const left = (r: number): Scalar => scalars.load(r, leftType, fixed(u * rowStep))
    const right = (v: number): Scalar => scalars.load(rights, leftType, plus(own('j'), fixed(u * width + 4 * v)))
    const steps = spots.map(({ r, v }, slot) => rule.step(scalars, [scalars.accumulator(type, slot)], [left(r), right(v)]))
    writer.announce(...steps.flat())
    const lines = writer.lines[0] ?? []
    return steps.flatMap(([step], slot): Statement[] => {
      if (!step) return []
      const value = writer.of(step, 0)
      return [...lines.splice(0), { kind: 'set', name: spots[slot]?.name ?? '', value }]
    })
  }
  const micro: Statement[] = [
    { kind: 'let', name: 'panel_at', value: sum([{ of: named('panel'), factor: panelSize }]) },
    {
      kind: 'loop',
      role: 'vector',
      counter: 'j',
      from: zero,
      to: number(4),
      step: 4,
      body: [
        ...spots.map(
          ({ r, v, name }): Statement => ({ kind: 'var', name, value: { kind: 'load', type, from: 'totals', at: totalAt(r, v) } }),
        ),
        {
          kind: 'let',
          name: 'kk_whole',
          value: sum([{ of: { kind: 'quotient', type: 'u32', of: named('length'), by: unrolled }, factor: unrolled }]),
        },
        sequence('kk', zero, named('kk_whole'), [...places, ...Array.from({ length: unrolled }, (_, u) => turn(u)).flat()], unrolled),
        sequence('kk', named('kk_whole'), named('length'), [...places, ...turn(0)]),
        ...spots.map(({ r, v, name }): Statement => ({ kind: 'store', to: 'totals', at: totalAt(r, v), value: named(name, type) })),
      ],
    },
  ]

  // The results, row by row.
  const [rowCounter, columnCounter] = [rows <= 1 ? fixed(0) : counter('row', rows), columns <= 1 ? fixed(0) : counter('col', columns)]
  const resultIndex = [...indexAt(n, shape[0]), ...indexAt(rowCounter, shape[1]), ...indexAt(columnCounter, shape[2])]
  const finish = (): Statement[] => {
    const anew = foldedAnew(builder, part, resultIndex, ['n', 'row', 'col'], over)
    const writer = builder.writer(
      new Map([
        ['n', 0],
        ['row', 1],
        ['col', 2],
      ]),
      2,
      'e',
      readTotals(accumulators, () => (anew.length > 0 ? 't0' : 'total')),
    )
    const stores = builder.storing(part, [positionOf([n, rowCounter, columnCounter], [batches, rows, columns])], writer, 2)
    const [first = [], second = []] = writer.lines
    const total: Statement = {
      kind: 'let',
      name: anew.length > 0 ? 'a0' : 'total',
      value: {
        kind: 'load',
        type,
        from: 'totals',
        at: sum([
          { of: sum([named('row'), { of: named('row0'), factor: -1 }]), factor: blocks.columns },
          named('col'),
          { of: named('col0'), factor: -1 },
        ]),
      },
    }
    const body: Statement = {
      kind: 'loop',
      role: 'vector',
      counter: 'col',
      from: named('col0'),
      to: named('col_end'),
      step: 4,
      body: [total, ...anew, ...stores],
    }
    return [...first, sequence('row', named('row0'), named('row_end'), [...second, body])]
  }

  const [rowBlocks, columnBlocks] = [Math.ceil(rows / blocks.rows), Math.ceil(columns / blocks.columns)]
  const body = (task: string): Statement[] => {
    const whole = named(task)
    return [
      { kind: 'let', name: 'n', value: { kind: 'quotient', type: 'u32', of: whole, by: rowBlocks * columnBlocks } },
      { kind: 'let', name: 'in_batch', value: { kind: 'remainder', type: 'u32', of: whole, by: rowBlocks * columnBlocks } },
      {
        kind: 'let',
        name: 'row0',
        value: sum([{ of: { kind: 'quotient', type: 'u32', of: named('in_batch'), by: columnBlocks }, factor: blocks.rows }]),
      },
      {
        kind: 'let',
        name: 'col0',
        value: sum([{ of: { kind: 'remainder', type: 'u32', of: named('in_batch'), by: columnBlocks }, factor: blocks.columns }]),
      },
      { kind: 'let', name: 'row_end', value: least(sum([named('row0')], blocks.rows), number(rows)) },
      { kind: 'let', name: 'col_end', value: least(sum([named('col0')], blocks.columns), number(columns)) },
      { kind: 'let', name: 'cols', value: sum([named('col_end'), { of: named('col0'), factor: -1 }]) },
      { kind: 'let', name: 'panels_count', value: { kind: 'quotient', type: 'u32', of: sum([named('cols')], width - 1), by: width } },
      {
        kind: 'loop',
        role: 'vector',
        counter: 'clear',
        from: zero,
        to: number(blocks.rows * blocks.columns),
        step: 4,
        body: [{ kind: 'store', to: 'totals', at: named('clear'), value: constant(type, accumulators[0]?.initial ?? 0) }],
      },
      ...clearLast(),
      sequence(
        'ko_block',
        zero,
        number(outerCount),
        [
          { kind: 'let', name: 'ko_end', value: least(sum([named('ko_block')], outerBlock), number(outerCount)) },
          sequence(
            'ki_block',
            zero,
            number(inner.extent),
            [
              { kind: 'let', name: 'ki_end', value: least(sum([named('ki_block')], innerBlock), number(inner.extent)) },
              {
                kind: 'let',
                name: 'length',
                value:
                  outerBlock === 1
                    ? sum([named('ki_end'), { of: named('ki_block'), factor: -1 }])
                    : sum([{ of: sum([named('ko_end'), { of: named('ko_block'), factor: -1 }]), factor: innerBlock }]),
              },
              ...packColumns(),
              sequence(
                'row_block',
                named('row0'),
                named('row_end'),
                [
                  { kind: 'let', name: 'row_in_block', value: sum([named('row_block'), { of: named('row0'), factor: -1 }]) },
                  ...rowsOf(),
                  sequence('panel', zero, named('panels_count'), micro),
                ],
                height,
              ),
            ],
            innerBlock,
          ),
        ],
        outerBlock,
      ),
      ...finish(),
    ]
  }
  return {
    count: batches * rowBlocks * columnBlocks,
    work: (batches * rows * columns * folded) / 4,
    body,
    scratch: {
      panels: Math.ceil(blocks.columns / width) * panelSize,
      rows: height * block,
      totals: (blocks.rows + height) * blocks.columns,
    },
  }
}
