import fc from 'fast-check'
import { show } from '../../../src/shape/dim.js'
import { Declared, type Use, type Value } from './use.js'

type Args = Use['args']

/** Which argument a sentence is about: the first that is written of those named, or found by what the sentence says. */
type Place = string | readonly string[] | ((said: RegExpExecArray, args: Args) => string | undefined)

/** What a sentence says, and the argument that it is about. */
export type Fault = readonly [says: RegExp, at: Place]

/** Operations that are used in one way, and what is drawn of them. */
export interface Operation {
  /** Those of the public face. */
  readonly names: readonly string[]
  readonly uses: fc.Arbitrary<Use>
  /** Which argument each sentence is about, by what it says; the first that matches. */
  readonly faults: readonly Fault[]
}

/** Each of the names is used with arguments as they are drawn for it. */
export const operation = (names: readonly string[], draw: (name: string) => fc.Arbitrary<Args>, faults: readonly Fault[]): Operation => ({
  names,
  uses: fc.constantFrom(...names).chain((name) => draw(name).map((args) => ({ name, args }))),
  faults,
})

/** Where the argument at fault begins; undefined if the operation does not know the sentence. */
export const placeOf = (
  { faults }: Operation,
  { args }: Use,
  sentence: string,
  places: ReadonlyMap<string, number>,
): number | undefined => {
  for (const [says, at] of faults) {
    const said = says.exec(sentence)
    if (!said) continue
    const paths = typeof at === 'function' ? [at(said, args) ?? ''] : [at].flat()
    const path = paths.find((one) => places.has(one))
    return path === undefined ? undefined : places.get(path)
  }
  return undefined
}

/** All tensors among the arguments, with where they are. */
const tensors = (args: Args): readonly (readonly [path: string, tensor: Declared])[] =>
  Object.entries(args).flatMap(([name, value]) =>
    value instanceof Declared
      ? [[name, value] as const]
      : Array.isArray(value)
        ? value.flatMap((one: Value, i) => (one instanceof Declared ? [[`${name}.${i}`, one] as const] : []))
        : [],
  )

const first = (args: Args, is: (tensor: Declared) => boolean) => tensors(args).find(([, tensor]) => is(tensor))?.[0]

/** The first tensor of the dtype that the sentence says has no place there; the first number, where all are numbers. */
const ofKind: Fault = [
  /: (\w+) is not (?:an? \w+ dtype|bool);/,
  ([, dtype], args) => first(args, (one) => one.dtype === dtype) ?? Object.keys(args).find((name) => typeof args[name] === 'number'),
]

/** The first tensor of the dtype that the sentence says differs. */
const ofDType: Fault = [/: \w+ and (\w+) differ; convert one with astype/, ([, dtype], args) => first(args, (one) => one.dtype === dtype)]

/** Of dtypes: those that an operation is not defined on, and those that do not go together. */
export const dtypeFaults: readonly Fault[] = [ofKind, ofDType]

/** The first tensor but the one in front that has the second of the two shapes in the sentence. */
export const ofShape = (says: RegExp): Fault => [
  says,
  ({ input }, args) => {
    const shape = / and (\[[\d, ]*\])/.exec(input)?.[1]
    return tensors(args)
      .slice(1)
      .find(([, one]) => show(one.shape) === shape)?.[0]
  },
]
