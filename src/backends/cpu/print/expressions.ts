import { functionText } from '../../../compile/nest/functions.js'
import type { Expression, Statement, Term } from '../../../compile/nest/nest.js'
import { basic } from '../../../kernel/basic.js'
import type { Composed } from '../../../kernel/composed.js'
import type { Code } from '../wasm/code.js'
import { memory } from '../wasm/memory.js'
import { control, i32 } from '../wasm/scalar.js'
import { i32x4, v128 } from '../wasm/vector.js'
import { basics } from './basics.js'
import { type Along, apart, bitsOf, four, type Slot, same, type Table, unknown } from './table.js'

/** All bits are 0. */
const isNaNConstant = (expression: Expression): boolean => expression.kind === 'constant' && Number.isNaN(expression.value)

const isZero = (expression: Expression): boolean => expression.kind === 'constant' && Object.is(expression.value, 0)

/** What a kernel is told from outside of its text. */
export interface Surroundings {
  /** Memories whose elements are truth values, kept as words. */
  readonly words: ReadonlySet<string>
  /** Locals with the kernel's numbers. */
  readonly numbers: readonly number[]
  /** Products are added in one instruction. */
  readonly isFused: boolean
}

/** Writes expressions: the first element of one on the stack, or four. */
export class ExpressionPrinter {
  constructor(
    private readonly code: Code,
    private readonly table: Table,
    private readonly surroundings: Surroundings,
    /** Writes the statements of a function. */
    private readonly statements: (statements: readonly Statement[]) => void,
  ) {}

  /** Leaves the first element of a whole number on the stack. */
  one(expression: Expression): void {
    const { code } = this
    switch (expression.kind) {
      case 'constant':
        code.i32(bitsOf(expression.type, expression.value))
        return
      case 'number':
        code.get(this.surroundings.numbers[expression.place] ?? unknown('an unknown number'))
        return
      case 'name': {
        const slot = this.table.slot(expression.name)
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
        this.one(expression.of)
        code.i32(expression.by)
        code.op(expression.kind === 'quotient' ? i32.divideUnsigned : i32.remainderUnsigned)
        return
      case 'apply':
        if (this.table.isIndex(expression)) {
          const [a, b] = [code.local('i32'), code.local('i32')]
          const [first, second] = expression.args
          this.one(first ?? unknown('a minimum of none'))
          code.tee(a)
          this.one(second ?? unknown('a minimum of one'))
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
    this.four(expression)
    code.lane(i32x4.extractLane, 0)
  }

  #sum(terms: readonly Term[], added: number): void {
    const { code } = this
    let isFirst = true
    for (const { of, factor } of [...terms].sort((a, b) => b.factor - a.factor)) {
      if (isFirst && factor < 0) code.i32(0)
      if (isFirst && factor < 0) isFirst = false
      this.one(of)
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
  four(expression: Expression): void {
    const { code } = this
    const along = this.table.along(expression)
    if (expression.kind === 'name') {
      const slot = this.table.slot(expression.name)
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
      code.get(this.surroundings.numbers[expression.place] ?? unknown('an unknown number'))
      code.op(i32x4.splat)
      return
    }
    if (expression.kind === 'load') {
      this.#load(expression)
      return
    }
    if (expression.kind === 'lanes') {
      this.four(expression.of)
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
      this.one(expression)
      this.#spread(along)
      return
    }
    if (expression.kind === 'sum') {
      code.v128(four(expression.constant | 0))
      for (const { of, factor } of expression.terms) {
        this.four(of)
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
    this.four(expression.of)
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
      this.four(third)
      this.four(first)
      code.op(v128.or)
      return true
    }
    // Of a choice with 0, the other where the condition holds, or where it doesn't.
    if (isZero(third)) {
      this.four(second)
      this.four(first)
      code.op(v128.and)
      return true
    }
    if (!isZero(second)) return false
    this.four(third)
    this.four(first)
    code.op(v128.andNot)
    return true
  }

  #arguments(args: readonly Expression[]) {
    const type = args[0]?.type ?? 'f32'
    const push = (place: number): void => this.four(args[place] ?? unknown('a missing argument'))
    const second = args[1]
    const isSame = second !== undefined && this.table.along(second).kind === 'same'
    return { type, push, isFused: this.surroundings.isFused, single: isSame ? () => this.one(second) : undefined }
  }

  /** Makes four elements of the first, which is on the stack. */
  #spread(along: Along): void {
    const { code } = this
    code.op(i32x4.splat)
    if (along.kind !== 'steps') return
    code.get((this.table.lanes ?? unknown('steps outside of a vector loop')).offsets)
    if (along.by !== 1) {
      code.v128(four(along.by))
      code.op(i32x4.multiply)
    }
    code.op(i32x4.add)
  }

  /** Leaves an address on the stack, of the first element, and gives what is to be added to it. */
  address(from: string, at: Expression, bounds?: readonly [least: number, most: number]): number {
    const { code } = this
    code.get(this.table.memory(from))
    if (bounds) {
      const index = code.local('i32')
      this.one(at)
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
    const isZero = (part: Expression) => part.kind === 'name' && this.table.slot(part.name).kept === 'count'
    if (isZero(at)) return 0
    const added = at.kind === 'sum' && at.constant > 0 ? at.constant : 0
    const rest: Expression =
      at.kind === 'sum' ? { ...at, terms: at.terms.filter(({ of }) => !isZero(of)), constant: at.constant - added } : at
    if (rest.kind === 'sum' && rest.terms.length === 0 && rest.constant === 0) return 4 * added
    this.one(rest)
    code.i32(2)
    code.op(i32.shiftLeft)
    code.op(i32.add)
    return 4 * added
  }

  #load({ from, at, type, size }: Expression & { readonly kind: 'load' }): void {
    const { code } = this
    const along = this.table.along(at)
    if (along.kind === 'same') code.load(memory.load32Splat, this.address(from, at, size === undefined ? undefined : [0, size - 1]))
    else if (along.kind === 'steps' && along.by === 1)
      // Where the first of four is further out than this, so are the others.
      code.load(memory.loadV128, this.address(from, at, size === undefined ? undefined : [-4, size]))
    else this.#gathered(from, at, along, size)
    if (type === 'bool' && this.surroundings.words.has(from)) {
      code.v128(four(0))
      code.op(i32x4.notEqual)
    }
  }

  #gathered(from: string, at: Expression, along: Along, size?: number): void {
    const { code } = this
    const lanes = this.table.lanes ?? unknown('a gather outside of a vector loop')
    if (along.kind === 'steps' && size === undefined) {
      const address = code.local('i32')
      const added = this.address(from, at)
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
    this.four(at)
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
    code.get(this.table.memory(from))
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
    const isSame = args.every((arg) => this.table.along(arg).kind === 'same')
    for (const [i, { name, type }] of parameters.entries()) {
      const arg = args[i] ?? unknown('a missing argument')
      const local = code.local('v128')
      this.four(arg)
      code.set(local)
      names.set(name, { local, kept: 'four', type, along: isSame ? same : apart })
    }
    this.table.within(() => {
      this.table.names = names
      this.statements(body)
      this.four(result)
    })
  }
}
