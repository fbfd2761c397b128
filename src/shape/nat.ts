import type { Dim } from './dim.js'

/*
 * Arithmetic on literal types, digit by digit as on paper: the cost grows with the digits of a number, not with the number, and no tuple of
 * length n is ever built. Digits are strings, least significant first while at work. What is not a literal on both sides is `number`;
 * so is a result beyond 2^53, which no literal type can hold.
 */

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Carry = '0' | '1'

/** `Sums[a][b]` is the carry and the digit of `a + b`; the last row is a nine with a carry. */
type Sums = [
  ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09'],
  ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'],
  ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11'],
  ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12'],
  ['04', '05', '06', '07', '08', '09', '10', '11', '12', '13'],
  ['05', '06', '07', '08', '09', '10', '11', '12', '13', '14'],
  ['06', '07', '08', '09', '10', '11', '12', '13', '14', '15'],
  ['07', '08', '09', '10', '11', '12', '13', '14', '15', '16'],
  ['08', '09', '10', '11', '12', '13', '14', '15', '16', '17'],
  ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18'],
  ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19'],
]

/** `Products[a][b]` is the two digits of `a x b`. */
type Products = [
  ['00', '00', '00', '00', '00', '00', '00', '00', '00', '00'],
  ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09'],
  ['00', '02', '04', '06', '08', '10', '12', '14', '16', '18'],
  ['00', '03', '06', '09', '12', '15', '18', '21', '24', '27'],
  ['00', '04', '08', '12', '16', '20', '24', '28', '32', '36'],
  ['00', '05', '10', '15', '20', '25', '30', '35', '40', '45'],
  ['00', '06', '12', '18', '24', '30', '36', '42', '48', '54'],
  ['00', '07', '14', '21', '28', '35', '42', '49', '56', '63'],
  ['00', '08', '16', '24', '32', '40', '48', '56', '64', '72'],
  ['00', '09', '18', '27', '36', '45', '54', '63', '72', '81'],
]

type Next = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']
type NinesComplement = ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']

type AddDigit<A extends Digit, B extends Digit, C> = Sums[C extends '1' ? Next[A] : A][B]

/** The sum of two reversed numbers and a carry. */
type AddReversed<A extends string, B extends string, C = '0', Out extends string = ''> = A extends `${infer a extends Digit}${infer As}`
  ? B extends `${infer b extends Digit}${infer Bs}`
    ? AddDigit<a, b, C> extends `${infer c extends Carry}${infer sum}`
      ? AddReversed<As, Bs, c, `${Out}${sum}`>
      : never
    : C extends '0'
      ? `${Out}${A}`
      : AddReversed<A, '1', '0', Out>
  : B extends ''
    ? C extends '0'
      ? Out
      : `${Out}1`
    : AddReversed<B, '', C, Out>

/** The difference of two reversed numbers, by adding the complement; `never` if it is negative. */
type SubReversed<A extends string, B extends string, C = '1', Out extends string = ''> = A extends `${infer a extends Digit}${infer As}`
  ? B extends `${infer b extends Digit}${infer Bs}`
    ? AddDigit<a, NinesComplement[b], C> extends `${infer c extends Carry}${infer difference}`
      ? SubReversed<As, Bs, c, `${Out}${difference}`>
      : never
    : C extends '1'
      ? `${Out}${A}`
      : SubReversed<A, '0', C, Out>
  : [B, C] extends ['', '1']
    ? Out
    : never

/** A reversed number times one digit. */
type Scale<
  A extends string,
  D extends Digit,
  C extends Digit = '0',
  Out extends string = '',
> = A extends `${infer a extends Digit}${infer As}`
  ? Products[a][D] extends `${infer tens extends Digit}${infer ones extends Digit}`
    ? Sums[ones][C] extends `${infer c extends Carry}${infer digit}`
      ? AddDigit<tens, '0', c> extends `0${infer carry extends Digit}`
        ? Scale<As, D, carry, `${Out}${digit}`>
        : never
      : never
    : never
  : C extends '0'
    ? Out
    : `${Out}${C}`

