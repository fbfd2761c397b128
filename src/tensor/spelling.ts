import { type AnyArray, type DType, dtypes } from '../shape/dtype.js'

/** After the point at most so many digits. NumPy's number. */
const precision = 8

/** From here on, and below there, or where the largest is so many times the smallest, numbers take an exponent. NumPy's numbers, since 2.3. */
const large = { f16: 1e3, f32: 1e6, f64: 1e8 }
const small = 1e-4
const spread = 1000

/** The number with the fewest digits that is taken for `x` in the dtype: 0.1 for the f32 that is written 0.10000000149011612. */
const shortest = (x: number, dtype: DType): number => {
  if (dtype === 'f64' || x === 0) return x
  for (let digits = 0; digits < 9; digits++) {
    const shorter = Number(x.toExponential(digits))
    if (dtypes[dtype].rounded(shorter) === x) return shorter
  }
  return x
}

/** Digits, as `d.ddd`, and the power of ten. */
const parts = (text: string): readonly [digits: string, exponent: number] => {
  const [digits = '', exponent = ''] = text.split('e')
  return [digits, Number(exponent)]
}

/** How many digits stand after the point. */
const places = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)

/** As few digits as serve, at most `precision`, and without zeros at the end. */
const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0)

/** Dtypes of fractions. */
type Fractions = keyof typeof large

const hasFractions = (dtype: DType): dtype is Fractions => dtypes[dtype].floating

type Writer = (x: number) => string

const sign = (x: number): string => (x < 0 || Object.is(x, -0) ? '-' : '')

/** `1.50e-05`: a mantissa of as many digits as the longest needs, exponents of equal length. */
const scientific = (finite: readonly number[], dtype: DType): Writer => {
  const needed = (x: number): number => {
    const after = places(parts(shortest(x, dtype).toExponential())[0])
    return after <= precision ? after : places(trimmed(parts(x.toExponential(precision))[0]))
  }
  const digits = most(finite.map(needed))
  const written = (x: number) => parts(Math.abs(x).toExponential(digits))
  const length = Math.max(2, most(finite.map((x) => String(Math.abs(written(x)[1])).length)))
  return (x) => {
    const [mantissa, exponent] = written(x)
    return `${sign(x)}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(length, '0')}`
  }
}

/** `1.50`: as many digits after the point as the one that needs most. */
const positional = (finite: readonly number[], dtype: DType): Writer => {
  const needed = (x: number): number => {
    const [digits, exponent] = parts(shortest(x, dtype).toExponential())
    const after = Math.max(0, places(digits) - exponent)
    return after <= precision ? after : places(trimmed(Math.abs(x).toFixed(precision)))
  }
  const digits = most(finite.map(needed))
  return (x) => `${sign(x)}${Math.abs(x).toFixed(digits)}`
}

const floating = (elements: readonly number[], dtype: Fractions): Writer => {
  const finite = elements.filter(Number.isFinite)
  const sizes = finite.filter((x) => x !== 0).map((x) => Math.abs(shortest(x, dtype)))
  const [least, greatest] = [sizes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY), most(sizes)]
  const exponents = greatest >= large[dtype] || least < small || greatest / least > spread
  const write = exponents && sizes.length > 0 ? scientific(finite, dtype) : positional(finite, dtype)
  return (x) => (Number.isFinite(x) ? write(x) : String(x))
}

/**
 * Elements as words of one length, to stand below each other: fractions to as many digits as are needed to tell them from their neighbours, at most eight after
 * the point, with exponents where NumPy writes exponents; what is no finite number by JavaScript's name.
 */
export const spelling = (dtype: DType, array: AnyArray): readonly string[] => {
  const elements = Array.from(array)
  const write = dtype === 'bool' ? (x: number) => String(x !== 0) : hasFractions(dtype) ? floating(elements, dtype) : String
  const words = elements.map((x) => write(x))
  const width = most(words.map(({ length }) => length))
  return words.map((word) => word.padStart(width))
}
