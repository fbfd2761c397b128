import { type FunctionText, functionText } from '../../../compile/nest/functions.js'
import type { Binding, Expression, KernelNumber, Loop, Nest, Outer, Procedure, Statement } from '../../../compile/nest/nest.js'
import { tileGroup, widest, workgroup } from '../../../compile/schedule/schedule.js'
import { item } from '../../../program/program.js'
import type { DType } from '../../../shape/dtype.js'
import { basics } from './basics.js'
import { constant, elementType } from './constant.js'
import { indent } from './lines.js'
import { notFinite } from './not-finite.js'
import { rounded } from './rounded.js'

/** A kernel as it goes to the device. */
export interface Shader {
  readonly wgsl: string
  readonly workgroups: readonly [number, number, number]
  readonly bindings: readonly Binding[]
  /** What the kernel reads of a uniform buffer, which is bound after the others: numbers that kernels of one text differ in. */
  readonly numbers?: Uint32Array
  /** It reads which turn of a loop it is of a uniform buffer, which is bound last. */
  readonly takesTurn: boolean
}

type Workgroups = Shader['workgroups']

/** So many workgroups, in two dimensions if they are too many for one. */
const spread = (groups: number): Workgroups => {
  const rows = Math.max(1, Math.ceil(groups / widest))
  return [Math.max(1, Math.ceil(groups / rows)), rows, 1]
}

/** How the loops around a kernel become workgroups and threads. */
interface Head {
  readonly workgroups: Workgroups
  readonly size: string
  readonly parameters: string
  /** What is 0 in every thread, and no compiler can know it. */
  readonly zero: string
  readonly lines: readonly string[]
}

const end = ({ extent, place }: Outer): string => (place === undefined ? `${extent}u` : numberText(place, 'u32'))

const headOf = (outer: readonly Outer[]): Head => {
  const [first, second, third] = outer
  if (first && !second) {
    const workgroups = spread(Math.ceil(first.extent / workgroup))
    const id = workgroups[1] > 1 ? `id.x + id.y * ${workgroups[0] * workgroup}u` : 'id.x'
    return {
      workgroups,
      size: `${workgroup}`,
      parameters: '@builtin(global_invocation_id) id: vec3<u32>',
      zero: 'id.z',
      lines: [`let ${first.counter} = ${id};`, `if (${first.counter} >= ${end(first)}) { return; }`],
    }
  }
  if (first && second && !third) {
    const workgroups = spread(first.extent)
    const id = workgroups[1] > 1 ? `group.x + group.y * ${workgroups[0]}u` : 'group.x'
    return {
      workgroups,
      size: `${second.extent}`,
      parameters: `@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) ${second.counter}: u32`,
      zero: 'group.z',
      lines: [`let ${first.counter} = ${id};`, `if (${first.counter} >= ${end(first)}) { return; }`],
    }
  }
  if (!first || !second || !third) throw new Error('typegrad: a kernel without a grid; please report this')
  const [high, wide] = tileGroup(second.extent, third.extent)
  return {
    workgroups: [Math.ceil(third.extent / wide), Math.ceil(second.extent / high), first.extent],
    size: `${wide}, ${high}`,
    parameters: '@builtin(global_invocation_id) id: vec3<u32>',
    zero: first.extent > 1 || first.place !== undefined ? `id.z / ${end(first)}` : 'id.z',
    lines: [
      `if (id.x >= ${end(third)} || id.y >= ${end(second)}) { return; }`,
      `let ${first.counter} = id.z;`,
      `let ${second.counter} = id.y;`,
      `let ${third.counter} = id.x;`,
    ],
  }
}

const bracketed = (text: string): string => (text.includes(' ') && !/^\w*\([^()]*\)$/.test(text) ? `(${text})` : text)

