import { functionText } from '../../../compile/nest/functions.js'
import type { Expression, Loop, Nest, Statement, Term } from '../../../compile/nest/nest.js'
import { basic } from '../../../kernel/basic.js'
import type { Composed } from '../../../kernel/composed.js'
import type { ScalarType } from '../../../kernel/scalar.js'
import type { Code } from '../wasm/code.js'
import { memory } from '../wasm/memory.js'
import { control, i32 } from '../wasm/scalar.js'
import { i32x4, v128 } from '../wasm/vector.js'
import { basics } from './basics.js'

/** How a value differs from one element to the next of those that are computed together. */
type Along = { readonly kind: 'same' } | { readonly kind: 'steps'; readonly by: number } | { readonly kind: 'apart' }

const same: Along = { kind: 'same' }
const apart: Along = { kind: 'apart' }
const steps = (by: number): Along => (by === 0 ? same : { kind: 'steps', by })

/** Where a named value is kept: as one i32, that of the first element, or as four elements; or nowhere, since it counts them from 0. */
interface Slot {
  readonly local: number
  readonly kept: 'one' | 'four' | 'count'
  readonly type: ScalarType
  readonly along: Along
  /** A multiple of 4, whatever it is. */
  readonly isFours?: boolean
}

/** Inside a vector loop: what tells the elements that there are from those beyond its end. */
interface Lanes {
  /** So many elements are left, this turn's among them. */
  readonly left: number
  /** 0, 1, 2, 3, but none beyond the last element. */
  readonly offsets: number
  readonly each: readonly [number, number, number]
  /** There are four elements in every turn. */
  readonly isWhole?: boolean
}

const bitsOf = (type: ScalarType, value: number): number => {
  if (type === 'bool') return value ? -1 : 0
  if (type === 'f32') return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0
  return value | 0
}

const four = (word: number): readonly [number, number, number, number] => [word, word, word, word]

const unknown = (what: string): never => {
  throw new Error(`typegrad: the cpu backend meets ${what}; please report this`)
}

/** All bits are 0. */
const isNaNConstant = (expression: Expression): boolean => expression.kind === 'constant' && Number.isNaN(expression.value)

const isZero = (expression: Expression): boolean => expression.kind === 'constant' && Object.is(expression.value, 0)

/** Variables that a body sets and does not declare. */
const outsideOf = (body: readonly Statement[]): Set<string> => {
  const [found, own] = [new Set<string>(), new Set<string>()]
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'var' || statement.kind === 'let') own.add(statement.name)
      if (statement.kind === 'set' && !own.has(statement.name)) found.add(statement.name)
      if (statement.kind === 'loop') visit(statement.body)
      if (statement.kind === 'repeat') {
        visit(statement.before)
        visit(statement.body)
      }
      if (statement.kind === 'branches') for (const arm of statement.arms) visit(arm.body)
    }
  }
  visit(body)
  return found
}

/** Writes the body of one kernel. */
export class KernelPrinter {
  #names = new Map<string, Slot>()
  #memories: ReadonlyMap<string, number>
  #lanes: Lanes | undefined
  /** Elements whose variables change now; all if there is none. */
  #mask: number | undefined

  constructor(
    private readonly code: Code,
    /** Locals with the addresses of memories, by name. */
    memories: ReadonlyMap<string, number>,
    /** Memories whose elements are truth values, kept as words. */
    private readonly words: ReadonlySet<string>,
    /** Locals with the kernel's numbers. */
    private readonly numbers: readonly number[],
    /** Products are added in one instruction. */
    private readonly isFused = false,
  ) {
    this.#memories = memories
  }

  /** Names a local that holds the same whole number for all elements. */
  define(name: string, local: number, isFours = false): void {
    this.#names.set(name, { local, kept: 'one', type: 'u32', along: same, isFours })
  }

