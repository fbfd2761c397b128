import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import type { Letter } from './letter.js'

/*
 * The patterns of `rearrange`, `reduce` and `repeat`, as einops has them: `'b (h p) c -> b h (p c)'`. Axes are names; those in parentheses are one axis of
 * the tensor, the last running fastest; `1`, or `()`, is an axis of size 1, another number an axis of that size; `...` is any number of axes.
 */

/** The operations that take such a pattern. */
export type EinopsOp = 'rearrange' | 'reduce' | 'repeat'

/** What stands in one place of a shape: axes that are one axis together (none: an axis of size 1), or any number of axes, each for itself. */
export type Item = '...' | readonly string[]

/** A pattern in parts. */
export interface Rearrangement<From = readonly Item[], To = readonly Item[]> {
  readonly from: From
  readonly to: To
}

/** The pattern in parts, or what is wrong with it. */
export type ParseEinops<Op extends EinopsOp, P extends string> = P extends `${infer From}->${infer To}`
  ? Items<From extends `${string} ` ? From : `${From} `> extends infer Left
    ? Left extends readonly Item[]
      ? Items<To extends ` ${infer Rest}` ? `${Rest} ` : `${To} `> extends infer Right
        ? Right extends readonly Item[]
          ? Balanced<Op, Left, Right, AxisOf<Left>, AxisOf<Right>>
          : Right
        : never
      : Left
    : never
  : 'there is no -> in it'

/**
 * The items that the words make, each with a space behind it, or what is wrong with them. `Open` holds what stands in parentheses that are open. A name of
 * one letter, the usual one, takes a short way, also beside a parenthesis; other parentheses are set apart where they are met.
 */
type Items<
  S extends string,
  Out extends readonly Item[] = [],
  Open extends readonly string[] | undefined = undefined,
  Met = never,
> = S extends `${infer Word} ${infer Rest}`
  ? Word extends Start
    ? Word extends Met
      ? `${Word} stands twice on one side`
      : Open extends readonly string[]
        ? Items<Rest, Out, [...Open, Word], Met | Word>
        : Items<Rest, [...Out, [Word]], undefined, Met | Word>
    : Word extends `(${infer Letter extends Start}`
      ? Open extends undefined
        ? Letter extends Met
          ? `${Letter} stands twice on one side`
          : Items<Rest, Out, [Letter], Met | Letter>
        : Unpaired
      : Word extends `${infer Letter extends Start})`
        ? Letter extends Met
          ? `${Letter} stands twice on one side`
          : Open extends readonly string[]
            ? Items<Rest, [...Out, [...Open, Letter]], undefined, Met | Letter>
            : Unpaired
        : Word extends ''
          ? Items<Rest, Out, Open, Met>
          : Word extends `${infer Before}(${infer After}`
            ? Before extends ''
              ? Open extends undefined
                ? Items<`${After} ${Rest}`, Out, [], Met>
                : Unpaired
              : Items<`${Before} (${After} ${Rest}`, Out, Open, Met>
            : Word extends `${infer Before})${infer After}`
              ? Before extends ''
                ? Open extends readonly string[]
                  ? Items<`${After} ${Rest}`, [...Out, Open], undefined, Met>
                  : Unpaired
                : Items<`${Before} )${After} ${Rest}`, Out, Open, Met>
              : Word extends Met
                ? `${Word} stands twice on one side`
                : IsAxis<Word> extends true
                  ? Open extends readonly string[]
                    ? Items<Rest, Out, Word extends '1' ? Open : [...Open, Word], Met | Named<Word>>
                    : Items<Rest, [...Out, Word extends '...' ? '...' : Word extends '1' ? [] : [Word]], undefined, Met | Named<Word>>
                  : `'${Word}' is not an axis; axes are names, sizes and ...`
  : Open extends undefined
    ? Out
    : Unpaired

type Unpaired = 'parentheses come in pairs, and do not nest'

/** What a name begins with. */
type Start = '_' | Letter
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

type IsAxis<Word extends string> = Word extends '...'
  ? true
  : Word extends `${infer First}${infer Rest}`
    ? First extends Start
      ? AllOf<Rest, Start | Digit>
      : First extends Exclude<Digit, '0'>
        ? AllOf<Rest, Digit>
        : false
    : false
type AllOf<S extends string, Allowed> = S extends `${infer c}${infer Rest}` ? (c extends Allowed ? AllOf<Rest, Allowed> : false) : true

/** Two sizes are two axes, though they look alike. */
type Named<Word extends string> = Word extends `${number}` ? never : Word

/** All axes of one side, in order. */
export type AxesIn<Side extends readonly Item[], Out extends readonly string[] = []> = Side extends readonly [
  infer Head extends Item,
  ...infer Rest extends readonly Item[],
]
  ? AxesIn<Rest, Head extends readonly string[] ? [...Out, ...Head] : [...Out, '...']>
  : Out