/** Unsigned: what is subtracted comes last, after something to subtract it from. */
const sumText = (terms: readonly { readonly text: string; readonly factor: number }[], added: number): string => {
  const product = ({ text, factor }: { readonly text: string; readonly factor: number }) =>
    Math.abs(factor) === 1 ? text : `${bracketed(text)} * ${Math.abs(factor)}u`
  if (terms.length === 0) return `${added >>> 0}u`
  const plus = terms.filter(({ factor }) => factor > 0).map(product)
  const minus = terms.filter(({ factor }) => factor < 0).map((term) => (term.factor === -1 ? bracketed(term.text) : product(term)))
  if (added > 0) plus.push(`${added}u`)
  if (added < 0) minus.push(`${-added}u`)
  const first = plus.length > 0 ? plus.join(' + ') : '0u'
  return [first, ...minus].join(' - ')
}

/** Uniform buffers hold vectors of four. */
const numberText = (place: number, type: string): string => {
  const word = `numbers[${Math.floor(place / 4)}].${'xyzw'.charAt(place % 4)}`
  return type === 'u32' ? word : `bitcast<${type}>(${word})`
}

const wordOf = ({ type, value }: KernelNumber): number =>
  item([...new Uint32Array((type === 'f32' ? Float32Array : Int32Array).of(value).buffer)], 0)

const isTerm = (expression: Expression): boolean => expression.kind === 'name' || expression.kind === 'load'

/** Functions of bits, and comparisons of them. */
const bitwise: ReadonlySet<string> = new Set(['bitAnd', 'bitOr', 'bitXor'])

/** Prints one kernel. */
class Printer {
  /** What stands at the top, each once: functions after those that they call. */
  readonly top = new Set<string>()

  /** Ends of loops that are numbers of the kernel, so far. */
  #ends = 0

  constructor(private readonly nest: Nest) {}

