import fc from 'fast-check'
import { show } from '../../../src/shape/dim.js'
import { einsumUses } from '../../support/patterns.js'
import { dtypes, lists, numbered, options, rarely, related, shape, size, tensors } from './draw.js'
import { dtypeFaults, type Fault, type Operation, operation } from './operation.js'
import { Declared, type Use, type Value } from './use.js'

const factors = fc.tuple(related, size, size, size, rarely(4)).map(([[a, b], m, k, n, odd]) => {
  const left = a.length > 0 && !odd ? [...a.slice(0, 2), m, k] : [...a.slice(0, 1), k].slice(m)
  const right = b.length > 0 && !odd ? [...b.slice(0, 2), k, n] : [k, ...b.slice(0, 1)].slice(n)
  return [left, right] as const
})

const dotted = fc.tuple(shape, shape, fc.nat({ max: 9 })).map(([a, b, odd]) => {
  const right = odd > 2 && a.length > 0 ? (b.length > 0 ? [...b.slice(0, 2), a.at(-1) ?? 1, ...b.slice(3)] : [a.at(-1) ?? 1]) : b
  return [a, right] as const
})

const vectors = fc
  .tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 }), shape, size, size)
  .map(([p, q, odd, m, n]) => [p === 0 ? odd : [m * p], q === 0 ? odd : [n + q]] as const)

const pairs = fc.tuple(shape, fc.nat({ max: 7 }), shape).chain(([a, odd, rest]) =>
  fc.shuffledSubarray(a.map((_, i) => i - (i % 2) * a.length)).map((of) => {
    const met = of.map((at) => a.at(at) ?? 1)
    const sizes = odd === 0 ? met.map((n) => n + 1) : odd === 1 ? met.slice(1) : met
    return { shapes: [a, [...sizes, ...rest.slice(2)]], axes: [odd === 2 ? [...of, 0] : of, odd === 3 ? of : met.map((_, i) => i)] }
  }),
)

const counts = fc
  .tuple(related, fc.integer({ min: -1, max: 3 }), fc.nat({ max: 3 }))
  .map(([[a, b], n, odd]) => ({ shapes: odd === 0 ? [a, b] : [[...b, ...a.slice(0, n)], a], axes: n }))

/** The operand that has the shape where the pattern has the term. */
const operandOf = (shape: string | undefined, term: string | undefined, { spec, ...operands }: Use['args']): string | undefined => {
  const terms = String(spec).replaceAll(' ', '').split('->')[0]?.split(',') ?? []
  return Object.keys(operands).find((name, i) => {
    const operand = operands[name]
    return terms[i] === term && operand instanceof Declared && show(operand.shape) === shape
  })
}

/** Queries, keys and values: most of them fit, as does a mask. */
const looks = fc
  .tuple(
    related,
    lists(size, 4),
    fc.constantFrom('query', 'key', 'value', 'features', 'places', 'mask', '', '', '', '', ''),
    fc.nat({ max: 2 }),
  )
  .chain(([[a, b], [queries = 1, keys = 1, features = 1, width = 1], odd, batch]) => {
    const [ofQuery, ofKey] = [a.slice(0, batch), b.slice(0, batch)]
    const shapes = [
      odd === 'query' ? ofQuery.slice(1) : [...ofQuery, queries, features],
      odd === 'key' ? ofKey.slice(1) : [...ofKey, keys, features + Number(odd === 'features')],
      odd === 'value' ? ofKey.slice(1) : [...ofKey, keys + Number(odd === 'places'), width],
    ]
    const hidden = [queries, odd === 'mask' ? keys + 1 : keys].slice(batch - 2)
    const seeing = options({
      mask: dtypes(1, 'bool').map(([dtype]): Value => (width % 2 ? undefined : new Declared(hidden, dtype))),
      causal: fc.constantFrom<Value>(undefined, true, false),
      scale: fc.constantFrom<Value>(undefined, 0.5),
    })
    return fc.tuple(tensors(shapes, 'f32', 'f32', 'f64'), seeing)
  })

const two: readonly Fault[] = [...dtypeFaults, [/left operand/, 'a'], [/./, 'b']]

export const contractions: Readonly<Record<string, Operation>> = {
  matmul: operation(['matmul'], () => factors.chain((shapes) => tensors(shapes)).map(([a, b]) => ({ a, b })), two),
  dot: operation(['dot'], () => dotted.chain((shapes) => tensors(shapes)).map(([a, b]) => ({ a, b })), two),
  outer: operation(['outer'], () => vectors.chain((shapes) => tensors(shapes)).map(([a, b]) => ({ a, b })), [
    ...dtypeFaults,
    [/(\[.*?\]) is not a vector/, ([, shape], { a }) => (a instanceof Declared && show(a.shape) === shape ? 'a' : 'b')],
  ]),
  tensordot: operation(
    ['tensordot'],
    () => fc.oneof(pairs, counts).chain(({ shapes, axes }) => tensors(shapes).map(([a, b]) => ({ a, b, axes }))),
    [...dtypeFaults, [/dimensions/, 'b'], [/./, 'axes']],
  ),
  einsum: operation(
    ['einsum'],
    () =>
      fc.tuple(einsumUses, fc.constantFrom('1', '..', '-', '->i', '...', '!'), fc.nat({ max: 30 })).chain(([{ spec, shapes }, end, odd]) =>
        tensors(odd === 0 ? shapes.slice(1) : odd === 1 ? [...shapes.slice(-1), ...shapes] : shapes).map((operands) => ({
          spec: odd === 2 ? `${spec}${end}` : spec,
          ...numbered('operand', operands),
        })),
      ),
    [
      ...dtypeFaults,
      [/: (\[[\d, ]*\]) does not fit '(.*?)'/, ([, shape, term], args) => operandOf(shape, term, args)],
      [/operands in the pattern: (\d+), given: (\d+)/, ([, taken, given]) => (Number(given) > Number(taken) ? `operand${taken}` : 'spec')],
      [/./, 'spec'],
    ],
  ),
  attention: operation(
    ['attentionWeights', 'scaledDotProductAttention'],
    (name) =>
      looks.map(([[query = new Declared([]), key = query, value = key], seeing]) => ({
        query,
        key,
        ...(name === 'scaledDotProductAttention' && { value }),
        options: seeing,
      })),
    [
      [/is not bool|does not stretch/, 'options.mask'],
      ...dtypeFaults,
      [/the query needs/, 'query'],
      [/and value|the value needs/, 'value'],
      [/./, 'key'],
    ],
  ),
}
