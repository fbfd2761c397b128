import { counter, fixed, type Index, indexAt, plus, positionOf, times } from '../../kernel/index-arithmetic.js'
import type { Reduction } from '../../kernel/lowering.js'
import { isNaNText, notFinite } from '../../kernel/not-finite.js'
import type { Scalar } from '../../kernel/scalar.js'
import { type Equation, item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { Fused, Kernel, Part } from '../fuse.js'
import type { Plan } from '../plan.js'
import { indent } from './lines.js'
import { depthOf, inRuns, nest, shortRun, type Totals, totalName } from './runs.js'
import { type Processor, type Schedule, scheduleOf, tileGroup, tileWorkgroups, workgroup } from './schedule.js'
import { Module, type Shader, spread } from './shader.js'
import { constant } from './wgsl.js'
import type { Writer } from './writer.js'

const flatId = (groups: readonly number[]): string => ((groups[1] ?? 1) > 1 ? `id.x + id.y * ${(groups[0] ?? 1) * workgroup}u` : 'id.x')

/** Statements that compute and store what a part makes at positions: all of it is computed before any is stored. */
const storing = (module: Module, part: Part, positions: readonly Index[], writer: Writer): string[] => {
  const puller = module.puller(part)
  const made = positions.flatMap((position) => puller.made(position).map((value) => ({ ...value, at: writer.indexText(position, 0) })))
  const stores = module.stores(writer, made)
  module.finish(writer)
  return [...(writer.lines[0] ?? []), ...stores]
}

const noAccumulator = (): string => {
  throw new Error('typegrad: a kernel without a reduction reads an accumulator; please report this')
}

const map = (module: Module, kernel: Kernel, { each }: Schedule & { readonly kind: 'map' }): Omit<Shader, 'bindings'> => {
  const parts = kernel.parts.filter(({ size }) => size > 0)
  const threads = parts.map(({ size }) => size / each)
  const total = threads.reduce((sum, count) => sum + count, 0)
  const workgroups = spread(Math.ceil(total / workgroup))
  let offset = 0
  const branches = parts.map((part, j) => {
    const name = parts.length > 1 ? `i${j}` : 'i'
    const count = threads[j] ?? 0
    const first = times(counter(name, count), each)
    const writer = module.writer(new Map([[name, 0]]), 0, parts.length > 1 ? `v${j}_` : 'v', noAccumulator)
    const body = storing(
      module,
      part,
      Array.from({ length: each }, (_, e) => plus(first, fixed(e))),
      writer,
    )
    const begin = offset
    offset += count
    return { end: offset, lines: parts.length > 1 ? [`let ${name} = ${begin === 0 ? 'i' : `i - ${begin}u`};`, ...body] : body }
  })
  const body = [`let i = ${flatId(workgroups)};`, `if (i >= ${total}u) { return; }`]
  branches.forEach(({ end, lines }, j) => {
    if (branches.length === 1) body.push(...lines)
    else {
      const test = j === branches.length - 1 ? '{' : `if (i < ${end}u) {`
      body.push(`${j > 0 ? '} else ' : ''}${test}`, ...indent(lines))
    }
  })
  if (branches.length > 1) body.push('}')
  return { workgroups, wgsl: module.text(`${workgroup}`, '@builtin(global_invocation_id) id: vec3<u32>', 'id.z', body) }
}

/** The reduction of a part, its rule, and the accumulators it declares. */
const reductionOf = (part: Part) => {
  const { reduction } = part
  if (reduction?.primitive.lower.kind !== 'reduction') throw new Error('typegrad: the part has no reduction; please report this')
  const rule: Reduction<Equation['params']> = reduction.primitive.lower
  const accumulators = rule.accumulators(
    item(reduction.results, 0).type,
    reduction.operands.map((operand) => operand.type),
  )
  return { rule, accumulators, type: item(reduction.results, 0).type }
}

type Accumulators = ReturnType<typeof reductionOf>['accumulators']

const declare = (accumulators: Accumulators, depth: number, block?: number): string[] =>
  accumulators.map(({ type, initial }, slot) => `var ${totalName(depth, slot, block)}: ${type} = ${constant(type, initial)};`)

/** What the declarations need at the top of the module. */
const globals = (accumulators: Accumulators): string[] => (accumulators.every(({ initial }) => Number.isFinite(initial)) ? [] : [notFinite])

/** `a0 = step(a0, element)`; several at once through temporaries, since each may need the old values of the others. */
const assign = (writer: Writer, names: readonly string[], values: readonly Scalar[], level: number): string[] => {
  const texts = values.map((value) => writer.text(value, level))
  if (texts.length === 1) return [`${names[0]} = ${texts[0]};`]
  return [...texts.map((text, i) => `let next${i} = ${text};`), ...names.map((name, i) => `${name} = next${i};`)]
}

/** What is written of the totals of runs, in a block of registers or alone. */
const totalsOf = (
  module: Module,
  rule: Reduction<Equation['params']>,
  accumulators: Accumulators,
  blocks: readonly (number | undefined)[],
): Totals => ({
  declare: (depth) => blocks.flatMap((block) => declare(accumulators, depth, block)),
  merge: (depth) =>
    blocks.flatMap((block) => {
      // Totals of two runs: 0 is the one outside.
      const joiner = module.writer(new Map(), 0, 'm', (slot, inner) => totalName(depth - 1 + inner, slot, block))
      const totals = (inner: number) => accumulators.map(({ type }, slot) => module.scalars.accumulator(type, slot, inner))
      const merged = rule.merge(module.scalars, totals(0), totals(1))
      joiner.announce(...merged)
      const names = accumulators.map((_, slot) => totalName(depth - 1, slot, block))
      const joining = assign(joiner, names, merged, 0)
      module.finish(joiner)
      return [...(joiner.lines[0] ?? []), ...joining]
    }),
})

const countersOver = (over: readonly number[]) => over.map((extent, i) => ({ name: `k${i}`, extent, from: '0u', to: `${extent}u` }))

/** Folds anew, one element at a time, what came out as NaN and need not be; what comes out is then called `t0`. Nothing where NaN is what it says. */
const foldedAnew = (module: Module, part: Part, index: readonly Index[], at: readonly string[], over: readonly number[]): string[] => {
  const { rule, accumulators } = reductionOf(part)
  const counters = countersOver(over)
  const element = module.puller(part).carefully(
    index,
    counters.map(({ name, extent }) => counter(name, extent)),
  )
  if (!element) return []
  const loops = inRuns(over, shortRun)
  const deepest = depthOf(loops)
  const levels = new Map([...at.map((name) => [name, 0] as const), ...counters.map(({ name }, i) => [name, i + 1] as const)])
  const writer = module.writer(levels, counters.length, 'w', (slot) => totalName(deepest, slot))
  const totals = accumulators.map((accumulator, slot) => module.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(module.scalars, totals, element)
  writer.announce(...steps)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, counters.length)
  module.finish(writer)
  return [
    ...accumulators.map((_, slot) => `var t${slot} = ${totalName(0, slot)};`),
    `if (${accumulators.map((_, slot) => isNaNText(`t${slot}`)).join(' || ')}) {`,
    ...indent([
      ...declare(accumulators, 0),
      ...nest(loops, counters, writer.lines, step, totalsOf(module, rule, accumulators, [undefined])),
      ...accumulators.map((_, slot) => `t${slot} = ${totalName(0, slot)};`),
    ]),
    '}',
  ]
}

const serial = (module: Module, part: Part, { over, run }: Schedule & { readonly kind: 'serial' }): Omit<Shader, 'bindings'> => {
  const { rule, accumulators, type } = reductionOf(part)
  const workgroups = spread(Math.ceil(part.size / workgroup))
  const counters = countersOver(over)
  const loops = inRuns(over, run)
  const deepest = depthOf(loops)
  const levels = new Map([['i', 0], ...counters.map(({ name }, i) => [name, i + 1] as const)])
  const writer = module.writer(levels, counters.length, 'v', (slot) => totalName(deepest, slot))
  const index = indexAt(counter('i', part.size), type.shape)
  const puller = module.puller(part)
  const element = puller.element(
    index,
    counters.map(({ name, extent }) => counter(name, extent)),
  )
  const totals = accumulators.map((accumulator, slot) => module.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(module.scalars, totals, element)
  const range = puller.range(index)
  writer.announce(...(range ?? []), ...steps)
  const bounds = range && { from: writer.text(range[0], 0), to: writer.text(range[1], 0) }
  const step = assign(
    writer,
    accumulators.map((_, slot) => totalName(deepest, slot)),
    steps,
    counters.length,
  )
  module.finish(writer)
  const anew = foldedAnew(module, part, index, ['i'], over)
  const after = module.writer(levels, 0, 'e', (slot) => (anew.length > 0 ? `t${slot}` : totalName(0, slot)))
  const body = [
    `let i = ${flatId(workgroups)};`,
    `if (i >= ${part.size}u) { return; }`,
    ...declare(accumulators, 0),
    ...nest(
      loops,
      counters.map((counter) => ({ ...counter, ...bounds })),
      writer.lines,
      step,
      totalsOf(module, rule, accumulators, [undefined]),
    ),
    ...anew,
    ...storing(module, part, [counter('i', part.size)], after),
  ]
  return {
    workgroups,
    wgsl: module.text(`${workgroup}`, '@builtin(global_invocation_id) id: vec3<u32>', 'id.z', body, globals(accumulators)),
  }
}

const group = (module: Module, part: Part, { over, run }: Schedule & { readonly kind: 'group' }): Omit<Shader, 'bindings'> => {
  const { rule, accumulators, type } = reductionOf(part)
  const workgroups = spread(part.size)
  const folded = sizeOf(over)
  const loops = inRuns([Math.ceil(folded / workgroup)], run)
  const deepest = depthOf(loops)
  const writer = module.writer(
    new Map([
      ['i', 0],
      ['k', 1],
    ]),
    1,
    'v',
    (slot) => totalName(deepest, slot),
  )
  const element = module.puller(part).element(indexAt(counter('i', part.size), type.shape), indexAt(counter('k', folded), over))
  const totals = (block: number) => accumulators.map((accumulator, slot) => module.scalars.accumulator(accumulator.type, slot, block))
  const steps = rule.step(module.scalars, totals(0), element)
  writer.announce(...steps)
  const step = assign(
    writer,
    accumulators.map((_, slot) => totalName(deepest, slot)),
    steps,
    1,
  )
  module.finish(writer)

  const joiner = module.writer(new Map(), 0, 'm', (slot, block) => `shared${slot}[${block === 0 ? 'lane' : 'lane + step'}]`)
  const merged = rule.merge(module.scalars, totals(0), totals(1))
  joiner.announce(...merged)
  const joining = assign(
    joiner,
    accumulators.map((_, slot) => `shared${slot}[lane]`),
    merged,
    0,
  )
  module.finish(joiner)
  const anew = foldedAnew(module, part, indexAt(counter('i', part.size), type.shape), ['i'], over)
  const after = module.writer(new Map([['i', 0]]), 0, 'e', (slot) => (anew.length > 0 ? `t${slot}` : `shared${slot}[0]`))
  const body = [
    `let i = ${(workgroups[1] ?? 1) > 1 ? `group.x + group.y * ${workgroups[0]}u` : 'group.x'};`,
    `if (i >= ${part.size}u) { return; }`,
    ...declare(accumulators, 0),
    ...nest(
      loops,
      [{ name: 'k', from: 'lane', to: `${folded}u`, stride: workgroup }],
      writer.lines,
      step,
      totalsOf(module, rule, accumulators, [undefined]),
    ),
    ...accumulators.map((_, slot) => `shared${slot}[lane] = ${totalName(0, slot)};`),
    'workgroupBarrier();',
    `for (var step = ${workgroup / 2}u; step > 0u; step >>= 1u) {`,
    ...indent([`if (lane < step) {`, ...indent([...(joiner.lines[0] ?? []), ...joining]), '}', 'workgroupBarrier();']),
    '}',
    'if (lane == 0u) {',
    ...indent([
      ...(anew.length > 0 ? accumulators.map((_, slot) => `let ${totalName(0, slot)} = shared${slot}[0];`) : []),
      ...anew,
      ...storing(module, part, [counter('i', part.size)], after),
    ]),
    '}',
  ]
  const shared = accumulators.map((accumulator, slot) => `var<workgroup> shared${slot}: array<${accumulator.type}, ${workgroup}>;`)
  const parameters = '@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32'
  return { workgroups, wgsl: module.text(`${workgroup}`, parameters, 'group.z', body, [...globals(accumulators), ...shared]) }
}

const tile = (module: Module, part: Part, schedule: Schedule & { readonly kind: 'tile' }): Omit<Shader, 'bindings'> => {
  const { rule, accumulators } = reductionOf(part)
  const [height, width] = schedule.block
  const [batches, rows, columns] = schedule.shape.map(sizeOf) as [number, number, number] // of three
  const threads = [Math.ceil(columns / width), Math.ceil(rows / height)] as const
  const counters = countersOver(schedule.over)
  const loops = inRuns(schedule.over, schedule.run)
  const deepest = depthOf(loops)
  const places = (name: string, extent: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, index: counter(`${name}${i}`, extent) }))
  const [down, across] = [places('row', rows, height), places('column', columns, width)]
  const batch = counter('batch', batches)
  const levels = new Map([
    ...['batch', ...down.map(({ name }) => name), ...across.map(({ name }) => name)].map((name) => [name, 0] as const),
    ...counters.map(({ name }, i) => [name, i + 1] as const),
  ])
  const writer = module.writer(levels, counters.length, 'v', (slot, block) => totalName(deepest, slot, block))
  const over = counters.map(({ name, extent }) => counter(name, extent))
  const blocks = down.flatMap((row, i) => across.map((column, j) => ({ row, column, i, j, block: i * width + j })))
  const steps = blocks.map(({ row, column, block }) => {
    const index = [
      ...indexAt(batch, schedule.shape[0]),
      ...indexAt(row.index, schedule.shape[1]),
      ...indexAt(column.index, schedule.shape[2]),
    ]
    const totals = accumulators.map((accumulator, slot) => module.scalars.accumulator(accumulator.type, slot, block))
    return rule.step(module.scalars, totals, module.puller(part, block).element(index, over))
  })
  writer.announce(...steps.flat())
  const step = steps.flatMap((values, block) =>
    assign(
      writer,
      accumulators.map((_, slot) => totalName(deepest, slot, block)),
      values,
      counters.length,
    ),
  )
  module.finish(writer)

  const [row, column] = [counter('row', rows), counter('column', columns)]
  const index = [...indexAt(batch, schedule.shape[0]), ...indexAt(row, schedule.shape[1]), ...indexAt(column, schedule.shape[2])]
  const anew = foldedAnew(module, part, index, ['batch', 'row', 'column'], schedule.over)
  const after = module.writer(new Map(), 0, 'e', (slot) => (anew.length > 0 ? `t${slot}` : `a${slot}`))
  const position = positionOf([batch, row, column], [batches, rows, columns])
  const totals = accumulators.map(({ type }, slot) => `a${slot}: ${type}`).join(', ')
  module.addFunction(
    [
      `fn finish(batch: u32, row: u32, column: u32, ${totals}) {`,
      ...indent([...anew, ...storing(module, part, [position], after)]),
      '}',
    ].join('\n'),
  )

  const place = (name: string, id: string, extent: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => {
      const text = i === 0 ? `${id} * ${count}u` : `${name}0 + ${i}u`
      return `let ${name}${i} = ${extent % count === 0 || i === 0 ? text : `min(${text}, ${extent - 1}u)`};`
    })
  const beyond = [
    ...(rows % height !== 0 ? [`row0 + i < ${rows}u`] : []),
    ...(columns % width !== 0 ? [`column0 + j < ${columns}u`] : []),
  ].join(' && ')
  const call = `finish(batch, row0 + i, column0 + j, ${accumulators.map((_, slot) => `block${slot}[i * ${width}u + j]`).join(', ')});`
  const finish = [
    ...accumulators.map(
      ({ type }, slot) =>
        `var block${slot} = array<${type}, ${blocks.length}>(${blocks.map(({ block }) => totalName(0, slot, block)).join(', ')});`,
    ),
    `for (var i = 0u; i < ${height}u; i++) {`,
    `  for (var j = 0u; j < ${width}u; j++) {`,
    `    ${beyond ? `if (${beyond}) { ${call} }` : call}`,
    '  }',
    '}',
  ]
  const body = [
    `if (id.x >= ${threads[0]}u || id.y >= ${threads[1]}u) { return; }`,
    'let batch = id.z;',
    ...place('row', 'id.y', rows, height),
    ...place('column', 'id.x', columns, width),
    ...blocks.flatMap(({ block }) => declare(accumulators, 0, block)),
    ...nest(
      loops,
      counters,
      writer.lines,
      step,
      totalsOf(
        module,
        rule,
        accumulators,
        blocks.map(({ block }) => block),
      ),
    ),
    ...finish,
  ]
  return {
    workgroups: tileWorkgroups(schedule.shape, schedule.block),
    wgsl: module.text(
      `${tileGroup.columns}, ${tileGroup.rows}`,
      '@builtin(global_invocation_id) id: vec3<u32>',
      batches > 1 ? `id.z / ${batches}u` : 'id.z',
      body,
      globals(accumulators),
    ),
  }
}

/** A kernel as WGSL, with what it is bound to and how many workgroups run. */
export const emit = (fused: Fused, kernel: Kernel, plan: Plan, processor: Processor): Shader => {
  const module = new Module(fused, kernel, plan)
  const schedule = scheduleOf(kernel, processor)
  const part = item(kernel.parts, 0)
  const shader =
    schedule.kind === 'map'
      ? map(module, kernel, schedule)
      : schedule.kind === 'serial'
        ? serial(module, part, schedule)
        : schedule.kind === 'group'
          ? group(module, part, schedule)
          : tile(module, part, schedule)
  return { ...shader, bindings: module.bindings }
}
