import type { Differences, Products, Quotients, Sums } from './digit-tables.js'

/*
 * Arithmetic on decimal numerals as string literal types, digit by digit as on paper: the cost grows with the digits of a number, not with the number,
 * and no tuple of length n is ever built. At work the digits are reversed, the least significant first.
 */

export type Reverse<A extends string, Out extends string = ''> = A extends `${infer a}${infer As}` ? Reverse<As, `${a}${Out}`> : Out

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** Without leading zeros. */
type Strip<A extends string> = A extends `0${infer Tail}` ? (Tail extends '' ? '0' : Strip<Tail>) : A

/** The sum of two reversed numerals and a carry, reversed. */
type Sum<A extends string, B extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? Sums[`${C}${a}${b}`] extends `${infer c}${infer digit}`
      ? Sum<As, Bs, c, `${Out}${digit}`>
      : never
    : C extends '0'
      ? `${Out}${A}`
      : Sum<A, '1', '0', Out>
  : B extends ''
    ? C extends '0'
      ? Out
      : `${Out}1`
    : Sum<B, '', C, Out>

/** The difference of two reversed numerals and a borrow, reversed, with zeros where it is shorter; `never` if it is negative. */
type Difference<A extends string, B extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? Differences[`${C}${a}${b}`] extends `${infer c}${infer digit}`
      ? Difference<As, Bs, c, `${Out}${digit}`>
      : never
    : C extends '0'
      ? `${Out}${A}`
      : Difference<A, '1', '0', Out>
  : [B, C] extends ['', '0']
    ? Out
    : never

/** A reversed numeral times one digit, reversed, with a zero where no carry is left. */
type Scale<A extends string, D extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? Products[`${a}${D}${C}`] extends `${infer c}${infer digit}`
    ? Scale<As, D, c, `${Out}${digit}`>
    : never
  : `${Out}${C}`

/** Long multiplication of reversed numerals: a row for each digit of `B`, added to those before it, whose last digit is then done. */
type LongMul<A extends string, B extends string, Rows extends string = '', Done extends string = ''> = B extends `${infer b}${infer Bs}`
  ? Sum<Scale<A, b>, Rows> extends `${infer digit}${infer Rest}`
    ? LongMul<A, Bs, Rest, `${digit}${Done}`>
    : never
  : Reverse<Rows, Done>

/** `A + B`. */
export type AddDigits<A extends string, B extends string> = A extends Digit
  ? B extends Digit
    ? Strip<Sums[`0${A}${B}`]>
    : Reverse<Sum<A, Reverse<B>>>
  : Reverse<Sum<Reverse<A>, Reverse<B>>>

/** `A - B`; `never` if it is negative. */
export type SubDigits<A extends string, B extends string> = A extends Digit
  ? B extends Digit
    ? Differences[`0${A}${B}`] extends `0${infer digit}`
      ? digit
      : never
    : never
  : Strip<Reverse<Difference<Reverse<A>, Reverse<B>>>>

/** `A x B`. */
export type MulDigits<A extends string, B extends string> = Strip<
  B extends Digit
    ? A extends Digit
      ? Products[`${A}${B}0`]
      : Reverse<Scale<Reverse<A>, B>>
    : A extends Digit
      ? Reverse<Scale<Reverse<B>, A>>
      : LongMul<Reverse<A>, Reverse<B>>
>

/** `[quotient, true]` of `A / B` if nothing remains, `[quotient, false]` if something does; `B` 2 or more. */
export type DivDigits<A extends string, B extends string> = B extends Digit ? Short<A, B> : ByFactors<A, B, Factored<B>>

/** Short division by one digit, most significant digit first. */
type Short<A extends string, B extends string, R extends string = '0', Quotient extends string = ''> = A extends `${infer a}${infer As}`
  ? Quotients[`${B}${R}${a}`] extends `${infer q}${infer r}`
    ? Short<As, B, r, `${Quotient}${q}`>
    : never
  : [Strip<Quotient>, R extends '0' ? true : false]

/** By one factor of `B` and then by the others; by long division where it has none of one digit. */
type ByFactors<A extends string, B extends string, F> = [F] extends [[infer One extends string, infer Others extends string]]
  ? Short<A, One> extends [infer Part extends string, infer R]
    ? DivDigits<Part, Others> extends [infer Quotient extends string, infer S]
      ? [Quotient, [R, S] extends [true, true] ? true : false]
      : never
    : never
  : LongDiv<A, Reverse<B>>

/** `[a factor of one digit, the quotient]`; undefined if it has no such factor. */
type Factored<B extends string> = B extends `${bigint}`
  ? FirstFactor<B, B extends `${string}${'0' | '2' | '4' | '6' | '8'}` ? ['8', '4', '2'] : ['3', '5', '7']>
  : undefined

type FirstFactor<B extends string, Tried extends string[]> = Tried extends [infer F extends string, ...infer Others extends string[]]
  ? Short<B, F> extends [infer Quotient, true]
    ? [F, Quotient]
    : FirstFactor<B, Others>
  : undefined

/**
 * Long division of `A`, most significant digit first. `B` and the remainder so far are reversed, so the next digit is written before it; a zero at
 * the other end is taken off, so that the remainder stays as short as `B`.
 */
type LongDiv<A extends string, B extends string, R extends string = '', Quotient extends string = ''> = A extends `${infer a}${infer As}`
  ? Fits<`${a}${R}`, B> extends [infer q extends number, infer r extends string]
    ? LongDiv<As, B, r extends `${infer Lower}0` ? Lower : r, `${Quotient}${q}`>
    : never
  : [Strip<Quotient>, Strip<`0${R}`> extends '0' ? true : false]

/** How often `B` can be taken from `A`, at most nine times, and what is left; both reversed. */
type Fits<A extends string, B extends string, Times extends unknown[] = []> =
  Difference<A, B> extends infer Less extends string
    ? [Less] extends [never]
      ? [Times['length'], A]
      : Fits<Less, B, [...Times, unknown]>
    : never