  #holds(memory: string, dtype: DType): boolean {
    return this.nest.bindings[Number(memory.slice(1))]?.dtype === dtype && memory.startsWith('x')
  }

  expression(expression: Expression): string {
    switch (expression.kind) {
      case 'constant':
        if (expression.type === 'f32' && !Number.isFinite(Math.fround(expression.value))) this.top.add(notFinite)
        return constant(expression.type, expression.value)
      case 'number':
        return numberText(expression.place, expression.type)
      case 'name':
        return expression.place === undefined ? expression.name : `${expression.name}.${'xyzw'.charAt(expression.place)}`
      case 'load': {
        const element = `${expression.from}[${this.expression(expression.at)}]`
        if (this.#holds(expression.from, 'f16')) return `f32(${element})`
        return expression.type === 'bool' && this.#holds(expression.from, 'bool') ? `(${element} != 0u)` : element
      }
      case 'sum':
        return sumText(
          expression.terms.map(({ of, factor }) => ({ text: isTerm(of) ? this.expression(of) : bracketed(this.expression(of)), factor })),
          expression.constant,
        )
      case 'quotient':
      case 'remainder':
        return `${bracketed(this.expression(expression.of))} ${expression.kind === 'quotient' ? '/' : '%'} ${expression.by}u`
      case 'lanes':
        throw new Error('typegrad: WGSL has no lanes; please report this')
      case 'apply': {
        const { fn, args } = expression
        const isOfBits = fn.kind === 'basic' && bitwise.has(fn.name)
        const texts = args.map((arg) => (isOfBits ? this.#bits(arg) : this.expression(arg)))
        if (fn.kind === 'composed') {
          this.#define(functionText(fn))
          return `${fn.name}(${texts.join(', ')})`
        }
        if (fn.name === 'rounded' || fn.name === 'apart') this.top.add(rounded)
        // A sum as an operand of an operator; what is an application has brackets of its own.
        const operands = args.map((arg, i) =>
          arg.kind === 'sum' || arg.kind === 'quotient' || arg.kind === 'remainder' ? bracketed(texts[i] ?? '') : (texts[i] ?? ''),
        )
        const isCall = fn.name === 'min' || fn.name === 'max' || fn.name.startsWith('to')
        const [a = '', b = '', c = ''] = isCall ? texts : operands
        return basics[fn.name]([a, b, c], args[0]?.type ?? expression.type)
      }
    }
  }

  /** A constant by its bits, where these are what counts. */
  #bits(expression: Expression): string {
    const isLong = expression.kind === 'constant' && expression.type === 'u32' && expression.value >= 256
    return isLong ? `0x${(expression.value >>> 0).toString(16)}u` : this.expression(expression)
  }

  #define({ name, parameters, body, result }: FunctionText): void {
    const head = `fn ${name}(${parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ')}) -> ${result.type} {`
    const lines = [...this.statements(body), `return ${unbracketed(this.expression(result))};`]
    this.top.add([head, ...indent(lines), '}'].join('\n'))
  }

  procedure({ name, parameters, body }: Procedure): string {
    const head = `fn ${name}(${parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ')}) {`
    return [head, ...indent(this.statements(body)), '}'].join('\n')
  }

  statements(statements: readonly Statement[]): string[] {
    return statements.flatMap((statement) => this.#statement(statement))
  }

  #statement(statement: Statement): string[] {
    switch (statement.kind) {
      case 'let':
        return [`let ${statement.name} = ${unbracketed(this.expression(statement.value))};`]
      case 'var':
        return [`var ${statement.name}: ${statement.value.type} = ${this.expression(statement.value)};`]
      case 'set':
        return [`${statement.name} = ${unbracketed(this.expression(statement.value))};`]
      case 'block': {
        const { values } = statement
        const type = `array<${values[0]?.type ?? 'f32'}, ${values.length}>`
        return [`var ${statement.name} = ${type}(${values.map((value) => this.expression(value)).join(', ')});`]
      }
      case 'place':
        throw new Error('typegrad: WGSL has no places; please report this')
      case 'store': {
        const value = this.expression(statement.value)
        const at = `${statement.to}[${this.expression(statement.at)}]`
        if (this.#holds(statement.to, 'f16')) return [`${at} = f16(${unbracketed(value)});`]
        return [`${at} = ${statement.value.type === 'bool' && this.#holds(statement.to, 'bool') ? `select(0u, 1u, ${value})` : value};`]
      }
      case 'let fours':
        return [`let ${statement.name} = ${statement.from}[${this.expression(statement.at)}];`]
      case 'store fours': {
        const { to, at, values } = statement
        const type = values[0]?.type ?? 'f32'
        return [`${to}[${this.expression(at)}] = vec4<${type}>(${values.map((value) => unbracketed(this.expression(value))).join(', ')});`]
      }
      case 'loop':
        return this.#loop(statement)
      case 'halving': {
        const { counter, from, last, body } = statement
        const isLeft = last ? `>= ${bracketed(this.expression(last))}` : '> 0u'
        return [
          `for (var ${counter} = ${this.expression(from)}; ${counter} ${isLeft}; ${counter} >>= 1u) {`,
          ...indent(this.statements(body)),
          '}',
        ]
      }
      case 'repeat': {
        const before = this.statements(statement.before)
        const again = unbracketed(this.expression(statement.again))
        const body = this.statements(statement.body)
        if (before.length === 0) return [`while (${again}) {`, ...indent(body), '}']
        return ['loop {', ...indent([...before, `if (!(${again})) { break; }`, ...body]), '}']
      }
      case 'branches':
        return [
          ...statement.arms.flatMap(({ condition, body }, i) => {
            const test = condition ? `if (${unbracketed(this.expression(condition))}) {` : '{'
            return [`${i > 0 ? '} else ' : ''}${test}`, ...indent(this.statements(body))]
          }),
          '}',
        ]
      case 'told': {
        const { name, by, place } = statement
        const of = this.expression(statement.of)
        if (by) return [`let ${name} = subgroupShuffleDown(${of}, ${this.expression(by)});`]
        return [`let ${name} = ${place === undefined ? `subgroupBroadcastFirst(${of})` : `subgroupBroadcast(${of}, ${place}u)`};`]
      }
      case 'barrier':
        return ['workgroupBarrier();']
      case 'comment':
        return [`// ${statement.text}`]
      case 'call':
        return [`${statement.to}(${statement.args.map((arg) => this.expression(arg)).join(', ')});`]
    }
  }

  #loop({ counter, from, to, step, body }: Loop): string[] {
    const advance = step === 1 ? `${counter}++` : `${counter} += ${step}u`
    // A number is read once, not in each turn.
    const given = to.kind === 'number' ? `end${this.#ends++}` : undefined
    const end = this.expression(to)
    const head = `for (var ${counter} = ${this.expression(from)}; ${counter} < ${given ?? end}; ${advance}) {`
    return [...(given ? [`let ${given} = ${end};`] : []), head, ...indent(this.statements(body)), '}']
  }
}

