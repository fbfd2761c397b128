import { basic } from '../../kernel/basic.js'
import type { Atom, Index } from '../../kernel/index-arithmetic.js'
import type { Repetition, Scalar, ScalarFunction } from '../../kernel/scalar.js'
import { apply, constant, type Expression, named, type Statement, sum } from './nest.js'

/** What a writer is told of the kernel around its expressions. */
export interface Surroundings {
  /** How deep in the loops each counter is set; 0 outside of all. */
  readonly levels: ReadonlyMap<string, number>
  /** Name of the memory of a source. */
  readonly source: (source: number) => string
  /** Elements of a source, for targets that must not read beyond its ends. */
  readonly size?: (source: number) => number | undefined
  readonly accumulator: (slot: number, block: number) => Expression
  /** Names of parameters, in the body of a composed function: floats are rounded there only where it says so. */
  readonly parameters?: readonly string[]
}

/** Applications stand inside each other no deeper: compilers of shaders have a bound for brackets, and readers have too. */
const deepest = 16

/**
 * Makes statements of scalar expressions. What is used twice, or is the same in every turn of an inner loop, becomes a `let` at the level
 * where it belongs: `lines[0]` stands before the loops, `lines[n]` in the n-th.
 */
export class Writer {
  readonly lines: Statement[][]
  readonly #around: Surroundings
  readonly #named: Map<Scalar, Expression>
  readonly #parts = new Map<string, Expression>()
  readonly #uses = new Map<Scalar, number>()
  /** Rounded results that go into other functions. */
  readonly #taken = new Set<Scalar>()
  readonly #levels = new Map<Scalar, number>()
  /** How deep applications stand inside each other in the expressions that have no name. */
  readonly #nesting = new Map<Scalar, number>()
  readonly #repetitions = new Map<Repetition, readonly string[]>()
  readonly #prefix: string
  #next = 0

  constructor(around: Surroundings, depth: number, prefix: string, known: ReadonlyMap<Scalar, Expression> = new Map()) {
    this.#around = around
    this.#prefix = prefix
    this.#named = new Map(known)
    this.lines = Array.from({ length: depth + 1 }, () => [])
  }

  /** Counts uses, so that `of` knows what to name. To be called with all roots before any expression is asked for. */
  announce(...roots: readonly Scalar[]): void {
    for (const root of roots) {
      const met = this.#uses.get(root) ?? 0
      this.#uses.set(root, met + 1)
      if (met > 0) continue
      if (root.kind === 'apply') {
        for (const arg of root.args) if (arg.kind === 'apply' && arg.type === 'f32' && rounds(arg.fn)) this.#taken.add(arg)
        this.announce(...root.args)
      }
      if (root.kind === 'load') this.#announceIndex(root.at)
      if (root.kind === 'index') this.#announceIndex(root.index)
      if (root.kind === 'repeated') this.announce(...root.repetition.initial)
    }
  }

