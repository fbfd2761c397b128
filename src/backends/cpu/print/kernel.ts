import type { Expression, Loop, Nest, Statement } from '../../../compile/nest/nest.js'
import type { Code } from '../wasm/code.js'
import { memory } from '../wasm/memory.js'
import { i32 } from '../wasm/scalar.js'
import { i32x4, v128 } from '../wasm/vector.js'
import { ExpressionPrinter, type Surroundings } from './expressions.js'
import { allLanes } from './lanes.js'
import { outsideOf } from './outside.js'
import { type Along, apart, four, type Lanes, same, steps, Table, unknown } from './table.js'

/** Writes the body of one kernel. */
export class KernelPrinter {
  private readonly table: Table
  private readonly expressions: ExpressionPrinter
  /** Elements whose variables change now; all if there is none. */
  #mask: number | undefined

  constructor(
    private readonly code: Code,
    /** Locals with the addresses of memories, by name. */
    memories: ReadonlyMap<string, number>,
    private readonly surroundings: Surroundings,
  ) {
    this.table = new Table(memories)
    this.expressions = new ExpressionPrinter(code, this.table, surroundings, (statements) => {
      for (const statement of statements) this.#statement(statement)
    })
  }

  /** Names a local that holds the same whole number for all elements. */
  define(name: string, local: number, isFours = false): void {
    this.table.name(name, { local, kept: 'one', type: 'u32', along: same, isFours })
  }

  statements(statements: readonly Statement[]): void {
    this.table.within(() => {
      for (const statement of statements) this.#statement(statement)
    })
  }

  #declare(name: string, value: Expression, along: Along): void {
    const { code } = this
    if (this.table.isIndex(value) && along.kind !== 'apart') {
      const local = code.local('i32')
      this.expressions.one(value)
      code.set(local)
      this.table.name(name, { local, kept: 'one', type: value.type, along, isFours: this.table.isFours(value) })
      return
    }
    const local = code.local('v128')
    this.expressions.four(value)
    code.set(local)
    this.table.name(name, { local, kept: 'four', type: value.type, along: along.kind === 'steps' ? apart : along })
  }

  #statement(statement: Statement): void {
    const { code } = this
    switch (statement.kind) {
      case 'let':
        this.#declare(statement.name, statement.value, this.table.along(statement.value))
        return
      case 'var': {
        const local = code.local('v128')
        this.expressions.four(statement.value)
        code.set(local)
        this.table.name(statement.name, {
          local,
          kept: 'four',
          type: statement.value.type,
          along: this.table.lanes ? apart : this.table.along(statement.value),
        })
        return
      }
      case 'set': {
        const { local } = this.table.slot(statement.name)
        this.expressions.four(statement.value)
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
        const added = this.expressions.address(statement.from, statement.at)
        if (added !== 0) {
          code.i32(added)
          code.op(i32.add)
        }
        code.set(local)
        this.table.memories = new Map(this.table.memories).set(statement.name, local)
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
      case 'comment':
        return
      default:
        unknown(`a ${statement.kind}`)
    }
  }

  #store(to: string, at: Expression, value: Expression): void {
    const { code } = this
    const along = this.table.along(at)
    const made = code.local('v128')
    this.expressions.four(value)
    if (value.type === 'bool' && this.surroundings.words.has(to)) {
      code.v128(four(1))
      code.op(v128.and)
    }
    code.set(made)
    const address = code.local('i32')
    if (along.kind === 'apart') unknown('a store to places apart')
    const added = this.expressions.address(to, at)
    code.set(address)
    const lane = (place: number, by: number): void => {
      code.get(address)
      code.get(made)
      code.storeLane(memory.store32Lane, place, added + by)
    }
    if (along.kind === 'same') lane(0, 0)
    else if (along.kind === 'steps') {
      const { left, isWhole } = this.table.lanes ?? unknown('steps outside of a vector loop')
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
    this.expressions.one(loop.from)
    code.set(counter)
    this.expressions.one(loop.to)
    code.set(end)
    return { counter, end }
  }

  #sequence(loop: Loop): void {
    this.#turns(loop, (counter) => this.define(loop.counter, counter, loop.step % 4 === 0 && this.table.isFours(loop.from)))
  }

  /** A loop whose counter is named by `name`. */
  #turns(loop: Loop, name: (counter: number) => void): void {
    const { code } = this
    const { counter, end } = this.#counter(loop)
    const outside = this.table.names
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
    this.table.names = outside
  }

  /** Four elements in a turn. What a turn adds to variables outside of it is masked in the last, which may have fewer. */
  #vector(loop: Loop): void {
    const { code } = this
    if (this.table.lanes) unknown('a vector loop in another')
    if (loop.from.kind === 'constant' && loop.from.value === 0 && loop.to.kind === 'constant' && loop.to.value === 4) {
      this.#whole(loop)
      return
    }
    if (this.table.isFours(loop.from) && this.table.isFours(loop.to)) {
      this.#fours(loop)
      return
    }
    const { counter, end } = this.#counter(loop)
    const lanes: Lanes = {
      left: code.local('i32'),
      offsets: code.local('v128'),
      each: [code.local('i32'), code.local('i32'), code.local('i32')],
    }
    const outside = this.table.names
    const changed = outsideOf(loop.body)
    for (const name of changed) this.table.name(name, { ...this.table.slot(name), along: apart })
    this.table.name(loop.counter, { local: counter, kept: 'one', type: 'u32', along: steps(1) })
    this.table.lanes = lanes
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
    this.table.lanes = undefined
    this.table.names = outside
    for (const name of changed) this.table.name(name, { ...this.table.slot(name), along: apart })
  }

  /** Four elements, once. */
  #whole(loop: Loop): void {
    const outside = this.table.names
    this.table.name(loop.counter, { local: 0, kept: 'count', type: 'u32', along: steps(1) })
    this.table.lanes = allLanes(this.code)
    this.statements(loop.body)
    this.table.lanes = undefined
    this.table.names = outside
  }

  /** Four elements in every turn. */
  #fours(loop: Loop): void {
    const changed = outsideOf(loop.body)
    for (const name of changed) this.table.name(name, { ...this.table.slot(name), along: apart })
    this.table.lanes = allLanes(this.code)
    this.#turns(loop, (counter) => this.table.name(loop.counter, { local: counter, kept: 'one', type: 'u32', along: steps(1) }))
    this.table.lanes = undefined
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
    if (this.table.along(first.condition).kind === 'same') {
      this.expressions.four(first.condition)
      code.lane(i32x4.extractLane, 0)
      code.if(() => this.statements(first.body), others.length > 0 ? () => this.#branches(others) : undefined)
      return
    }
    if (others.length > 0) unknown('branches that elements take apart')
    const mask = code.local('v128')
    this.expressions.four(first.condition)
    code.tee(mask)
    code.op(v128.anyTrue)
    code.if(() => this.#masked(mask, () => this.statements(first.body)))
    code.release(mask)
  }

  /** As long as some element needs another turn; the others keep what they have. */
  #repeat({ before, again, body }: Statement & { readonly kind: 'repeat' }): void {
    const { code } = this
    const outside = this.table.names
    const mask = code.local('v128')
    code.block(() => {
      code.loop(() => {
        for (const statement of before) this.#statement(statement)
        this.expressions.four(again)
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
    this.table.names = outside
  }
}

/** The memories of a kernel whose elements are truth values. */
export const wordsOf = ({ bindings }: Nest): ReadonlySet<string> =>
  new Set(bindings.flatMap(({ dtype }, i) => (dtype === 'bool' ? [`x${i}`] : [])))
