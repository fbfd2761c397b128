import { named } from '../read/fault.js'
import type { Known } from '../read/known.js'
import { fail } from './fault.js'
import { entryOf, type Json, listOf, shown, wholeOf } from './json.js'
import { plain } from './layers/plain.js'
import { modelKind, modelOf, models, type Proto, protoOf, type Step } from './layers/topology.js'
import { type Find, finding } from './layers/weights.js'
import { wrappers } from './layers/wrappers.js'
import { type Declared, mostNodes, type Network, type Node, type Ref } from './network.js'
import { dtypeOf } from './operators/attributes.js'
import { inOrder } from './order.js'
import { settingsOf } from './settings.js'

/** What is read so far of a file. */
interface Reading {
  readonly find: Find
  readonly nodes: Node[]
  readonly inputs: (Declared & { readonly of: string })[]
  /** Names of constants that are read, and of those that are statistics. */
  readonly read: Set<string>
  readonly fixed: Set<string>
}

/** Models within models, at most. */
const deepest = 16

const dtypes: Readonly<Record<string, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' }

const declaredBy = ({ name, title, config }: Proto, of: string): Declared & { readonly of: string } => {
  const dtype = entryOf(config, 'dtype') ?? 'float32'
  const told = typeof dtype === 'string' && Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined
  if (told === undefined) return fail(`${title} is of ${shown(dtype)}, which typegrad has no dtype for`)
  const sizes = entryOf(config, 'batch_input_shape') ?? entryOf(config, 'batch_shape')
  const what = `${title}: batch_input_shape`
  const shape =
    sizes === undefined || sizes === null ? undefined : listOf(what, sizes).map((size) => (size === null ? undefined : wholeOf(what, size)))
  return { name, of, dtype: dtypeOf(title, told), shape }
}

/** The call of a layer as a node; its result is under its name. */
const nodeOf = (reading: Reading, { proto, title }: Step, name: string, inputs: readonly Ref[], scope: readonly string[]): Node => {
  const { kind, config } = proto
  const operator = Object.hasOwn(plain, kind) ? plain[kind] : Object.hasOwn(wrappers, kind) ? wrappers[kind] : undefined
  if (!operator) return fail(`${title} is a layer that typegrad does not know`)
  const [least, most] = operator.inputs
  if (inputs.length < least || inputs.length > most)
    return fail(`${title} has ${inputs.length} inputs; it takes ${least === most ? least : `${least} to ${most}`}`)
  const settings = settingsOf(title, config, operator.settings)
  // They were read by its own schema.
  const own = operator.weights(settings as never).map((weight): [string, string] => [weight, reading.find(title, scope, weight)])
  for (const [weight, found] of own) {
    reading.read.add(found)
    if (operator.statistics.includes(weight)) reading.fixed.add(found)
  }
  return { name, title, operator, settings, inputs, weights: new Map(own) }
}

/** The results of a model that is called with some inputs; of the outermost these are those of the file. */
const readModel = (
  reading: Reading,
  proto: Proto,
  given: readonly Ref[] | undefined,
  scope: readonly string[],
  place: string,
): readonly Ref[] => {
  if (scope.length > deepest) return fail(`${proto.title} lies ${scope.length} models deep; ${deepest} are the most`)
  const { steps, inputs, outputs } = modelOf(proto)
  if (given && given.length !== inputs.length) return fail(`${proto.title} is called with ${given.length} inputs; it has ${inputs.length}`)
  if (outputs.length === 0) return fail(`${proto.title} gives nothing`)
  const made = new Map<string, (at: number) => Ref>()
  const resolved = ({ of, at }: Ref): Ref => made.get(of)?.(at) ?? fail(`${proto.title}: nothing makes result ${at} of ${named(of)}`)
  const wanted = [...outputs.map(({ of }) => of), ...inputs]
  for (const step of inOrder(steps, wanted)) {
    const { key } = step
    const at = inputs.indexOf(key)
    const refs = step.inputs.map(resolved)
    if (step.proto.kind === 'InputLayer') {
      if (at < 0) return fail(`${step.title} is not among the inputs of ${proto.title}`)
      const ref = given?.[at]
      if (!ref) reading.inputs[at] = declaredBy(step.proto, key)
      made.set(key, () => ref ?? { of: key, at: 0 })
    } else if (modelKind(step.proto.kind)) {
      const results = readModel(reading, step.proto, refs, [...scope, step.proto.name], `${place}${key}/`)
      made.set(key, (which) => results[which] ?? fail(`${step.title} gives ${results.length} results; result ${which} is read`))
    } else {
      if (reading.nodes.length >= mostNodes)
        return fail(`the model has more than ${mostNodes} layers, those that are shared where they are called`)
      reading.nodes.push(nodeOf(reading, step, `layer ${place}${key}`, refs, [...scope, step.proto.name]))
      made.set(key, (which) => ({ of: `layer ${place}${key}`, at: which }))
    }
  }
  return outputs.map(resolved)
}

/** Names of the results: those of the layers that give them. */
const namesOf = (refs: readonly Ref[]): readonly string[] => {
  const all = refs.map(({ of }) => of.replace(/^layer (.*\/)?/s, ''))
  return all.map((name, i) => (all.indexOf(name) === i ? name : `${name} ${all.slice(0, i + 1).filter((one) => one === name).length}`))
}

/**
 * A model of Keras, written as JSON.
 *
 * @throws InvalidArgument if a layer is not known, reads what nothing makes, or has no weights in the manifest
 */
export const layersFrom = (topology: Json, stored: ReadonlyMap<string, Known>): Network => {
  const own = entryOf(topology, 'model_config') ?? topology
  const proto = protoOf(own)
  if (!modelKind(proto.kind)) return fail(`the model is a ${named(proto.kind)}; ${Object.keys(models).join(', ')} are known`)
  const reading: Reading = { find: finding(stored), nodes: [], inputs: [], read: new Set(), fixed: new Set() }
  const refs = readModel(reading, proto, undefined, [], '')
  const names = namesOf(refs)
  return {
    inputs: reading.inputs,
    outputs: refs.map((ref, i) => ({ name: names[i] ?? '', dtype: 'f32', shape: undefined, ref })),
    constants: new Map([...stored].filter(([name]) => reading.read.has(name))),
    fixed: reading.fixed,
    nodes: reading.nodes,
  }
}
