import { isRight } from 'fp-ts/lib/Either.js'
import type { Layer } from '../../../dsl/index.js'
import * as dsl from '../../../dsl/index.js'
import type { Numbers } from '../../../dsl/one-or-many.js'
import * as core from '../../../src/index.js'
import type { Family } from '../../types/harness.js'
import { Call, inBrackets, isLayer, isRecord, Named, nameOf, type Place, read, Shaped, spied, spies, textOf, textOfCall } from './call.js'
import { shapesIn } from './shapes-in.js'

/* What the programs of the type tests say of shapes. */

/** The tensors that programs of a family begin with. */
const scopeOf = ({ given = '' }: Family): Readonly<Record<string, unknown>> => {
  const scope: Record<string, unknown> = { ...spies }
  for (const [, name = '', shape = '', dtype] of given.matchAll(/^declare const (\w+): Tensor<\[(.*?)\](?:, '(\w+)')?>$/gm)) {
    const sizes = shape.split(', ').filter((size) => size !== '')
    if (dtype === 'u32' && shape === '2') scope[name] = new Named('key')
    else if (!sizes.some((size) => size === 'number' || size === '0'))
      scope[name] = new Shaped(sizes.map((size) => (/^\d+$/.test(size) ? Number(size) : new Named(size.slice(1, -1)))))
  }
  return scope
}

/** Shapes of one or several inputs of a layer. */
const shownInput = (input: unknown): string | undefined =>
  isRecord(input)
    ? textOf(input.shape)
    : Array.isArray(input) && typeof input[0] === 'object'
      ? input.map(shownInput).join(', ')
      : textOf(input)

export const rowOf = (layer: string, input: Numbers, output: Numbers): string => `${layer}: ${shownInput(input)} -> ${shownInput(output)}`

const scope: Readonly<Record<string, unknown>> = { ...dsl, ...core, dsl }

/** The layer itself. */
const built = (value: unknown): unknown => {
  if (value instanceof Call) return (faceOf(value.of) as (...args: readonly unknown[]) => unknown)(...value.args.map(built)) // it was called
  if (spied.has(value)) return faceOf(spied.get(value) as Place) // it has
  if (Array.isArray(value)) return value.map(built)
  if (typeof value === 'function') return new Function(...Object.keys(scope), `return ${value}`)(...Object.values(scope))
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, built(one)])) : value
}

const faceOf = (place: Place): unknown =>
  (place.startsWith('typegrad/dsl') ? (dsl as Readonly<Record<string, unknown>>) : (core as Readonly<Record<string, unknown>>))[
    nameOf(place)
  ]

/** A use of a function or layer; a layer, as it is written, for more rows of it. */
export interface Row {
  readonly of: Place
  readonly text: string
  readonly layer?: { readonly text: string; readonly layer: Layer }
}

/** The layers of a model, each with its input and its output. */
const layersIn = ({ args: [first, ...layers] }: Call): readonly Row[] => {
  const rows: Row[] = []
  let input = first as Numbers // sequential takes shapes
  for (const one of layers) {
    const of = one instanceof Call ? one.of : spied.get(one)
    try {
      const layer = built(one)
      if (!isLayer(layer) || of === undefined) break
      const output = layer.output(input)
      if (!isRight(output)) break
      const text = one instanceof Call ? textOfCall(one) : nameOf(of)
      if (text !== undefined) rows.push({ of, text: rowOf(text, input, output.right), layer: { text, layer } })
      input = output.right
    } catch {
      break
    }
  }
  return rows
}

/** What is said by the programs of a family. */
export const rowsOf = (family: Family): readonly Row[] => {
  const scope = scopeOf(family)
  const models = [...(family.given ?? '').matchAll(/^const \w+ = (sequential\(.*\))$/gm)].map(([, model = '']) => [model, ''] as const)
  return [...family.compiles, ...models].flatMap(([program, type]) => {
    const { value, calls } = read(program, scope)
    const layers = calls.filter(({ of }) => of === 'typegrad/dsl sequential').flatMap(layersIn)
    const shapes = shapesIn(type)
    if (!(value instanceof Call) || shapes === undefined) return layers
    const text = inBrackets(`${value.name}(`, value.args.map(textOf), ')')
    return text === undefined ? layers : [...layers, { of: value.of, text: `${text} -> ${shapes}` }]
  })
}