/** Long multiplication: a row for each digit of `B`, shifted by one more zero each time. */
type MulReversed<
  A extends string,
  B extends string,
  Shifted extends string = A,
  Out extends string = '',
> = B extends `${infer b extends Digit}${infer Bs}`
  ? MulReversed<A, Bs, `0${Shifted}`, b extends '0' ? Out : AddReversed<Out, Scale<Shifted, b>>>
  : Out

/** Four digits at a step where there are so many, which is the cheaper by half. */
type Reverse<A extends string> = A extends `${infer a}${infer b}${infer c}${infer d}${infer Rest}`
  ? `${Reverse<Rest>}${d}${c}${b}${a}`
  : A extends `${infer a}${infer b}${infer Rest}`
    ? `${Rest}${b}${a}`
    : A

type StripZeros<A extends string> = A extends `0${infer Tail}` ? (Tail extends '' ? '0' : StripZeros<Tail>) : A
type FromDigits<A extends string> = StripZeros<A> extends `${infer N extends number}` ? N : never

/** Both are literal sizes: there is something to compute. */
type Literals<A, B> = [A, B] extends [number, number] ? (number extends A | B ? false : true) : false

/** `A + B`. */
export type Add<A extends Dim, B extends Dim> = A extends 0
  ? B
  : B extends 0
    ? A
    : Literals<A, B> extends true
      ? FromDigits<Reverse<AddReversed<Reverse<`${A}`>, Reverse<`${B}`>>>>
      : number

/** `A - B`; `never` if `B` is the larger. */
export type Sub<A extends Dim, B extends Dim> = B extends 0
  ? A
  : Literals<A, B> extends true
    ? A extends B
      ? 0
      : FromDigits<Reverse<SubReversed<Reverse<`${A}`>, Reverse<`${B}`>>>>
    : number

/** `A x B`. */
export type Mul<A extends Dim, B extends Dim> = A extends 1
  ? B
  : B extends 1
    ? A
    : A extends 0
      ? 0
      : B extends 0
        ? 0
        : Literals<A, B> extends true
          ? FromDigits<Reverse<MulReversed<Reverse<`${A}`>, Reverse<`${B}`>>>>
          : number

/** The product of sizes; 1 for none. */
export type Product<S extends readonly Dim[], Out extends Dim = 1> = S extends readonly [
  infer Head extends Dim,
  ...infer Tail extends readonly Dim[],
]
  ? Product<Tail, Mul<Out, Head>>
  : Out

/** `[quotient, remainder]` of `A / B`, `B` not 0. */
export type DivMod<A extends Dim, B extends Dim> = B extends 1
  ? [A, 0]
  : Literals<A, B> extends true
    ? Divide<`${A}`, Reverse<`${B}`>>
    : [number, number]

/**
 * Long division of `A`, most significant digit first. `B` and the remainder so far are reversed, so the next digit is written before it; a zero at
 * the other end is taken off, so that the remainder stays as short as `B`.
 */
type Divide<A extends string, B extends string, R extends string = '', Quotient extends string = ''> = A extends `${infer a}${infer As}`
  ? Fits<`${a}${R}`, B> extends [infer q extends number, infer r extends string]
    ? Divide<As, B, r extends `${infer Lower}0` ? Lower : r, `${Quotient}${q}`>
    : never
  : [FromDigits<Quotient>, FromDigits<`0${Reverse<R>}`>]

/** How often `B` can be taken from `A`, at most nine times, and what is left; both reversed. */
type Fits<A extends string, B extends string, Times extends unknown[] = []> =
  SubReversed<A, B> extends infer Less extends string
    ? [Less] extends [never]
      ? [Times['length'], A]
      : Fits<Less, B, [...Times, unknown]>
    : never

/** The smaller of two sizes. */
export type Min<A extends Dim, B extends Dim> = Literals<A, B> extends true ? ([Sub<B, A>] extends [never] ? B : A) : number
