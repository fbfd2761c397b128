import { named } from '../../read/fault.js'
import { fail } from '../fault.js'
import { entryOf, isJson, type Json, jsonOf, listOf, textOf, wholeOf } from '../json.js'
import { mostNodes, type Ref } from '../network.js'

/** A layer as it lies in a file. */
export interface Proto {
  readonly name: string
  readonly kind: string
  readonly title: string
  readonly config: Json
}

/** A layer that is called; layers that are shared are called several times. */
export interface Step {
  readonly key: string
  readonly title: string
  readonly proto: Proto
  readonly inputs: readonly Ref[]
}

/** A model: the outermost, or one that is a layer. */
export interface Model {
  readonly steps: ReadonlyMap<string, Step>
  /** The steps that are its inputs. */
  readonly inputs: readonly string[]
  readonly outputs: readonly Ref[]
}

/** Kinds of models: layers one after the other, or such that say what they read. */
export const models = { Sequential: 'chain', Functional: 'graph', Model: 'graph' } as const

export const modelKind = (kind: string): 'chain' | 'graph' | undefined =>
  Object.hasOwn(models, kind) ? models[kind as keyof typeof models] : undefined // it is one of theirs

export const protoOf = (value: unknown): Proto => {
  const layer = jsonOf('a layer', value)
  const kind = textOf('the class_name of a layer', entryOf(layer, 'class_name'))
  const given = entryOf(layer, 'config')
  // Old files have the layers of a chain as its configuration.
  const config = jsonOf(`the config of a layer (${kind.slice(0, 80)})`, Array.isArray(given) ? { layers: given } : given)
  const name = entryOf(config, 'name') ?? entryOf(layer, 'name')
  const known = typeof name === 'string' ? name : kind.toLowerCase()
  return { name: known, kind, title: `layer ${named(known)} (${kind.slice(0, 80)})`, config }
}

/** What a call of a layer is called. */
const keyOf = (name: string, call: number): string => (call === 0 ? name : `${name} ${call + 1}`)

/** `[layer, call, result]`. */
const refOf = (what: string, value: unknown): Ref => {
  const [name, call = 0, at = 0, settings] = listOf(what, value)
  if (isJson(settings) && Object.entries(settings).some(([key, setting]) => setting !== null && (key !== 'training' || setting !== false)))
    return fail(`${what} has the settings ${Object.keys(settings).slice(0, 4).map(named).join(', ')}, which are not known here`)
  return { of: keyOf(textOf(`${what}: a layer`, name), wholeOf(`${what}: a call`, call)), at: wholeOf(`${what}: a result`, at) }
}

/** Several, or one that has no list around it. */
const refsOf = (what: string, value: unknown): readonly Ref[] => {
  const list = listOf(what, value ?? [])
  return typeof list[0] === 'string' ? [refOf(what, list)] : list.map((one) => refOf(what, one))
}

const protosIn = ({ title, config }: Proto): readonly { readonly proto: Proto; readonly value: Json }[] => {
  const list = listOf(`the layers of ${title}`, entryOf(config, 'layers'))
  if (list.length > mostNodes) return fail(`${title} has ${list.length} layers; ${mostNodes} are the most`)
  return list.map((value) => ({ proto: protoOf(value), value: jsonOf('a layer', value) }))
}

const added = (steps: Map<string, Step>, step: Step): void => {
  if (steps.has(step.key)) fail(`${step.title} is there twice`)
  steps.set(step.key, step)
}

/** One layer after the other; where the first is no input, one is put before it. */
const chainOf = (model: Proto): Model => {
  const protos = protosIn(model).map(({ proto }) => proto)
  const [first] = protos
  if (!first) return fail(`${model.title} has no layers`)
  const before: Proto[] =
    first.kind === 'InputLayer' ? [] : [{ ...first, name: `${first.name}_input`, kind: 'InputLayer', title: `the input of ${first.title}` }]
  const steps = new Map<string, Step>()
  let last: string | undefined
  for (const proto of [...before, ...protos]) {
    added(steps, { key: proto.name, title: proto.title, proto, inputs: last === undefined ? [] : [{ of: last, at: 0 }] })
    last = proto.name
  }
  return { steps, inputs: [before[0]?.name ?? first.name], outputs: [{ of: last ?? first.name, at: 0 }] }
}

/** Layers that say whose results they read. */
const graphOf = (model: Proto): Model => {
  const all = protosIn(model).map(({ proto, value }) => {
    const what = `${proto.title}: inbound_nodes`
    const calls = listOf(what, entryOf(value, 'inbound_nodes') ?? []).map((call) => refsOf(what, call))
    return { proto, calls: proto.kind === 'InputLayer' ? [[]] : calls }
  })
  const inputs = refsOf(`the inputs of ${model.title}`, entryOf(model.config, 'input_layers')).map(({ of }) => of)
  const outputs = refsOf(`the results of ${model.title}`, entryOf(model.config, 'output_layers'))
  const read = new Set([...outputs, ...all.flatMap(({ calls }) => calls.flat())].map(({ of }) => of))
  const steps = new Map<string, Step>()
  for (const { proto, calls } of all) {
    // The first call of a model is that by which it was made, which is not written.
    const from = modelKind(proto.kind) && !read.has(keyOf(proto.name, 0)) ? 1 : 0
    for (const [i, refs] of calls.entries()) added(steps, { key: keyOf(proto.name, i + from), title: proto.title, proto, inputs: refs })
  }
  return { steps, inputs, outputs }
}

/** What a model of the file is made of. */
export const modelOf = (model: Proto): Model => (modelKind(model.kind) === 'chain' ? chainOf(model) : graphOf(model))
