import { type Scalar, type ScalarFunction, Scalars, type ScalarType } from './scalar.js'

/** What a composed function is made of. */
interface Definition {
  readonly parameters: readonly Scalar[]
  /** The result of the parameters. */
  readonly body: Scalar
  /** So short that it stands wherever it is used; others are functions of their own where a target has such. */
  readonly isShort: boolean
}

/** Makes the result of the arguments. */
export type ScalarRule = (scalars: Scalars, ...args: Scalar[]) => Scalar

/** So many applications at most make a function short. */
const longest = 4

const isShort = (body: Scalar): boolean => {
  const seen = new Set<Scalar>()
  const stack = [body]
  for (let scalar = stack.pop(); scalar; scalar = stack.pop()) {
    if (seen.has(scalar)) continue
    if (scalar.kind === 'repeated') return false
    if (scalar.kind !== 'apply') continue
    seen.add(scalar)
    stack.push(...scalar.args)
  }
  return seen.size <= longest
}

/**
 * A function of scalars that is made of basic ones, and of other composed ones: the same on every target. Its name and the types of its arguments stand for it.
 * Floats in it are rounded as written where `rounded` says so; elsewhere a target may keep more digits, or merge a product with a sum.
 */
export class Composed {
  readonly kind = 'composed'
  readonly name: string
  #definition: Definition | undefined

  constructor(
    name: string,
    readonly types: readonly ScalarType[],
    /** In multiply-adds, roughly. */
    readonly cost: number,
    private readonly rule: ScalarRule,
  ) {
    this.name = `${name}_${types[0] ?? ''}`
  }

  get definition(): Definition {
    if (!this.#definition) {
      const scalars = new Scalars()
      const parameters = this.types.map((type, place) => scalars.parameter(type, place))
      const body = this.rule(scalars, ...parameters)
      this.#definition = { parameters, body, isShort: isShort(body) }
    }
    return this.#definition
  }

  get result(): ScalarType {
    return this.definition.body.type
  }

  /** The function of arguments: an application, or, if it is short, what it is made of. */
  of(scalars: Scalars, ...args: readonly Scalar[]): Scalar {
    const { parameters, body, isShort: inPlace } = this.definition
    if (!inPlace) return scalars.apply(this, ...args)
    const made = new Map<Scalar, Scalar>(parameters.map((parameter, i) => [parameter, args[i] ?? parameter]))
    const of = (scalar: Scalar): Scalar => {
      const met = made.get(scalar)
      if (met) return met
      const now =
        scalar.kind === 'apply'
          ? scalars.apply(scalar.fn, ...scalar.args.map(of))
          : scalar.kind === 'constant'
            ? scalars.constant(scalar.type, scalar.value)
            : scalar
      made.set(scalar, now)
      return now
    }
    return of(body)
  }
}

/** A function of arguments. */
export const applied = (scalars: Scalars, fn: ScalarFunction, ...args: readonly Scalar[]): Scalar =>
  fn.kind === 'composed' ? fn.of(scalars, ...args) : scalars.apply(fn, ...args)
