import fc from 'fast-check'
import { options, rarely, size, tensor } from './draw.js'
import { type Operation, operation } from './operation.js'
import { Declared, Lambda, Name, type Value } from './use.js'

/* Loops and branches, of functions that give their parameters and tensors declared beside them, in trees. */

const few = fc.array(size, { maxLength: 2 })

const leaf: fc.Arbitrary<Value> = tensor(few, 'f32', 'f32', 'i32')

/** Names that are not written in their order. */
const record = (values: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof(fc.record({ h: values, c: values }), fc.record({ ab: values, _: values, Z: values, a: values }))

const list = (values: fc.Arbitrary<Value>): fc.Arbitrary<Value> => fc.oneof(fc.tuple(values, values), fc.tuple(values))

const tree = (values: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 4, arbitrary: values },
    { weight: 2, arbitrary: record(values) },
    { weight: 2, arbitrary: list(values) },
    { weight: 1, arbitrary: record(fc.oneof(values, list(values))) },
  )

const isLeaf = (value: Value): boolean => value instanceof Declared || value === null

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)

/** The tree that a parameter holds, given back: whole, in parts, or with other parts. */
const given = (name: string, whole: Value): fc.Arbitrary<Value> => {
  const back = fc.constant(new Name(name))
  const again: fc.Arbitrary<Value> = fc.constant(whole)
  const other: fc.Arbitrary<Value> = fc.oneof(leaf, fc.constantFrom<Value>(null), list(leaf), fc.record({ h: leaf }))
  if (isLeaf(whole)) return fc.oneof({ weight: 8, arbitrary: back }, { weight: 6, arbitrary: again }, { weight: 1, arbitrary: other })
  const parts = isList(whole)
    ? fc.tuple(...whole.map((part, i) => given(`${name}[${i}]`, part)))
    : fc.record(Object.fromEntries(Object.entries(whole as object).map(([key, part]) => [key, given(`${name}.${key}`, part as Value)])))
  const changed: fc.Arbitrary<Value> = fc
    .tuple(parts, fc.constantFrom('less', 'more'), leaf)
    .map(([all, how, one]) =>
      Array.isArray(all)
        ? how === 'less'
          ? all.slice(1)
          : [...all, one]
        : how === 'less'
          ? Object.fromEntries(Object.entries(all).slice(1))
          : { ...all, more: one },
    )
  return fc.oneof<fc.MaybeWeightedArbitrary<Value>[]>(
    { weight: 4, arbitrary: back },
    { weight: 8, arbitrary: parts },
    { weight: 1, arbitrary: changed },
    { weight: 1, arbitrary: other },
  )
}

/** Lists of one length, most often. */
const lists: fc.Arbitrary<Value> = size.chain((length) => {
  const one = fc
    .tuple(few, rarely(12), rarely(24))
    .map(([rest, longer, scalar]): Value => new Declared(scalar ? [] : [length + (longer ? 1 : 0), ...rest]))
  return tree(one)
})

const steps = fc.oneof({ weight: 6, arbitrary: size }, { weight: 1, arbitrary: fc.constantFrom(-1, 2.5, 10) })

const scanOptions = options({
  length: fc.oneof<fc.MaybeWeightedArbitrary<Value>[]>({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: steps }),
  reverse: fc.constantFrom(undefined, undefined, true),
})

const ofLists = [/: xs\S* (?:has|is)|there are no lists/, 'xs'] as const

const predicate: fc.Arbitrary<Declared> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(new Declared([], 'bool')) },
  { weight: 1, arbitrary: tensor(few, 'bool', 'bool', 'f32') },
)

export const control: Readonly<Record<string, Operation>> = {
  scan: operation(
    ['scan'],
    () =>
      fc
        .tuple(tree(leaf), fc.oneof({ weight: 6, arbitrary: lists }, { weight: 1, arbitrary: fc.constant(null) }), scanOptions)
        .chain(([init, xs, settings]) =>
          fc
            .tuple(given('c', init), fc.constantFrom<Value>(new Name('c'), new Name('x'), null, { y: new Name('x') }), fc.nat({ max: 30 }))
            .map(([carry, y, odd]) => ({
              f: new Lambda(['c', 'x'], odd === 0 ? carry : odd === 1 ? [carry] : [carry, y]),
              init,
              xs,
              options: settings,
            })),
        ),
    [ofLists, [/the lists have|number of steps/, 'options.length'], [/: the body gives/, 'f']],
  ),
  map: operation(
    ['map'],
    () => fc.record({ f: fc.oneof(fc.constant<Value>(new Name('x')), leaf, record(leaf)).map((y) => new Lambda(['x'], y)), xs: lists }),
    [ofLists],
  ),
  cond: operation(
    ['cond'],
    () =>
      fc.tuple(predicate, tree(leaf)).chain(([pred, x]) =>
        fc.tuple(given('x', x), given('x', x)).map(([yes, no]) => ({
          pred,
          onTrue: new Lambda(['x'], yes),
          onFalse: new Lambda(['x'], no),
          x,
        })),
      ),
    [
      [/predicate/, 'pred'],
      [/branches/, 'onFalse'],
    ],
  ),
  whileLoop: operation(
    ['whileLoop'],
    () =>
      tree(leaf).chain((init) =>
        fc.tuple(predicate, given('c', init), steps).map(([goesOn, next, atMost]) => ({
          goesOn: new Lambda(['c'], goesOn),
          step: new Lambda(['c'], next),
          init,
          options: { atMost },
        })),
      ),
    [
      [/condition/, 'goesOn'],
      [/: the body gives/, 'step'],
      [/number of steps/, 'options.atMost'],
    ],
  ),
}