/** The axes of one side in a union, which costs less than the list of them. */
export type AxisOf<Side extends readonly Item[]> = Side[number] extends infer One
  ? One extends readonly (infer Axis)[]
    ? Axis
    : One
  : never

/** (That both sides name the same axes, and none by its size, is soon seen.) */
type Balanced<Op extends EinopsOp, From extends readonly Item[], To extends readonly Item[], Left, Right> = Op extends 'rearrange'
  ? [Left, Right, Extract<Left, '...' | `${number}`>] extends [Right, Left, never]
    ? Rearrangement<From, To>
    : Weighed<Op, From, To, Left, Right>
  : Weighed<Op, From, To, Left, Right>

type Weighed<Op extends EinopsOp, From extends readonly Item[], To extends readonly Item[], Left, Right> = '...' extends Extract<
  From[number],
  readonly string[]
>[number]
  ? '... can stand in parentheses on the right alone'
  : [Stray<Op, Left, Right>] extends [never]
    ? Rearrangement<From, To>
    : Unbalanced<Op, AxesIn<From>, AxesIn<To>>

/** The axes that stand on one side alone and should not. */
type Stray<Op extends EinopsOp, Left, Right> =
  | (Op extends 'reduce' ? never : Exclude<Left, Exclude<Right, `${number}`>>)
  | (Op extends 'repeat' ? Exclude<Extract<Right, '...'>, Left> : Exclude<Right, Exclude<Left, `${number}`>>)

/** The first of them. */
type Unbalanced<Op extends EinopsOp, Left extends readonly string[], Right extends readonly string[]> = [
  Op,
  Alone<Left, Named<Right[number]>>,
] extends ['rearrange' | 'repeat', infer Axis extends string]
  ? `${Axis} is on the left alone; reduce drops axes`
  : [Op, Alone<Right, Named<Left[number]>>] extends ['rearrange' | 'reduce', infer Axis extends string]
    ? `${Axis} is on the right alone; repeat adds axes`
    : '... is on the right alone'

/** The first axis of one side that the other lacks; undefined if there is none. */
type Alone<Axes extends readonly string[], Other> = Axes extends readonly [
  infer Axis extends string,
  ...infer Rest extends readonly string[],
]
  ? Axis extends Other
    ? Alone<Rest, Other>
    : Axis
  : undefined

const unpaired: Sentence = 'parentheses come in pairs, and do not nest'

const items = (text: string): Either<Sentence, Item[]> => {
  const out: Item[] = []
  const met = new Set<string>()
  let open: string[] | undefined
  for (const word of text.replaceAll(/[()]/g, ' $& ').split(' ')) {
    if (word === '') continue
    if (word === '(' || word === ')') {
      if ((word === '(') === (open !== undefined)) return left(unpaired)
      if (open) out.push(open)
      open = open ? undefined : []
      continue
    }
    if (met.has(word)) return left(`${word} stands twice on one side`)
    if (!/^(\.\.\.|[A-Za-z_][A-Za-z0-9_]*|[1-9][0-9]*)$/.test(word)) return left(`'${word}' is not an axis; axes are names, sizes and ...`)
    if (!isSize(word)) met.add(word)
    if (open) open.push(...(word === '1' ? [] : [word]))
    else out.push(word === '...' ? word : word === '1' ? [] : [word])
  }
  return open ? left(unpaired) : right(out)
}

/** The axis is a size, and has no name. */
export const isSize = (axis: string): boolean => /^[0-9]/.test(axis)

/** The run-time twin of `ParseEinops`. */
export const parseEinops = (op: EinopsOp, pattern: string): Either<Sentence, Rearrangement> => {
  const arrow = pattern.indexOf('->')
  if (arrow < 0) return left('there is no -> in it')
  const from = items(pattern.slice(0, arrow))
  if (isLeft(from)) return from
  const to = items(pattern.slice(arrow + 2))
  if (isLeft(to)) return to
  if (from.right.some((item) => item !== '...' && item.includes('...'))) return left('... can stand in parentheses on the right alone')
  const [ofFrom, ofTo] = [from.right.flat(), to.right.flat()]
  const alone = (axes: readonly string[], others: readonly string[]) => axes.find((axis) => isSize(axis) || !others.includes(axis))
  const dropped = alone(ofFrom, ofTo)
  if (op !== 'reduce' && dropped !== undefined) return left(`${dropped} is on the left alone; reduce drops axes`)
  const added = alone(ofTo, ofFrom)
  if (op !== 'repeat' && added !== undefined) return left(`${added} is on the right alone; repeat adds axes`)
  if (ofTo.includes('...') && !ofFrom.includes('...')) return left('... is on the right alone')
  return right({ from: from.right, to: to.right })
}