  #announceIndex(index: Index): void {
    for (const { atom } of index.terms) {
      if (atom.kind === 'scalar') this.announce(atom.scalar)
      else if (atom.kind !== 'counter') this.#announceIndex(atom.of)
    }
  }

  #levelOfAtom(atom: Atom): number {
    if (atom.kind === 'counter') return this.#around.levels.get(atom.name) ?? 0
    return atom.kind === 'scalar' ? this.level(atom.scalar) : this.#levelOfIndex(atom.of)
  }

  #levelOfIndex(index: Index): number {
    return Math.max(0, ...index.terms.map(({ atom }) => this.#levelOfAtom(atom)))
  }

  /** The innermost loop that a scalar changes in; accumulators change in every turn. */
  level(scalar: Scalar): number {
    const met = this.#levels.get(scalar)
    if (met !== undefined) return met
    const found =
      scalar.kind === 'apply'
        ? Math.max(0, ...scalar.args.map((arg) => this.level(arg)))
        : scalar.kind === 'load'
          ? this.#levelOfIndex(scalar.at)
          : scalar.kind === 'index'
            ? this.#levelOfIndex(scalar.index)
            : scalar.kind === 'accumulator'
              ? this.lines.length - 1
              : 0
    this.#levels.set(scalar, found)
    return found
  }

  #fresh(prefix = this.#prefix): string {
    return `${prefix}${this.#next++}`
  }

  #let(level: number, value: Expression): Expression {
    const name = this.#fresh()
    this.lines[level]?.push({ kind: 'let', name, value })
    return named(name, value.type)
  }

  /** The expression for use at a level. */
  of(scalar: Scalar, at: number): Expression {
    const met = this.#named.get(scalar)
    if (met) return met
    const level = this.level(scalar)
    const value = this.#expression(scalar, level)
    const isPlain = scalar.kind !== 'apply' && scalar.kind !== 'load' && scalar.kind !== 'index'
    const nesting = scalar.kind === 'apply' ? 1 + Math.max(0, ...scalar.args.map((arg) => this.#nesting.get(arg) ?? 0)) : 0
    if (isPlain || ((this.#uses.get(scalar) ?? 0) < 2 && level === at && nesting < deepest)) {
      this.#nesting.set(scalar, nesting)
      return value
    }
    const name = this.#let(level, value)
    this.#named.set(scalar, name)
    return name
  }

  #expression(scalar: Scalar, level: number): Expression {
    switch (scalar.kind) {
      case 'constant':
        return constant(scalar.type, scalar.value)
      case 'accumulator':
        return this.#around.accumulator(scalar.slot, scalar.block)
      case 'index':
        return this.index(scalar.index, level)
      case 'load':
        return this.#load(scalar, level)
      case 'parameter':
        return named(this.#around.parameters?.[scalar.place] ?? 'x', scalar.type)
      case 'state':
        throw new Error('typegrad: a scalar stands outside of the repetition it belongs to; please report this')
      case 'repeated':
        return named(this.#repeated(scalar.repetition)[scalar.slot] ?? '', scalar.type)
      case 'apply': {
        const { fn, args } = scalar
        const values = args.map((arg, i) => {
          const value = isRefused(arg, scalar) ? this.#frozen(arg) : this.of(arg, level)
          const by = this.#around.parameters ? undefined : disguise(scalar, i)
          return by ? apply('f32', by, value) : value
        })
        const value = apply(scalar.type, fn, ...values)
        return this.#taken.has(scalar) && !this.#around.parameters ? apply('f32', basic.rounded, value) : value
      }
    }
  }

  #load({ type, source, at }: Scalar & { readonly kind: 'load' }, level: number): Expression {
    const size = this.#around.size?.(source)
    const mayMiss = size !== undefined && (at.min < 0 || at.max >= size || wraps(at))
    return { kind: 'load', type, from: this.#around.source(source), at: this.index(at, level), ...(mayMiss && { size }) }
  }

  /** The variables that hold what a repetition ends with. */
  #repeated(repetition: Repetition): readonly string[] {
    const met = this.#repetitions.get(repetition)
    if (met) return met
    const { initial, states, again, next } = repetition
    const lines = this.lines[0] ?? []
    for (const outside of unchanged([again, ...next], new Set(states)))
      if (!this.#named.has(outside)) this.#named.set(outside, this.#let(0, this.of(outside, 0)))
    const names = initial.map((scalar) => {
      const name = this.#fresh('s')
      lines.push({ kind: 'var', name, value: this.of(scalar, 0) })
      return name
    })
    this.#repetitions.set(repetition, names)
    const known = new Map(this.#named)
    for (const [i, state] of states.entries()) known.set(state, named(names[i] ?? '', state.type))
    const inner = new Writer(this.#around, 0, `${names[0] ?? ''}_`, known)
    inner.announce(again, ...next)
    const condition = inner.of(again, 0)
    const before = [...(inner.lines[0] ?? [])]
    const values = next.map((scalar) => inner.of(scalar, 0))
    const body = (inner.lines[0] ?? []).slice(before.length)
    const changed = values.flatMap((value, i) =>
      value.kind === 'name' && value.name === names[i] ? [] : [{ value, name: names[i] ?? '' }],
    )
    lines.push({ kind: 'repeat', before, again: condition, body: [...body, ...assignments(changed)] })
    return names
  }

  /** A constant under a name, which no compiler computes with before it runs. */
  #frozen(scalar: Scalar): Expression {
    const met = this.#named.get(scalar) ?? this.#let(0, this.#expression(scalar, 0))
    this.#named.set(scalar, met)
    return met
  }

  /** An index; the part that stays the same in an inner loop is named outside of it. */
  index(index: Index, at: number): Expression {
    const outer = index.terms.filter(({ atom }) => this.#levelOfAtom(atom) < at)
    const inner = index.terms.filter(({ atom }) => this.#levelOfAtom(atom) >= at)
    if (outer.length > 0) {
      const level = Math.max(...outer.map(({ atom }) => this.#levelOfAtom(atom)))
      if (inner.length === 0) return this.#part(index, level)
      const key = `${outer.map((t) => `${t.factor}*${t.atom.key}`).join('+')}+${index.constant}`
      return sum([this.#part({ ...index, terms: outer, key }, level), ...this.#terms(inner, at)])
    }
    return sum(this.#terms(inner, at), index.constant)
  }

  #terms(terms: Index['terms'], at: number) {
    return terms.map(({ atom, factor }) => ({ of: this.#atom(atom, at), factor }))
  }

  #part(index: Index, level: number): Expression {
    const [only] = index.terms
    if (index.terms.length === 1 && only?.atom.kind === 'counter' && only.factor === 1 && index.constant === 0) return named(only.atom.name)
    const met = this.#parts.get(index.key)
    if (met) return met
    const name = this.#let(level, this.index(index, level))
    this.#parts.set(index.key, name)
    return name
  }

  #atom(atom: Atom, at: number): Expression {
    if (atom.kind === 'counter') return named(atom.name)
    if (atom.kind === 'scalar') return this.of(atom.scalar, at)
    const met = this.#parts.get(atom.key)
    if (met) return met
    const level = this.#levelOfAtom(atom)
    const name = this.#let(level, { kind: atom.kind, type: 'u32', of: this.index(atom.of, level), by: atom.by })
    this.#parts.set(atom.key, name)
    return name
  }
}

/** What is below 0 wraps, and a part of it may be anything. */
const wraps = (index: Index): boolean =>
  index.terms.some(({ atom }) => (atom.kind === 'quotient' || atom.kind === 'remainder') && (atom.of.min < 0 || wraps(atom.of)))

/** Sets variables to values that may need the old ones: several at once, through names. */
export const assignments = (values: readonly { readonly name: string; readonly value: Expression }[]): readonly Statement[] => {
  if (values.length <= 1) return values.map(({ name, value }) => ({ kind: 'set', name, value }))
  return [
    ...values.map(({ name, value }): Statement => ({ kind: 'let', name: `${name}_next`, value })),
    ...values.map(({ name, value }): Statement => ({ kind: 'set', name, value: named(`${name}_next`, value.type) })),
  ]
}

/** The applications in these that rest on none of the states, and that something which does reads. */
const unchanged = (roots: readonly Scalar[], states: ReadonlySet<Scalar>): readonly Scalar[] => {
  const depends = new Map<Scalar, boolean>()
  const isChanging = (scalar: Scalar): boolean => {
    const met = depends.get(scalar)
    if (met !== undefined) return met
    const found = scalar.kind === 'apply' ? scalar.args.some(isChanging) : states.has(scalar)
    depends.set(scalar, found)
    return found
  }
  const found = new Set<Scalar>()
  const seen = new Set<Scalar>()
  const visit = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (!isChanging(scalar)) {
      if (scalar.kind === 'apply' || scalar.kind === 'repeated') found.add(scalar)
    } else if (scalar.kind === 'apply') for (const arg of scalar.args) visit(arg)
  }
  for (const root of roots) visit(root)
  return [...found]
}

const rounds = (fn: ScalarFunction): boolean => fn.kind === 'basic' && fn.rounds === true

/** The same wherever it stands. */
const isConstant = (scalar: Scalar): boolean =>
  scalar.kind === 'constant' ||
  (scalar.kind === 'index' && scalar.index.terms.length === 0) ||
  (scalar.kind === 'apply' && scalar.args.every(isConstant))

/** WGSL refuses what it can compute and finds wrong: overflow and division by zero among constants, a whole number by a constant zero. */
const isRefused = (arg: Scalar, { fn, args }: Scalar & { readonly kind: 'apply' }): boolean =>
  args.every(isConstant) || ((fn === basic.divide || fn === basic.remainder) && arg.kind === 'constant' && arg.value === 0)

/** How an operand is hidden that would let a compiler leave out the other: a 0 among floats, or what is the same, or may be found to be. */
const disguise = ({ fn, args }: Scalar & { readonly kind: 'apply' }, i: number): ScalarFunction | undefined => {
  const [first, arg] = [args[0], args[i]]
  if (arg?.type !== 'f32' || fn.kind !== 'basic') return undefined
  if (fn.rounds && arg.kind === 'constant' && arg.value === 0) return basic.rounded
  return fn.twins && i === 1 && (arg === first || (arg.kind === 'apply' && first?.kind === 'apply')) ? basic.apart : undefined
}
