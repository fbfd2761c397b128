import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { operandsOf } from '../../read/call.js'
import { named } from '../../read/fault.js'
import { ofTensor, type Value } from '../../read/value.js'
import { fail } from '../fault.js'
import { entryOf, jsonOf, textOf } from '../json.js'
import type { Call } from '../operator.js'
import { kind, type Schema, type Settings, settingsOf } from '../settings.js'
import { type Cell, cells } from './cells.js'
import { choice } from './config.js'
import { type Layer, type Layers, layer } from './layer.js'
import { plain } from './plain.js'
import { given, type Recurrent, statesOf, through } from './recurrent.js'

/** A layer within a layer. */
interface Held {
  readonly kind: string
  readonly name: string
  readonly layer: Layer
  readonly settings: Settings<Schema>
}

const held = kind<Held>((what, value) => {
  const own = jsonOf(what, value)
  const kind = textOf(`${what}: class_name`, entryOf(own, 'class_name'))
  const config = jsonOf(`${what}: config`, entryOf(own, 'config'))
  const layer = Object.hasOwn(plain, kind) ? plain[kind] : undefined
  if (!layer) return fail(`${what} is a ${named(kind)}, which typegrad does not know within another layer`)
  const name = entryOf(config, 'name')
  return { kind, name: typeof name === 'string' ? name : '', layer, settings: settingsOf(what, config, layer.settings) }
})

/** The weights of a layer within another. */
const weightsOf = ({ layer, settings }: Held): readonly string[] => layer.weights(settings as never) // they were read by its own schema

/** The call of a layer within another: with inputs and settings of its own, and its weights under a prefix. */
const within = (call: Call<unknown>, { settings }: Held, inputs: readonly Value[], prefix = ''): Call<never> => ({
  ...call,
  settings: settings as never, // they were read by its own schema
  ...operandsOf(call, inputs),
  weight: (name) => call.weight(prefix + name),
  maybeWeight: (name) => call.maybeWeight(prefix + name),
})

/** What is a statistic in a layer is one in a wrapper. */
const statistics = Object.values(plain).flatMap((one) => one.statistics)

/** The layer on every step of `[N, time, ...]`. */
const timeDistributed = layer({ settings: { layer: held() }, weights: (own) => weightsOf(own.layer), statistics }, (call) => {
  const { layer } = call.settings
  const x = call.input(0).tensor
  const [rows = 0, time = 0, ...rest] = x.shape
  if (x.rank < 2) return call.fail(`it takes [N, time, ...]; got [${x.shape.join(', ')}]`)
  const merged = ofTensor(ops.reshape(x, [rows * time, ...rest]))
  const results = layer.layer.run(within(call, layer, [merged]))
  const [first] = 'tensor' in results ? [results] : results
  const y = first?.tensor ?? x
  return ofTensor(ops.reshape(y, [rows, time, ...y.shape.slice(1)]))
})

type Merge = (forth: AnyTensor, back: AnyTensor) => readonly AnyTensor[]

const merges: Readonly<Record<string, Merge>> = {
  ave: (forth, back) => [ops.mul(ops.add(forth, back), 0.5)],
  concat: (forth, back) => [ops.concat([forth, back], -1)],
  mul: (forth, back) => [ops.mul(forth, back)],
  sum: (forth, back) => [ops.add(forth, back)],
}

const apart: Merge = (forth, back) => [forth, back]

const modes = choice(merges)

/** Of `null` both are given. */
const mergeMode = {
  read: (what: string, value: unknown): Merge => (value === null ? apart : modes.read(what, value)),
  absent: { value: merges.concat ?? apart },
  readsNull: true,
}

const cellOf = (call: Call<unknown>, { kind }: Held): Cell =>
  (Object.hasOwn(cells, kind) ? cells[kind as keyof typeof cells] : undefined) ?? // as it is one of theirs
  call.fail(`it holds a ${named(kind)}, and goes both ways through ${Object.keys(cells).join(', ')}`)

/** A recurrent layer forth and another back, side by side. */
const bidirectional = layer(
  {
    inputs: [1, 5],
    settings: { layer: held(), merge_mode: mergeMode },
    weights: ({ layer }) => ['forward', 'backward'].flatMap((way) => weightsOf(layer).map((name) => `${way}_${layer.name}/${name}`)),
  },
  (call) => {
    const { layer, merge_mode } = call.settings
    const cell = cellOf(call, layer)
    const [x, ...states] = call.inputs
    const [forth, back] = ['forward', 'backward'].map((way, i) => {
      const own = states.slice(i * cell.carried, (i + 1) * cell.carried)
      const inner: Recurrent = within(call, layer, [...(x ? [x] : []), ...own], `${way}_${layer.name}/`)
      const goes: Recurrent = i === 0 ? inner : { ...inner, settings: { ...inner.settings, go_backwards: !inner.settings.go_backwards } }
      return { goes, sequence: through(goes, cell, statesOf(goes.inputs)) }
    })
    if (!forth || !back) return []
    const [[there, ...ends], [again, ...starts]] = [given(forth.goes, forth.sequence), given(back.goes, back.sequence)]
    if (!there || !again) return []
    const turned = back.goes.settings.return_sequences ? ops.flip(again.tensor, { axis: 1 }) : again.tensor
    return [...merge_mode(there.tensor, turned).map((y) => ofTensor(y)), ...ends, ...starts]
  },
)

export const wrappers: Layers = { Bidirectional: bidirectional, TimeDistributed: timeDistributed }
