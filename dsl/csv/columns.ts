import type { DType } from '../../src/index.js'
import { arrays } from '../data/from-arrays.js'

/**
 * What stands in a column: numbers or truth values of a dtype, or texts.
 *
 * @category Data
 */
export type CsvType = DType | 'text'

/**
 * The values of a column: for `fromArrays`, or a list of texts.
 *
 * @category Data
 */
export type CsvColumn<T> = T extends DType ? { readonly values: InstanceType<(typeof arrays)[T]>; readonly dtype: T } : readonly string[]

/** Takes the fields of a column, one after the other. */
export interface Builder {
  /** What is wrong with a field that cannot be taken. */
  add(field: string): string | undefined
  column(): CsvColumn<CsvType>
}

const ranges: Readonly<Record<'i32' | 'u32' | 'bool', readonly [number, number]>> = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u32: [0, 2 ** 32 - 1],
  bool: [0, 1],
}

const truths: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['1', 1],
  ['false', 0],
  ['0', 0],
])

/** A decimal number, or what JavaScript and Python write for those that are none. */
const isNumber = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i

const numberOf = (text: string): number => {
  const plain = text.toLowerCase().replace(/^\+/, '')
  return Number(plain.replace(/inf(?:inity)?/, 'Infinity').replace(/^-?nan$/, 'NaN'))
}

/** What is wrong with a number of a column, if anything. */
const fault = (dtype: DType, value: number): string | undefined => {
  if (dtype === 'f32' || dtype === 'f16' || dtype === 'f64') return undefined
  const [least, most] = ranges[dtype]
  return Number.isInteger(value) && value >= least && value <= most ? undefined : `is no whole number from ${least} to ${most}`
}

/** The number for a field, or what is wrong with it. */
const read = (dtype: DType, field: string, missing: number | undefined): number | string => {
  const text = field.trim()
  if (text === '') {
    if (missing === undefined) return 'is empty; say what stands for it, { missing: NaN }'
    const wrong = fault(dtype, missing)
    return wrong ? `is empty, and ${missing}, which stands for it, ${wrong}` : missing
  }
  if (dtype === 'bool') return truths.get(text.toLowerCase()) ?? 'is none of true, false, 1 and 0'
  if (!isNumber.test(text)) return 'is no number'
  const value = numberOf(text)
  return fault(dtype, value) ?? value
}

/** Begins a column. */
export const builder = (type: CsvType, missing: number | undefined): Builder => {
  if (type === 'text') {
    const texts: string[] = []
    return {
      add: (field) => {
        texts.push(field)
        return undefined
      },
      column: () => texts,
    }
  }
  const values: number[] = []
  return {
    add: (field) => {
      const value = read(type, field, missing)
      if (typeof value === 'string') return value
      values.push(value)
      return undefined
    },
    column: () => ({ values: arrays[type].from(values), dtype: type }) as CsvColumn<CsvType>, // the array of that dtype
  }
}
