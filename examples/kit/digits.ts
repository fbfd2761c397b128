import { type Digits, fromArrays } from 'typegrad/dsl'

/** The first so many, or all if there are fewer. */
export const first = ({ columns: { x, y } }: Digits, count: number): Digits =>
  fromArrays({ x: { ...x, values: x.values.subarray(0, count * 784) }, y: { ...y, values: y.values.subarray(0, count) } })
