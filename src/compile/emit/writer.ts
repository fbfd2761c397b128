import type { Atom, Index } from '../../kernel/index-arithmetic.js'
import { notFinite } from '../../kernel/not-finite.js'
import { apartText, rounded, roundedText } from '../../kernel/rounded.js'
import type { Scalar, ScalarType } from '../../kernel/scalar.js'
import { marked } from './numbers.js'
import { constant } from './wgsl.js'

/** What a writer is told of the kernel around its expressions. */
export interface Surroundings {
  /** How deep in the loops each counter is set; 0 outside of all. */
  readonly levels: ReadonlyMap<string, number>
  /** Name of the binding of a source. */
  readonly source: (source: number) => string
  /** Sources whose elements are stored as words but are truth values. */
  readonly isBool: (source: number) => boolean
  readonly accumulator: (slot: number, block: number) => string
}

/** Applications stand inside each other no deeper: compilers of shaders have a bound for brackets, and readers have too. */
const deepest = 16

/**
 * Writes scalar expressions as WGSL. What is used twice, or is the same in every turn of an inner loop, becomes a `let` at the level
 * where it belongs: `lines[0]` stands before the loops, `lines[n]` in the n-th.
 */
export class Writer {
  readonly lines: string[][]
  readonly preludes = new Set<string>()
  readonly #around: Surroundings
  readonly #named = new Map<Scalar, string>()
  readonly #parts = new Map<string, string>()
  readonly #uses = new Map<Scalar, number>()
  /** Rounded results that go into other functions. */
  readonly #taken = new Set<Scalar>()
  readonly #levels = new Map<Scalar, number>()
  /** How deep applications stand inside each other in the texts that have no name. */
  readonly #nesting = new Map<Scalar, number>()
  readonly #prefix: string
  #next = 0

  constructor(around: Surroundings, depth: number, prefix: string) {
    this.#around = around
    this.#prefix = prefix
    this.lines = Array.from({ length: depth + 1 }, () => [])
  }

