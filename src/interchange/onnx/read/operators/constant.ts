import { integers, type Known } from '../../../read/known.js'
import { float, floats, int, ints, tensorOf } from '../attributes.js'
import { fail } from '../fault.js'
import { type Operators, operator } from '../operator.js'

const attributes = {
  value: tensorOf(undefined),
  value_float: float(undefined),
  value_floats: floats(undefined),
  value_int: int(undefined),
  value_ints: ints(undefined),
}

const real = (data: readonly number[], shape: readonly number[]): Known => ({ dtype: 'f32', shape, data: Float32Array.from(data) })

const ways = {
  value: (value: Known) => value,
  value_float: (value: number) => real([value], []),
  value_floats: (values: readonly number[]) => real(values, [values.length]),
  value_int: (value: number) => integers([value], []),
  value_ints: (values: readonly number[]) => integers(values),
}

/** What holds numbers: initializers and it are one to the rest. */
export const constant: Operators = {
  Constant: {
    ...operator(0, { attributes }, () => []),
    constant: (title, settings) => {
      const given = Object.entries(ways).filter(([name]) => settings[name] !== undefined)
      const [[name, way] = []] = given
      if (given.length !== 1 || name === undefined || way === undefined)
        return fail(`${title}: it has one value, and one attribute that says it`)
      return way(settings[name] as never) // its attribute is read as what it takes
    },
  },
}
