import type { Repetition, Scalar, ScalarType } from '../../kernel/scalar.js'
import { item } from '../../program/program.js'
import type { DType, TensorType } from '../../shape/dtype.js'
import type { HloValue, HloWriter } from '../../tensor/stable-hlo.js'
import { basics } from './basic.js'

/** Writes functions of scalars for whole tensors of one shape: every scalar is a tensor. */
export class ScalarWriter {
  constructor(
    private readonly hlo: HloWriter,
    private readonly shape: readonly number[],
    /** The dtype that scalars of type `f32` have. */
    private readonly float: DType,
    /** Values of loads and parameters, by number. */
    private readonly given: readonly HloValue[],
    /** A function that is written once, and called; undefined where it is to be written out. */
    private readonly called:
      | ((fn: Extract<Scalar, { kind: 'apply' }>['fn'], args: readonly HloValue[]) => HloValue | undefined)
      | undefined,
    private readonly known = new Map<Scalar, HloValue>(),
  ) {}

  #type(type: ScalarType): TensorType {
    return { shape: this.shape, dtype: type === 'f32' ? this.float : type }
  }

  of(scalar: Scalar): HloValue {
    const met = this.known.get(scalar)
    if (met) return met
    const made = this.#made(scalar)
    this.known.set(scalar, made)
    return made
  }

  #made(scalar: Scalar): HloValue {
    switch (scalar.kind) {
      case 'constant':
        return this.hlo.full(scalar.value, this.#type(scalar.type))
      case 'load':
        return item(this.given, scalar.source)
      case 'parameter':
        return item(this.given, scalar.place)
      case 'apply': {
        const args = scalar.args.map((arg) => this.of(arg))
        const { fn } = scalar
        if (fn.kind === 'basic') {
          const [x, y, z] = args as [HloValue, HloValue, HloValue] // as many as the function takes
          return basics[fn.name](this.hlo, this.#type(scalar.type), x, y, z)
        }
        const called = this.called?.(fn, args)
        return called ?? new ScalarWriter(this.hlo, this.shape, this.float, args, this.called).of(fn.definition.body)
      }
      case 'repeated':
        return item(this.#repeated(scalar.repetition), scalar.slot)
      default:
        throw new Error(`typegrad: ${scalar.kind} has no form in StableHLO; please report this`)
    }
  }

  readonly #results = new Map<Repetition, readonly HloValue[]>()

  /** A loop that goes on until no element is left: those that are done stay as they are. What does not change in it is carried along. */
  #repeated(repetition: Repetition): readonly HloValue[] {
    const met = this.#results.get(repetition)
    if (met) return met
    const { initial, states, again, next } = repetition
    const fixedOnes = unchanging(repetition)
    const begin = [...initial, ...fixedOnes].map((one) => this.of(one))
    const types = begin.map(({ type }) => type)
    const inside = (values: readonly HloValue[]): ScalarWriter =>
      new ScalarWriter(
        this.hlo,
        this.shape,
        this.float,
        [],
        undefined,
        new Map([...states, ...fixedOnes].flatMap((one, i) => (values[i] ? [[one, values[i]]] : []))),
      )
    const all = this.hlo.generic('while', begin, types, {
      bodies: [
        [
          types,
          (values) => [
            this.hlo.reduce(
              'or',
              inside(values).of(again),
              0,
              this.shape.map((_, axis) => axis),
            ),
          ],
        ],
        [
          types,
          (values) => {
            const writer = inside(values)
            const goesOn = writer.of(again)
            const after = next.map((one) => writer.of(one))
            return values.map((value, i) => (after[i] ? this.hlo.select(goesOn, after[i], value) : value))
          },
        ],
      ],
    })
    const results = all.slice(0, states.length)
    this.#results.set(repetition, results)
    return results
  }
}

/** What a repetition reads that its states have no part in; constants are written where they are used. */
const unchanging = ({ states, again, next }: Repetition): readonly Scalar[] => {
  const changes = new Map<Scalar, boolean>(states.map((state) => [state, true]))
  const parts = (scalar: Scalar): readonly Scalar[] =>
    scalar.kind === 'apply'
      ? scalar.args
      : scalar.kind === 'repeated'
        ? [...scalar.repetition.initial, scalar.repetition.again, ...scalar.repetition.next]
        : []
  const isChanging = (scalar: Scalar): boolean => {
    const met = changes.get(scalar)
    if (met !== undefined) return met
    changes.set(scalar, false)
    const found = parts(scalar).some(isChanging)
    changes.set(scalar, found)
    return found
  }
  const found = new Set<Scalar>()
  const seen = new Set<Scalar>()
  const visit = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (isChanging(scalar)) parts(scalar).forEach(visit)
    else if (scalar.kind !== 'constant' && scalar.kind !== 'state') found.add(scalar)
  }
  ;[again, ...next].forEach(visit)
  return [...found]
}