  statements(statements: readonly Statement[]): void {
    const [names, memories] = [new Map(this.#names), this.#memories]
    for (const statement of statements) this.#statement(statement)
    this.#names = names
    this.#memories = memories
  }

  #slot(name: string): Slot {
    return this.#names.get(name) ?? unknown(`the unknown name ${name}`)
  }

  #along(expression: Expression): Along {
    switch (expression.kind) {
      case 'constant':
      case 'number':
        return same
      case 'name':
        return this.#slot(expression.name).along
      case 'load':
        return this.#along(expression.at).kind === 'same' ? same : apart
      case 'apply':
        return expression.args.every((arg) => this.#along(arg).kind === 'same') ? same : apart
      case 'sum': {
        let by = 0
        for (const { of, factor } of expression.terms) {
          const along = this.#along(of)
          if (along.kind === 'apart') return apart
          if (along.kind === 'steps') by += factor * along.by
        }
        return steps(by)
      }
      case 'quotient':
      case 'remainder':
        return this.#along(expression.of).kind === 'same' ? same : apart
      case 'lanes':
        return expression.by === 0 ? same : apart
    }
  }

  /** Whether a whole number is known to be a multiple of 4. */
  #isFours(expression: Expression): boolean {
    switch (expression.kind) {
      case 'constant':
        return expression.value % 4 === 0
      case 'name':
        return this.#slot(expression.name).isFours ?? false
      case 'sum':
        return expression.constant % 4 === 0 && expression.terms.every(({ of, factor }) => factor % 4 === 0 || this.#isFours(of))
      case 'apply':
        return expression.fn === basic.min && expression.args.every((arg) => this.#isFours(arg))
      default:
        return false
    }
  }

  /** Whether it is an index, computed with plain numbers where it is the same for all elements, or goes in steps. */
  #isIndex(expression: Expression): boolean {
    switch (expression.kind) {
      case 'name':
        return this.#slot(expression.name).kept !== 'four'
      case 'constant':
      case 'number':
        return expression.type === 'u32'
      case 'sum':
      case 'quotient':
      case 'remainder':
        return true
      case 'apply':
        return expression.fn === basic.min && expression.type === 'u32' && expression.args.every((arg) => this.#isIndex(arg))
      default:
        return false
    }
  }

  /** Leaves the first element of a whole number on the stack. */
  #one(expression: Expression): void {
    const { code } = this
    switch (expression.kind) {
      case 'constant':
        code.i32(bitsOf(expression.type, expression.value))
        return
      case 'number':
        code.get(this.numbers[expression.place] ?? unknown('an unknown number'))
        return
      case 'name': {
        const slot = this.#slot(expression.name)
        if (slot.kept === 'count') {
          code.i32(0)
          return
        }
        code.get(slot.local)
        if (slot.kept === 'four') code.lane(i32x4.extractLane, 0)
        return
      }
      case 'sum':
        this.#sum(expression.terms, expression.constant)
        return
      case 'quotient':
      case 'remainder':
        this.#one(expression.of)
        code.i32(expression.by)
        code.op(expression.kind === 'quotient' ? i32.divideUnsigned : i32.remainderUnsigned)
        return
      case 'apply':
        if (this.#isIndex(expression)) {
          const [a, b] = [code.local('i32'), code.local('i32')]
          const [first, second] = expression.args
          this.#one(first ?? unknown('a minimum of none'))
          code.tee(a)
          this.#one(second ?? unknown('a minimum of one'))
          code.tee(b)
          code.get(a)
          code.get(b)
          code.op(i32.lessUnsigned)
          code.op(control.select)
          code.release(a)
          code.release(b)
          return
        }
    }
    this.#four(expression)
    code.lane(i32x4.extractLane, 0)
  }

  #sum(terms: readonly Term[], added: number): void {
    const { code } = this
    let isFirst = true
    for (const { of, factor } of [...terms].sort((a, b) => b.factor - a.factor)) {
      if (isFirst && factor < 0) code.i32(0)
      if (isFirst && factor < 0) isFirst = false
      this.#one(of)
      const size = Math.abs(factor)
      if (size !== 1) {
        const power = Math.log2(size)
        code.i32(Number.isInteger(power) ? power : size)
        code.op(Number.isInteger(power) ? i32.shiftLeft : i32.multiply)
      }
      if (!isFirst) code.op(factor > 0 ? i32.add : i32.subtract)
      isFirst = false
    }
    if (isFirst) code.i32(added)
    else if (added !== 0) {
      code.i32(added)
      code.op(i32.add)
    }
  }

