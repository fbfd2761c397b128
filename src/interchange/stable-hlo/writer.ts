import { InvalidArgument, internals } from '../../index.js'
import type { Composed } from '../../kernel/composed.js'
import { fixed } from '../../kernel/index-arithmetic.js'
import type { Pull } from '../../kernel/lowering.js'
import { type Scalar, type ScalarFunction, Scalars, scalarType } from '../../kernel/scalar.js'
import type { Loop } from '../../program/loop.js'
import { type Equation, item, lookup, type Program, type Variable } from '../../program/program.js'
import { sameShape } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import { showType } from '../../shape/dtype.js'
import type { HloBody, HloValue, HloWriter } from '../../tensor/stable-hlo.js'
import { type Mesh, meshText, type Sharding, shardingText } from '../sharding.js'
import { ScalarWriter } from './scalars.js'
import { denseText, numberText, typeText } from './types.js'

/** What functions of one module share. */
export interface Module {
  /** Functions that are called, by name. */
  readonly functions: Map<string, string>
  /** The devices that tensors are divided among. */
  mesh: Mesh | undefined
}

const counter: TensorType = { shape: [], dtype: 'i32' }

const sameTypes = (values: readonly { readonly type: TensorType }[], type: TensorType): boolean =>
  values.every((value) => value.type.dtype === type.dtype && sameShape(value.type.shape, type.shape))

/** The body of one function, line by line. */
export class Writer implements HloWriter {
  #lines: string[] = []
  #indent = '    '
  #next = 0
  #depth = 0
  /** Constants of the block that is being written. */
  #constants = new Map<string, HloValue>()
  /** The number that fills a constant. */
  readonly #splats = new WeakMap<HloValue, string>()

  constructor(private readonly module: Module) {}

  get lines(): readonly string[] {
    return this.#lines
  }