/** Without the brackets around the whole, if there are any. */
const unbracketed = (text: string): string => {
  if (!text.startsWith('(')) return text
  let open = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') open++
    if (text[i] === ')' && --open === 0) return i === text.length - 1 ? text.slice(1, -1) : text
  }
  return text
}

const subgroups = ['@builtin(subgroup_size) subgroup_size: u32', '@builtin(subgroup_invocation_id) subgroup_place: u32']

/** A kernel as WGSL, with what it is bound to and how many workgroups run. */
export const printWgsl = (nest: Nest): Shader => {
  const printer = new Printer(nest)
  const head = headOf(nest.outer)
  const body = printer.statements(nest.body)
  const procedures = nest.procedures.map((procedure) => printer.procedure(procedure))
  const vectors = Math.ceil(nest.numbers.length / 4)
  const { takesTurn = false } = nest
  const numbers = new Uint32Array(4 * vectors)
  numbers.set(nest.numbers.map(wordOf))
  const text = [
    ...(nest.bindings.some(({ dtype }) => dtype === 'f16') ? ['enable f16;'] : []),
    ...(nest.subgroups ? ['enable subgroups;'] : []),
    ...(vectors > 0 ? [`@group(0) @binding(${nest.bindings.length}) var<uniform> numbers: array<vec4<u32>, ${vectors}>;`] : []),
    ...(takesTurn ? [`@group(0) @binding(${nest.bindings.length + (vectors > 0 ? 1 : 0)}) var<uniform> turn: u32;`] : []),
    ...nest.bindings.map(
      ({ writes, dtype, size }, i) =>
        `@group(0) @binding(${i}) var<storage, ${writes ? 'read_write' : 'read'}> x${i}: array<${elementType(dtype)}${nest.open?.includes(i) ? '' : `, ${Math.max(1, size)}`}>;`,
    ),
    ...nest.shared.map(({ name, type, size, inFours }) => `var<workgroup> ${name}: array<${inFours ? `vec4<${type}>` : type}, ${size}>;`),
    ...printer.top,
    ...procedures,
    `@compute @workgroup_size(${head.size})`,
    `fn main(${[head.parameters, ...(nest.subgroups ? subgroups : [])].join(', ')}) {`,
    ...indent([...(printer.top.has(rounded) ? [`hidden = ${head.zero};`] : []), ...head.lines, ...body]),
    '}',
    '',
  ].join('\n')
  return { wgsl: text, workgroups: head.workgroups, bindings: nest.bindings, takesTurn, ...(vectors > 0 && { numbers }) }
}

/** By what they do; who goes takes it along. */
const printed = new WeakMap<Nest['body'], Shader>()

/** A kernel printed, or found so: those that are one but for their memory are printed once. */
export const shaderOf = (nest: Nest): Shader => {
  // Kernels of one text that are given other numbers have a body each.
  const shader = printed.get(nest.body) ?? printWgsl(nest)
  printed.set(nest.body, shader)
  return { ...shader, bindings: nest.bindings }
}
