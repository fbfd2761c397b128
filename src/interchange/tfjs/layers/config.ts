import type { AnyTensor } from '../../../index.js'
import type { Refusing } from '../../read/call.js'
import { named } from '../../read/fault.js'
import { positive } from '../../read/operators/axes.js'
import { fail } from '../fault.js'
import { entryOf, isJson, numberOf, shown, wholeOf } from '../json.js'
import { kind, type Setting } from '../settings.js'
import { curves } from './curves.js'

/* What the configuration of a layer says. */

export const number = kind(numberOf)
export const whole = kind(wholeOf)
export const flag = kind((what, value) =>
  typeof value === 'boolean' ? value : fail(`${what} is ${shown(value)}; it has to be true or false`),
)

/** One number for all axes, or a list. */
export const wholes = kind<readonly number[]>((what, value) => (Array.isArray(value) ? value : [value]).map((one) => wholeOf(what, one)))

/** A text, and what it stands for. */
export const choice = <T>(table: Readonly<Record<string, T>>, ...absent: readonly T[]): Setting<T> => ({
  read: (what, value) => {
    const found = typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined
    return found ?? fail(`${what} is ${shown(value)}, which is not known here; there are ${Object.keys(table).join(', ')}`)
  },
  absent: absent.length > 0 ? { value: absent[0] as T } : undefined, // there is one, so it is a T
})

type Curve = (x: AnyTensor) => AnyTensor

const itself: Curve = (x) => x

/** An activation, by its name or as an object that has it. */
export const activation: Setting<Curve> = {
  read: (what, value) => {
    const name = isJson(value) ? entryOf(value, 'class_name') : value
    const found = typeof name === 'string' && Object.hasOwn(curves, name) ? curves[name] : undefined
    return found ?? fail(`${what} is ${typeof name === 'string' ? named(name) : shown(name)}, which is no activation that typegrad knows`)
  },
  absent: { value: itself },
}

/** Whether channels come before the spatial axes. */
export const dataFormat = choice({ channels_last: false, channels_first: true }, false)

export const padding = choice<'same' | 'valid'>({ same: 'same', valid: 'valid' }, 'valid')

/** That a setting is what it is wherever it can be read. */
export const always = <T extends boolean | null>(only: T): Setting<T> => ({
  read: (what, value) => (value === only ? only : fail(`${what} is ${shown(value)}; ${only} is known here`)),
  absent: { value: only },
})

/** One number for all axes, or one for each. */
export const perAxis = (call: Refusing, name: string, given: readonly number[], axes: number): readonly number[] =>
  positive(call, name, given.length === 1 ? Array.from({ length: axes }, () => given[0] ?? 1) : given, axes)