  #line(text: string): void {
    this.#lines.push(this.#indent + text)
  }

  #name(): string {
    return `%${this.#next++}`
  }

  #signature(operands: readonly HloValue[], types: readonly TensorType[]): string {
    const results = types.map(typeText).join(', ')
    return `(${operands.map(({ type }) => typeText(type)).join(', ')}) -> ${types.length === 1 ? results : `(${results})`}`
  }

  /** A line of its own in another dialect, or a call. */
  statement(text: string, operands: readonly HloValue[], type: TensorType, signature = this.#signature(operands, [type])): HloValue {
    const name = this.#name()
    this.#line(`${name} = ${text} : ${signature}`)
    return { name, type }
  }

  each(name: string, operands: readonly HloValue[], type: TensorType): HloValue {
    const text = `stablehlo.${name} ${operands.map((operand) => operand.name).join(', ')}`
    return this.statement(text, operands, type, sameTypes(operands, type) ? typeText(type) : undefined)
  }

  op(name: string, operands: readonly HloValue[], type: TensorType, attributes = ''): HloValue {
    const names = operands.map((operand) => operand.name).join(', ')
    // Convolutions have their operands in parentheses, as the grammar of StableHLO has it.
    const text = name === 'convolution' ? `(${names}) ${attributes}` : ` ${names}${attributes && `, ${attributes}`}`
    return this.statement(`stablehlo.${name}${text}`, operands, type)
  }

  generic(
    name: string,
    operands: readonly HloValue[],
    types: readonly TensorType[],
    { attributes, bodies = [] }: Parameters<HloWriter['generic']>[3],
  ): readonly HloValue[] {
    const made = this.#name()
    const texts = bodies.map(([takes, body]) => this.#body(takes, body))
    const head = `"stablehlo.${name}"(${operands.map((operand) => operand.name).join(', ')})${attributes ? ` <{${attributes}}>` : ''}`
    const signature = this.#signature(operands, types)
    const [first, ...rest] = texts
    this.#line(`${made}${types.length > 1 ? `:${types.length}` : ''} = ${head}${first ? ' ({' : ` : ${signature}`}`)
    if (first) {
      this.#lines.push(...first)
      for (const text of rest) {
        this.#line('}, {')
        this.#lines.push(...text)
      }
      this.#line(`}) : ${signature}`)
    }
    return types.map((type, i) => ({ name: types.length > 1 ? `${made}#${i}` : made, type }))
  }

  /** The lines of a block; what it reads it is given. */
  #body(takes: readonly TensorType[], body: HloBody): readonly string[] {
    const [lines, constants, indent] = [this.#lines, this.#constants, this.#indent]
    this.#lines = []
    this.#constants = new Map()
    this.#depth++
    const args = takes.map((type): HloValue => ({ name: `${this.#name()}`, type }))
    if (args.length > 0) this.#line(`^bb0(${args.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')}):`)
    this.#indent += '  '
    const results = body(args)
    this.#line(`stablehlo.return ${results.map(({ name }) => name).join(', ')} : ${results.map(({ type }) => typeText(type)).join(', ')}`)
    const made = this.#lines
    this.#depth--
    this.#lines = lines
    this.#constants = constants
    this.#indent = indent
    return made
  }

  /** A constant of these values, row-major. */
  constant(values: ArrayLike<number>, type: TensorType): HloValue {
    return this.#dense(denseText(values, type), type)
  }

  #dense(text: string, type: TensorType): HloValue {
    const line = `stablehlo.constant dense<${text}> : ${typeText(type)}`
    const met = this.#constants.get(line)
    if (met) return met
    const name = this.#name()
    this.#line(`${name} = ${line}`)
    const made = { name, type }
    this.#constants.set(line, made)
    if (!/^(\[|"|$)/.test(text)) this.#splats.set(made, text)
    return made
  }

  full(value: number, type: TensorType): HloValue {
    return this.#dense(type.shape.includes(0) ? '' : numberText(value, type.dtype), type)
  }

  iota(axis: number, type: TensorType): HloValue {
    return this.statement(`stablehlo.iota dim = ${axis}`, [], type, typeText(type))
  }

  reshape(x: HloValue, shape: readonly number[]): HloValue {
    return sameShape(x.type.shape, shape) ? x : this.op('reshape', [x], { shape, dtype: x.type.dtype })
  }

  broadcast(x: HloValue, shape: readonly number[], axes: readonly number[]): HloValue {
    if (sameShape(x.type.shape, shape)) return x
    const number = this.#splats.get(x)
    if (number !== undefined) return this.#dense(number, { shape, dtype: x.type.dtype })
    return this.op('broadcast_in_dim', [x], { shape, dtype: x.type.dtype }, `dims = [${axes.join(', ')}]`)
  }

  slice(x: HloValue, start: readonly number[], stop: readonly number[], step = start.map(() => 1)): HloValue {
    const type = { shape: start.map((from, i) => Math.max(0, Math.ceil((item(stop, i) - from) / item(step, i)))), dtype: x.type.dtype }
    // In StableHLO a slice does not end before its start.
    const ranges = start.map((from, i) => `${from}:${Math.max(from, item(stop, i))}${step[i] === 1 ? '' : `:${step[i]}`}`)
    return this.statement(`stablehlo.slice ${x.name} [${ranges.join(', ')}]`, [x], type)
  }

  pad(x: HloValue, low: readonly number[], high: readonly number[], interior = low.map(() => 0)): HloValue {
    const { shape, dtype } = x.type
    const grown = shape.map((n, i) => item(low, i) + item(high, i) + n + Math.max(0, n - 1) * item(interior, i))
    if ([...low, ...high, ...interior].every((n) => n === 0)) return x
    const attributes = `low = [${low.join(', ')}], high = [${high.join(', ')}], interior = [${interior.join(', ')}]`
    return this.op('pad', [x, this.full(0, { shape: [], dtype })], { shape: grown, dtype }, attributes)
  }

  compare(direction: string, x: HloValue, y: HloValue): HloValue {
    const kind = { f32: 'FLOAT', f16: 'FLOAT', f64: 'FLOAT', i32: 'SIGNED', u32: 'UNSIGNED', bool: 'UNSIGNED' }[x.type.dtype]
    return this.statement(`stablehlo.compare ${direction}, ${x.name}, ${y.name}, ${kind}`, [x, y], { ...x.type, dtype: 'bool' })
  }

  select(condition: HloValue, yes: HloValue, no: HloValue): HloValue {
    return this.statement(
      `stablehlo.select ${condition.name}, ${yes.name}, ${no.name}`,
      [],
      yes.type,
      `${typeText(condition.type)}, ${typeText(yes.type)}`,
    )
  }

  reduce(name: string, x: HloValue, initial: number, axes: readonly number[]): HloValue {
    if (axes.length === 0) return x
    // f16 is added up in f32, and rounded once.
    if (x.type.dtype === 'f16') {
      const whole = this.reduce(name, this.#widened(x), initial, axes)
      return this.op('convert', [whole], { ...whole.type, dtype: 'f16' })
    }
    const { shape, dtype } = x.type
    const type = { shape: shape.filter((_, axis) => !axes.includes(axis)), dtype }
    const start = this.full(initial, { shape: [], dtype })
    const text = `stablehlo.reduce(${x.name} init: ${start.name}) applies stablehlo.${name} across dimensions = [${axes.join(', ')}]`
    return this.statement(text, [x, start], type)
  }

  sharded(x: HloValue, mesh: Mesh, spec: Sharding): HloValue {
    this.module.mesh ??= mesh
    if (meshText(this.module.mesh) !== meshText(mesh))
      throw new InvalidArgument(
        `toStableHlo: a program has one mesh, and this has two: ${meshText(this.module.mesh)} and ${meshText(mesh)}`,
      )
    const text = `sdy.sharding_constraint ${x.name} ${shardingText(spec, x.type.shape.length)}`
    return this.statement(text, [x], x.type, typeText(x.type))
  }

  #narrowed(x: HloValue): HloValue {
    return x.type.dtype === 'f32' ? this.op('convert', [x], { ...x.type, dtype: 'f16' }) : x
  }

  /** In f32, if it is f16: functions of scalars are computed in f32. */
  #widened(x: HloValue): HloValue {
    return x.type.dtype === 'f16' ? this.op('convert', [x], { ...x.type, dtype: 'f32' }) : x
  }

  scalars(rule: Parameters<HloWriter['scalars']>[0], args: readonly HloValue[]): readonly HloValue[] {
    const { shape } = item(args, 0).type
    const scalars = new Scalars()
    const roots = rule(scalars, ...args.map(({ type }, i) => scalars.load(i, scalarType(type.dtype), fixed(0))))
    const results = this.#ofScalars(roots, args, shape)
    // Floats are those of the arguments.
    return args.some(({ type }) => type.dtype === 'f16') ? results.map((one) => this.#narrowed(one)) : results
  }

  #ofScalars(roots: readonly Scalar[], args: readonly HloValue[], shape: readonly number[]): readonly HloValue[] {
    const given = args.map((arg) => this.#widened(arg))
    const float = given.some(({ type }) => type.dtype === 'f64') ? 'f64' : 'f32'
    const writer = new ScalarWriter(
      this,
      shape,
      float,
      given,
      this.#depth > 0 ? undefined : (fn, values) => this.#call(fn, values, shape, float),
    )
    return roots.map((root) => writer.of(root))
  }

  /** A function that is made of basic ones, once for each shape. */
  #call(fn: ScalarFunction, args: readonly HloValue[], shape: readonly number[], float: 'f32' | 'f64'): HloValue | undefined {
    if (fn.kind === 'basic') return undefined
    const type: TensorType = { shape, dtype: fn.result === 'f32' ? float : fn.result }
    const name = [fn.name, ...(float === 'f64' ? ['f64'] : []), ...(shape.length > 0 ? [shape.join('x')] : [])].join('_')
    if (!this.module.functions.has(name)) this.module.functions.set(name, this.#function(name, fn, args, shape, float))
    return this.statement(`func.call @${name}(${args.map((arg) => arg.name).join(', ')})`, args, type)
  }

  #function(name: string, fn: Composed, args: readonly HloValue[], shape: readonly number[], float: 'f32' | 'f64'): string {
    const inner = new Writer(this.module)
    const parameters = args.map(({ type }, i) => ({ name: `%arg${i}`, type }))
    const writer = new ScalarWriter(inner, shape, float, parameters, (other, values) => inner.#call(other, values, shape, float))
    const result = writer.of(fn.definition.body)
    const list = parameters.map((one) => `${one.name}: ${typeText(one.type)}`).join(', ')
    return [
      `  func.func private @${name}(${list}) -> ${typeText(result.type)} {`,
      ...inner.lines,
      `    return ${result.name} : ${typeText(result.type)}`,
      '  }',
    ].join('\n')
  }

  program(program: Program, inputs: readonly HloValue[]): readonly HloValue[] {
    const values = new Map<Variable, HloValue>(program.inputs.map((input, i) => [input, item(inputs, i)]))
    const valueOf = (variable: Variable): HloValue => lookup(values, variable)
    for (const equation of program.equations) {
      const made = this.#equation(equation, equation.operands.map(valueOf))
      equation.results.forEach((result, i) => {
        values.set(result, item(made, i))
      })
    }
    return program.outputs.map(valueOf)
  }

  #equation({ primitive, params, results }: Equation, given: readonly HloValue[]): readonly HloValue[] {
    const types = results.map(({ type }) => type)
    const { lower, stableHlo, expand } = primitive
    if (types.every(({ shape }) => shape.includes(0))) return types.map((type) => this.full(0, type)) // nothing is computed
    const operands = primitive.apart ? this.#barrier(given) : given
    if (lower.kind === 'loop') return this.#loop(params.loop as Loop, operands) // it has one
    if (typeof stableHlo === 'function') {
      const made = stableHlo(this, operands, params, types)
      if (made) return 'name' in made ? [made] : made
    }
    const [type] = types
    if (type && typeof stableHlo === 'object' && !stableHlo.not?.includes(type.dtype)) return [this.each(stableHlo.op, operands, type)]
    if (type && lower.kind === 'pull' && lower.visits === 'same' && operands.every((operand) => sameShape(operand.type.shape, type.shape)))
      return [this.#pulled(lower, operands, params, type)]
    const body =
      expand &&
      internals.trace(
        (args) => {
          const made = expand(args, params, internals.applyAll)
          if (!made) throw unknown(primitive.name, given, types)
          return made
        },
        operands.map(({ type: { shape, dtype } }) => ({ shape, dtype })),
      )
    if (!body) throw unknown(primitive.name, given, types)
    return this.program(body, operands)
  }

  /** What lies before it is not merged with what comes after it. */
  #barrier(operands: readonly HloValue[]): readonly HloValue[] {
    if (operands.length === 0) return operands
    return this.generic(
      'optimization_barrier',
      operands,
      operands.map(({ type }) => type),
      {},
    )
  }

  /** Element by element, as kernels compute it. */
  #pulled<P>(lower: Pull<P>, operands: readonly HloValue[], params: P, result: TensorType): HloValue {
    const scalars = new Scalars()
    const root = lower.scalar(
      {
        scalars,
        operands: operands.map(
          ({ type }, i) =>
            () =>
              scalars.load(i, scalarType(type.dtype), fixed(0)),
        ),
        types: operands.map(({ type }) => type),
        params,
        result,
      },
      result.shape.map(() => fixed(0)),
    )
    const made = item(this.#ofScalars([root], operands, result.shape), 0)
    return made.type.dtype === result.dtype ? made : this.op('convert', [made], result)
  }

  /** `while`, which carries a counter, constants, what the loop carries, the lists that it reads and those that it makes. */
  #loop(loop: Loop, operands: readonly HloValue[]): readonly HloValue[] {
    const { program, length, reverse } = loop
    const made = loop
      .outputs(program.outputs.map(({ type }) => type))
      .lists.map(({ shape, dtype }) => this.full(0, { shape: [length, ...shape], dtype }))
    const begin = [this.full(0, counter), ...operands, ...made]
    const types = begin.map(({ type }) => type)
    const results = this.generic('while', begin, types, {
      bodies: [
        [types, (values) => [this.compare('LT', item(values, 0), this.full(length, counter))]],
        [types, (values) => this.#turn(loop, values, reverse)],
      ],
    })
    const after = results.slice(1 + loop.constants)
    return [...after.slice(0, loop.carried), ...results.slice(1 + operands.length)]
  }

  /** One turn of a loop, of what it carries: the counter first. */
  #turn(loop: Loop, all: readonly HloValue[], reverse: boolean): readonly HloValue[] {
    const [step, values] = [item(all, 0), all.slice(1)]
    const place = reverse ? this.each('subtract', [this.full(loop.length - 1, counter), step], counter) : step
    const zero = this.full(0, counter)
    const { constants, carried } = loop.inputs(values)
    const read = loop.program.inputs.length
    const lists = values.slice(constants.length + carried.length, read)
    const slices = lists.map((list) => {
      const [, ...shape] = list.type.shape
      const starts = [place, ...shape.map(() => zero)]
      const part = this.op(
        'dynamic_slice',
        [list, ...starts],
        { shape: [1, ...shape], dtype: list.type.dtype },
        `sizes = [${[1, ...shape].join(', ')}]`,
      )
      return this.op('reshape', [part], { shape, dtype: list.type.dtype })
    })
    const outputs = loop.outputs(this.program(loop.program, [...constants, ...carried, ...slices]))
    const made = values.slice(read).map((list, i) => {
      const { shape, dtype } = item(outputs.lists, i).type
      const row = this.op('reshape', [item(outputs.lists, i)], { shape: [1, ...shape], dtype })
      return this.op('dynamic_update_slice', [list, row, place, ...shape.map(() => zero)], list.type)
    })
    return [this.each('add', [step, this.full(1, counter)], counter), ...constants, ...outputs.carried, ...lists, ...made]
  }
}

const unknown = (name: string, operands: readonly HloValue[], types: readonly TensorType[]): InvalidArgument =>
  new InvalidArgument(
    `toStableHlo: ${name} of ${operands.map(({ type }) => showType(type)).join(', ') || 'nothing'}, which gives ${types.map(showType).join(', ')}, has no form in StableHLO`,
  )