  /** Counts uses, so that `text` knows what to name. To be called with all roots before any text is asked for. */
  announce(...roots: readonly Scalar[]): void {
    for (const root of roots) {
      const met = this.#uses.get(root) ?? 0
      this.#uses.set(root, met + 1)
      if (met > 0) continue
      if (root.kind === 'apply') {
        for (const arg of root.args) if (arg.kind === 'apply' && arg.type === 'f32' && arg.fn.rounds) this.#taken.add(arg)
        this.announce(...root.args)
      }
      if (root.kind === 'load') this.#announceIndex(root.at)
      if (root.kind === 'index') this.#announceIndex(root.index)
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

  #let(level: number, text: string): string {
    const name = `${this.#prefix}${this.#next++}`
    this.lines[level]?.push(`let ${name} = ${text};`)
    return name
  }

  /** The text of an expression for use at a level. */
  text(scalar: Scalar, at: number): string {
    const named = this.#named.get(scalar)
    if (named) return named
    const level = this.level(scalar)
    const text = this.#expression(scalar, level)
    const isPlain = scalar.kind === 'constant' || scalar.kind === 'accumulator'
    const nesting = scalar.kind === 'apply' ? 1 + Math.max(0, ...scalar.args.map((arg) => this.#nesting.get(arg) ?? 0)) : 0
    if (isPlain || ((this.#uses.get(scalar) ?? 0) < 2 && level === at && nesting < deepest)) {
      this.#nesting.set(scalar, nesting)
      return text
    }
    const name = this.#let(level, text)
    this.#named.set(scalar, name)
    return name
  }

  #expression(scalar: Scalar, level: number): string {
    switch (scalar.kind) {
      case 'constant':
        if (scalar.type === 'f32' && !Number.isFinite(Math.fround(scalar.value))) this.preludes.add(notFinite)
        return number(scalar.type, scalar.value)
      case 'accumulator':
        return this.#around.accumulator(scalar.slot, scalar.block)
      case 'index':
        return this.indexText(scalar.index, level)
      case 'load': {
        const element = `${this.#around.source(scalar.source)}[${this.indexText(scalar.at, level)}]`
        return this.#around.isBool(scalar.source) ? `(${element} != 0u)` : element
      }
      case 'apply': {
        const { fn, args } = scalar
        for (const prelude of fn.prelude ?? []) this.preludes.add(prelude.trim())
        const texts = args.map((arg, i) => {
          const text = isRefused(arg, args) ? this.#frozen(arg) : this.text(arg, level)
          const by = disguise(scalar, i)
          return by ? this.#hidden(by, text) : text
        })
        return this.#taken.has(scalar) ? this.#hidden(roundedText, fn.wgsl(...texts)) : fn.wgsl(...texts)
      }
    }
  }

  #hidden(by: (text: string) => string, text: string): string {
    this.preludes.add(rounded)
    return by(text)
  }

  /** A constant under a name, which WGSL does not compute with before it runs. */
  #frozen(scalar: Scalar): string {
    const named = this.#named.get(scalar) ?? this.#let(0, this.#expression(scalar, 0))
    this.#named.set(scalar, named)
    return named
  }

  /** The text of an index; the part that stays the same in an inner loop is named outside of it. */
  indexText(index: Index, at: number): string {
    const outer = index.terms.filter(({ atom }) => this.#levelOfAtom(atom) < at)
    const inner = index.terms.filter(({ atom }) => this.#levelOfAtom(atom) >= at)
    const terms = inner.map(({ atom, factor }) => ({ text: this.#atomText(atom, at), factor }))
    if (outer.length > 0 && inner.length > 0) {
      const level = Math.max(...outer.map(({ atom }) => this.#levelOfAtom(atom)))
      const part: Index = {
        ...index,
        terms: outer,
        constant: index.constant,
        key: `${outer.map((t) => `${t.factor}*${t.atom.key}`).join('+')}+${index.constant}`,
      }
      return sumText([{ text: this.#namedPart(part, level), factor: 1 }, ...terms], 0)
    }
    if (outer.length > 0) return this.#namedPart(index, Math.max(...outer.map(({ atom }) => this.#levelOfAtom(atom))))
    return sumText(terms, index.constant)
  }

  #namedPart(index: Index, level: number): string {
    const [only] = index.terms
    if (index.terms.length === 1 && only?.atom.kind === 'counter' && only.factor === 1 && index.constant === 0) return only.atom.name
    const met = this.#parts.get(index.key)
    if (met) return met
    const name = this.#let(level, this.indexText(index, level))
    this.#parts.set(index.key, name)
    return name
  }

  #atomText(atom: Atom, at: number): string {
    if (atom.kind === 'counter') return atom.name
    if (atom.kind === 'scalar') return this.text(atom.scalar, at)
    const met = this.#parts.get(atom.key)
    if (met) return met
    const level = this.#levelOfAtom(atom)
    const name = this.#let(level, `${bracketed(this.indexText(atom.of, level))} ${atom.kind === 'quotient' ? '/' : '%'} ${atom.by}u`)
    this.#parts.set(atom.key, name)
    return name
  }
}

/** A constant; what is no special value may be another in a kernel that is otherwise the same. */
const number = (type: ScalarType, value: number): string => {
  const text = constant(type, value)
  return type === 'bool' || value === 0 || value === 1 || !Number.isFinite(Math.fround(value)) ? text : marked(text)
}

/** The same wherever it stands. */
const isConstant = (scalar: Scalar): boolean =>
  scalar.kind === 'constant' ||
  (scalar.kind === 'index' && scalar.index.terms.length === 0) ||
  (scalar.kind === 'apply' && scalar.args.every(isConstant))

/** WGSL refuses what it can compute and finds wrong: overflow and division by zero among constants, a whole number by a constant zero. */
const isRefused = (arg: Scalar, args: readonly Scalar[]): boolean =>
  args.every(isConstant) || (arg.kind === 'constant' && arg.value === 0 && (arg.type === 'i32' || arg.type === 'u32'))

/** How an operand is hidden that would let a compiler leave out the other: a 0 among floats, or what is the same, or may be found to be. */
const disguise = ({ fn, args }: Scalar & { readonly kind: 'apply' }, i: number): ((text: string) => string) | undefined => {
  const [first, arg] = [args[0], args[i]]
  if (arg?.type !== 'f32') return undefined
  if (fn.rounds && arg.kind === 'constant' && arg.value === 0) return roundedText
  return fn.twins && i === 1 && (arg === first || (arg.kind === 'apply' && first?.kind === 'apply')) ? apartText : undefined
}

const bracketed = (text: string): string => (text.includes(' ') ? `(${text})` : text)

/** Unsigned: what is subtracted comes last, after something to subtract it from. */
const sumText = (terms: readonly { readonly text: string; readonly factor: number }[], constant: number): string => {
  const product = ({ text, factor }: { readonly text: string; readonly factor: number }) =>
    Math.abs(factor) === 1 ? text : `${text} * ${Math.abs(factor)}u`
  // Below 0 an index is masked where it is used; unsigned, it is beyond every end.
  if (terms.length === 0) return constant === 0 ? '0u' : marked(`${constant >>> 0}u`)
  const plus = terms.filter(({ factor }) => factor > 0).map(product)
  const minus = terms.filter(({ factor }) => factor < 0).map(product)
  if (constant > 0) plus.push(marked(`${constant}u`))
  if (constant < 0) minus.push(marked(`${-constant}u`))
  const first = plus.length > 0 ? plus.join(' + ') : '0u'
  return [first, ...minus].join(' - ')
}