  /** Leaves four elements on the stack. */
  #four(expression: Expression): void {
    const { code } = this
    const along = this.#along(expression)
    if (expression.kind === 'name') {
      const slot = this.#slot(expression.name)
      if (slot.kept === 'count') {
        code.v128([0, 1, 2, 3])
        return
      }
      code.get(slot.local)
      if (slot.kept === 'one') this.#spread(along)
      return
    }
    if (expression.kind === 'constant') {
      code.v128(four(bitsOf(expression.type, expression.value)))
      return
    }
    if (expression.kind === 'number') {
      code.get(this.numbers[expression.place] ?? unknown('an unknown number'))
      code.op(i32x4.splat)
      return
    }
    if (expression.kind === 'load') {
      this.#load(expression)
      return
    }
    if (expression.kind === 'lanes') {
      this.#four(expression.of)
      const local = code.local('v128')
      code.tee(local)
      code.get(local)
      const places = expression.by === 0 ? [0, 0, 0, 0] : [0, 1, 2, 3].map((lane) => (lane + expression.by) % 4)
      code.shuffle(places.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)))
      code.release(local)
      return
    }
    if (expression.kind === 'apply') {
      const { fn } = expression
      if (fn.kind === 'composed') {
        this.#inlined(fn, expression.args)
        return
      }
      if (!this.#short(expression)) basics[fn.name](code, this.#arguments(expression.args))
      return
    }
    if (along.kind !== 'apart') {
      this.#one(expression)
      this.#spread(along)
      return
    }
    if (expression.kind === 'sum') {
      code.v128(four(expression.constant | 0))
      for (const { of, factor } of expression.terms) {
        this.#four(of)
        if (factor !== 1) {
          code.v128(four(factor | 0))
          code.op(i32x4.multiply)
        }
        code.op(i32x4.add)
      }
      return
    }
    // A quotient or remainder, one element after the other.
    const all = code.local('v128')
    this.#four(expression.of)
    code.tee(all)
    for (const lane of [0, 1, 2, 3]) {
      code.get(all)
      code.lane(i32x4.extractLane, lane)
      code.i32(expression.by)
      code.op(expression.kind === 'quotient' ? i32.divideUnsigned : i32.remainderUnsigned)
      code.lane(i32x4.replaceLane, lane)
    }
    code.release(all)
  }

  /** What a processor has a shorter way for; whether this was such. */
  #short({ fn, args }: Expression & { readonly kind: 'apply' }): boolean {
    const { code } = this
    const [first, second, third] = args
    if (fn !== basic.select || !first || !second || !third) return false
    // Words of ones, which is what a condition is, are a NaN.
    if (isNaNConstant(second)) {
      this.#four(third)
      this.#four(first)
      code.op(v128.or)
      return true
    }
    // Of a choice with 0, the other where the condition holds, or where it doesn't.
    if (isZero(third)) {
      this.#four(second)
      this.#four(first)
      code.op(v128.and)
      return true
    }
    if (!isZero(second)) return false
    this.#four(third)
    this.#four(first)
    code.op(v128.andNot)
    return true
  }

  #arguments(args: readonly Expression[]) {
    const type = args[0]?.type ?? 'f32'
    const push = (place: number): void => this.#four(args[place] ?? unknown('a missing argument'))
    const second = args[1]
    const isSame = second !== undefined && this.#along(second).kind === 'same'
    return { type, push, isFused: this.isFused, single: isSame ? () => this.#one(second) : undefined }
  }

  /** Makes four elements of the first, which is on the stack. */
  #spread(along: Along): void {
    const { code } = this
    code.op(i32x4.splat)
    if (along.kind !== 'steps') return
    code.get((this.#lanes ?? unknown('steps outside of a vector loop')).offsets)
    if (along.by !== 1) {
      code.v128(four(along.by))
      code.op(i32x4.multiply)
    }
    code.op(i32x4.add)
  }

  /** Leaves an address on the stack, of the first element, and gives what is to be added to it. */
  #address(from: string, at: Expression, bounds?: readonly [least: number, most: number]): number {
    const { code } = this
    code.get(this.#memories.get(from) ?? unknown(`the unknown memory ${from}`))
    if (bounds) {
      const index = code.local('i32')
      this.#one(at)
      code.set(index)
      for (const [bound, isWithin] of [
        [bounds[0], i32.greaterSigned],
        [bounds[1], i32.lessSigned],
      ] as const) {
        code.get(index)
        code.i32(bound)
        code.get(index)
        code.i32(bound)
        code.op(isWithin)
        code.op(control.select)
        code.set(index)
      }
      code.get(index)
      code.i32(2)
      code.op(i32.shiftLeft)
      code.op(i32.add)
      code.release(index)
      return 0
    }
    if (at.kind === 'constant') return 4 * at.value
    const isZero = (part: Expression) => part.kind === 'name' && this.#slot(part.name).kept === 'count'
    if (isZero(at)) return 0
    const added = at.kind === 'sum' && at.constant > 0 ? at.constant : 0
    const rest: Expression =
      at.kind === 'sum' ? { ...at, terms: at.terms.filter(({ of }) => !isZero(of)), constant: at.constant - added } : at
    if (rest.kind === 'sum' && rest.terms.length === 0 && rest.constant === 0) return 4 * added
    this.#one(rest)
    code.i32(2)
    code.op(i32.shiftLeft)
    code.op(i32.add)
    return 4 * added
  }

  #load({ from, at, type, size }: Expression & { readonly kind: 'load' }): void {
    const { code } = this
    const along = this.#along(at)
    if (along.kind === 'same') code.load(memory.load32Splat, this.#address(from, at, size === undefined ? undefined : [0, size - 1]))
    else if (along.kind === 'steps' && along.by === 1)
      // Where the first of four is further out than this, so are the others.
      code.load(memory.loadV128, this.#address(from, at, size === undefined ? undefined : [-4, size]))
    else this.#gathered(from, at, along, size)
    if (type === 'bool' && this.words.has(from)) {
      code.v128(four(0))
      code.op(i32x4.notEqual)
    }
  }

  #gathered(from: string, at: Expression, along: Along, size?: number): void {
    const { code } = this
    const lanes = this.#lanes ?? unknown('a gather outside of a vector loop')
    if (along.kind === 'steps' && size === undefined) {
      const address = code.local('i32')
      const added = this.#address(from, at)
      code.tee(address)
      code.load(memory.load32Zero, added)
      const result = code.local('v128')
      code.set(result)
      for (const lane of [1, 2, 3]) {
        code.get(address)
        code.get(lanes.each[lane - 1] ?? 0)
        code.i32(4 * along.by)
        code.op(i32.multiply)
        code.op(i32.add)
        code.get(result)
        code.loadLane(memory.load32Lane, lane, added)
        code.set(result)
      }
      code.get(result)
      code.release(result)
      code.release(address)
      return
    }
    const [index, base, result] = [code.local('v128'), code.local('i32'), code.local('v128')]
    this.#four(at)
    // What is beyond the end may be anything: the first element stands for it.
    code.set(index)
    code.get(index)
    code.get(index)
    code.lane(i32x4.extractLane, 0)
    code.op(i32x4.splat)
    code.get(lanes.left)
    code.op(i32x4.splat)
    code.v128([0, 1, 2, 3])
    code.op(i32x4.greaterSigned)
    code.op(v128.bitselect)
    if (size !== undefined) {
      code.v128(four(Math.max(0, size - 1)))
      code.op(i32x4.minUnsigned)
    }
    code.i32(2)
    code.op(i32x4.shiftLeft)
    code.set(index)
    code.get(this.#memories.get(from) ?? unknown(`the unknown memory ${from}`))
    code.set(base)
    for (const lane of [0, 1, 2, 3]) {
      code.get(base)
      code.get(index)
      code.lane(i32x4.extractLane, lane)
      code.op(i32.add)
      if (lane === 0) code.load(memory.load32Zero)
      else {
        code.get(result)
        code.loadLane(memory.load32Lane, lane)
      }
      code.set(result)
    }
    code.get(result)
    code.release(index)
    code.release(base)
    code.release(result)
  }

  /** The statements of a composed function in place of its application. */
  #inlined(fn: Composed, args: readonly Expression[]): void {
    const { code } = this
    const { parameters, body, result } = functionText(fn)
    const names = new Map<string, Slot>()
    const isSame = args.every((arg) => this.#along(arg).kind === 'same')
    for (const [i, { name, type }] of parameters.entries()) {
      const arg = args[i] ?? unknown('a missing argument')
      const local = code.local('v128')
      this.#four(arg)
      code.set(local)
      names.set(name, { local, kept: 'four', type, along: isSame ? same : apart })
    }
    const outside = this.#names
    this.#names = names
    for (const statement of body) this.#statement(statement)
    this.#four(result)
    this.#names = outside
  }

  #declare(name: string, value: Expression, along: Along): void {
    const { code } = this
    if (this.#isIndex(value) && along.kind !== 'apart') {
      const local = code.local('i32')
      this.#one(value)
      code.set(local)
      this.#names.set(name, { local, kept: 'one', type: value.type, along, isFours: this.#isFours(value) })
      return
    }
    const local = code.local('v128')
    this.#four(value)
    code.set(local)
    this.#names.set(name, { local, kept: 'four', type: value.type, along: along.kind === 'steps' ? apart : along })
  }

  #statement(statement: Statement): void {
    const { code } = this
    switch (statement.kind) {
      case 'let':
        this.#declare(statement.name, statement.value, this.#along(statement.value))
        return
      case 'var': {
        const local = code.local('v128')
        this.#four(statement.value)
        code.set(local)
        this.#names.set(statement.name, {
          local,
          kept: 'four',
          type: statement.value.type,
          along: this.#lanes ? apart : this.#along(statement.value),
        })
        return
      }
      case 'set': {
        const { local } = this.#slot(statement.name)
        this.#four(statement.value)
        if (this.#mask !== undefined) {
          code.get(local)
          code.get(this.#mask)
          code.op(v128.bitselect)
        }
        code.set(local)
        return
      }
      case 'place': {
        const local = code.local('i32')
        const added = this.#address(statement.from, statement.at)
        if (added !== 0) {
          code.i32(added)
          code.op(i32.add)
        }
        code.set(local)
        this.#memories = new Map(this.#memories).set(statement.name, local)
        return
      }
      case 'store':
        this.#store(statement.to, statement.at, statement.value)
        return
      case 'loop':
        if (statement.role === 'vector') this.#vector(statement)
        else this.#sequence(statement)
        return
      case 'branches':
        this.#branches(statement.arms)
        return
      case 'repeat':
        this.#repeat(statement)
        return
      default:
        unknown(`a ${statement.kind}`)
    }
  }

  #store(to: string, at: Expression, value: Expression): void {
    const { code } = this
    const along = this.#along(at)
    const made = code.local('v128')
    this.#four(value)
    if (value.type === 'bool' && this.words.has(to)) {
      code.v128(four(1))
      code.op(v128.and)
    }
    code.set(made)
    const address = code.local('i32')
    if (along.kind === 'apart') unknown('a store to places apart')
    const added = this.#address(to, at)
    code.set(address)
    const lane = (place: number, by: number): void => {
      code.get(address)
      code.get(made)
      code.storeLane(memory.store32Lane, place, added + by)
    }
    if (along.kind === 'same') lane(0, 0)
    else if (along.kind === 'steps') {
      const { left, isWhole } = this.#lanes ?? unknown('steps outside of a vector loop')
      const some = (): void => {
        lane(0, 0)
        for (const place of [1, 2, 3]) {
          code.get(left)
          code.i32(place)
          code.op(i32.greaterSigned)
          code.if(() => lane(place, 4 * place * along.by))
        }
      }
      if (along.by === 1 && isWhole) {
        code.get(address)
        code.get(made)
        code.store(memory.storeV128, added)
      } else if (along.by === 1) {
        code.get(left)
        code.i32(4)
        code.op(i32.greaterEqualSigned)
        code.if(() => {
          code.get(address)
          code.get(made)
          code.store(memory.storeV128, added)
        }, some)
      } else {
        const all = (): void => {
          for (const place of [0, 1, 2, 3]) lane(place, 4 * place * along.by)
        }
        if (isWhole) all()
        else {
          code.get(left)
          code.i32(4)
          code.op(i32.greaterEqualSigned)
          code.if(all, some)
        }
      }
    }
    code.release(made)
    code.release(address)
  }

  #counter(loop: Loop): { readonly counter: number; readonly end: number } {
    const { code } = this
    const [counter, end] = [code.local('i32'), code.local('i32')]
    this.#one(loop.from)
    code.set(counter)
    this.#one(loop.to)
    code.set(end)
    return { counter, end }
  }

  #sequence(loop: Loop): void {
    this.#turns(loop, (counter) => this.define(loop.counter, counter, loop.step % 4 === 0 && this.#isFours(loop.from)))
  }

  /** A loop whose counter is named by `name`. */
  #turns(loop: Loop, name: (counter: number) => void): void {
    const { code } = this
    const { counter, end } = this.#counter(loop)
    const outside = this.#names
    this.#names = new Map(outside)
    name(counter)
    code.block(() => {
      code.get(counter)
      code.get(end)
      code.op(i32.greaterEqualUnsigned)
      code.brIf(0)
      code.loop(() => {
        this.statements(loop.body)
        code.get(counter)
        code.i32(loop.step)
        code.op(i32.add)
        code.tee(counter)
        code.get(end)
        code.op(i32.lessUnsigned)
        code.brIf(0)
      })
    })
    this.#names = outside
  }

  /** Four elements in a turn. What a turn adds to variables outside of it is masked in the last, which may have fewer. */
  #vector(loop: Loop): void {
    const { code } = this
    if (this.#lanes) unknown('a vector loop in another')
    if (loop.from.kind === 'constant' && loop.from.value === 0 && loop.to.kind === 'constant' && loop.to.value === 4) {
      this.#whole(loop)
      return
    }
    if (this.#isFours(loop.from) && this.#isFours(loop.to)) {
      this.#fours(loop)
      return
    }
    const { counter, end } = this.#counter(loop)
    const lanes: Lanes = {
      left: code.local('i32'),
      offsets: code.local('v128'),
      each: [code.local('i32'), code.local('i32'), code.local('i32')],
    }
    const outside = this.#names
    this.#names = new Map(outside)
    const changed = outsideOf(loop.body)
    for (const name of changed) this.#names.set(name, { ...this.#slot(name), along: apart })
    this.#names.set(loop.counter, { local: counter, kept: 'one', type: 'u32', along: steps(1) })
    this.#lanes = lanes
    code.v128([0, 1, 2, 3])
    code.set(lanes.offsets)
    for (const [i, local] of lanes.each.entries()) {
      code.i32(i + 1)
      code.set(local)
    }
    const shorten = (): void => {
      code.get(lanes.left)
      code.i32(1)
      code.op(i32.subtract)
      code.op(i32x4.splat)
      code.get(lanes.offsets)
      code.op(i32x4.minSigned)
      code.set(lanes.offsets)
      for (const [i, local] of lanes.each.entries()) {
        code.get(lanes.offsets)
        code.lane(i32x4.extractLane, i + 1)
        code.set(local)
      }
    }
    const measure = (): void => {
      code.get(end)
      code.get(counter)
      code.op(i32.subtract)
      code.set(lanes.left)
    }
    const turns = (least: number, body: () => void): void => {
      code.block(() => {
        code.loop(() => {
          measure()
          code.get(lanes.left)
          code.i32(least)
          code.op(i32.lessSigned)
          code.brIf(1)
          body()
          code.get(counter)
          code.i32(loop.step)
          code.op(i32.add)
          code.set(counter)
          code.br(0)
        })
      })
    }
    const ifShort = (then: () => void): void => {
      code.get(lanes.left)
      code.i32(4)
      code.op(i32.lessSigned)
      code.if(then)
    }
    if (changed.size === 0)
      turns(1, () => {
        ifShort(shorten)
        this.statements(loop.body)
      })
    else {
      turns(4, () => this.statements(loop.body))
      turns(1, () => {
        shorten()
        const mask = code.local('v128')
        code.get(lanes.left)
        code.op(i32x4.splat)
        code.v128([0, 1, 2, 3])
        code.op(i32x4.greaterSigned)
        code.set(mask)
        this.#masked(mask, () => this.statements(loop.body))
        code.release(mask)
      })
    }
    this.#lanes = undefined
    this.#names = outside
    for (const name of changed) this.#names.set(name, { ...this.#slot(name), along: apart })
  }

  /** Four elements, once. */
  #whole(loop: Loop): void {
    const outside = this.#names
    this.#names = new Map(outside)
    this.#names.set(loop.counter, { local: 0, kept: 'count', type: 'u32', along: steps(1) })
    this.#lanes = this.#allLanes()
    this.statements(loop.body)
    this.#lanes = undefined
    this.#names = outside
  }

  /** Four elements in every turn. */
  #fours(loop: Loop): void {
    const changed = outsideOf(loop.body)
    for (const name of changed) this.#names.set(name, { ...this.#slot(name), along: apart })
    this.#lanes = this.#allLanes()
    this.#turns(loop, (counter) => this.#names.set(loop.counter, { local: counter, kept: 'one', type: 'u32', along: steps(1) }))
    this.#lanes = undefined
  }

  #allLanes(): Lanes {
    const { code } = this
    const [left, offsets] = [code.local('i32'), code.local('v128')]
    const each = [code.local('i32'), code.local('i32'), code.local('i32')] as const
    code.i32(4)
    code.set(left)
    code.v128([0, 1, 2, 3])
    code.set(offsets)
    for (const [i, local] of each.entries()) {
      code.i32(i + 1)
      code.set(local)
    }
    return { left, offsets, each, isWhole: true }
  }

  /** Where the elements differ, variables change only where the mask is set. */
  #masked(mask: number, then: () => void): void {
    const { code } = this
    const outer = this.#mask
    if (outer !== undefined) {
      code.get(outer)
      code.get(mask)
      code.op(v128.and)
      code.set(mask)
    }
    this.#mask = mask
    then()
    this.#mask = outer
  }

  #branches(arms: (Statement & { readonly kind: 'branches' })['arms']): void {
    const { code } = this
    const [first, ...others] = arms
    if (!first) return
    if (!first.condition) {
      this.statements(first.body)
      return
    }
    if (this.#along(first.condition).kind === 'same') {
      this.#four(first.condition)
      code.lane(i32x4.extractLane, 0)
      code.if(() => this.statements(first.body), others.length > 0 ? () => this.#branches(others) : undefined)
      return
    }
    if (others.length > 0) unknown('branches that elements take apart')
    const mask = code.local('v128')
    this.#four(first.condition)
    code.tee(mask)
    code.op(v128.anyTrue)
    code.if(() => this.#masked(mask, () => this.statements(first.body)))
    code.release(mask)
  }

  /** As long as some element needs another turn; the others keep what they have. */
  #repeat({ before, again, body }: Statement & { readonly kind: 'repeat' }): void {
    const { code } = this
    const outside = this.#names
    this.#names = new Map(outside)
    const mask = code.local('v128')
    code.block(() => {
      code.loop(() => {
        for (const statement of before) this.#statement(statement)
        this.#four(again)
        if (this.#mask !== undefined) {
          code.get(this.#mask)
          code.op(v128.and)
        }
        code.tee(mask)
        code.op(v128.anyTrue)
        code.op(i32.isZero)
        code.brIf(1)
        const outer = this.#mask
        this.#mask = mask
        for (const statement of body) this.#statement(statement)
        this.#mask = outer
        code.br(0)
      })
    })
    code.release(mask)
    this.#names = outside
  }
}

/** The memories of a kernel whose elements are truth values. */
export const wordsOf = ({ bindings }: Nest): ReadonlySet<string> =>
  new Set(bindings.flatMap(({ dtype }, i) => (dtype === 'bool' ? [`x${i}`] : [])))
