import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import type { Letter } from './letter.js'

/*
 * The patterns of einsum: `'bij, bjk -> bik'`. An index is a letter, or `...`, which stands for any number of axes that broadcast. Without an arrow
 * the result has `...`, if it is there, and then the letters that stand once, in alphabetical order. Spaces do not count.
 */

/** A pattern in parts: the indices of each operand, and those of the result. */
export interface Contraction<Inputs = readonly (readonly string[])[], Output = readonly string[]> {
  readonly inputs: Inputs
  readonly output: Output
}

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const small = 'abcdefghijklmnopqrstuvwxyz'
const alphabet = [...small.toUpperCase(), ...small]

/** The pattern in parts, or the sentence. */
export type ParseEinsum<Spec extends string> =
  Bare<Spec> extends infer Text
    ? (
        Text extends `${infer Terms}->${infer Output}`
          ? WithOutput<Inputs<Terms>, Indices<Output>>
          : ImplicitOutput<Inputs<Text>, Text>
      ) extends infer Parsed
      ? Parsed extends string
        ? `einsum '${Spec}': ${Parsed}`
        : Parsed
      : never
    : never

type Bare<S extends string> = S extends `${infer Before} ${infer After}` ? Bare<`${Before}${After}`> : S

/** The indices of every operand, or what is wrong with one. */
type Inputs<Terms, Out extends readonly (readonly string[])[] = []> = Terms extends `${infer Term},${infer Rest}`
  ? Indices<Term> extends infer Found
    ? Found extends readonly string[]
      ? Inputs<Rest, [...Out, Found]>
      : Found
    : never
  : Indices<Terms> extends infer Found
    ? Found extends readonly string[]
      ? [...Out, Found]
      : Found
    : never

/** The indices of a term, or what is wrong with it. */
type Indices<Term, Out extends readonly string[] = [], Rest = Term> = Rest extends `${infer c}${infer More}`
  ? c extends Letter
    ? Indices<Term, [...Out, c], More>
    : Rest extends `...${infer Others}`
      ? '...' extends Out[number]
        ? `... stands twice in '${Term & string}'`
        : Indices<Term, [...Out, '...'], Others>
      : `'${c}' is not an index; indices are letters and ...`
  : Out

type WithOutput<In, Out> = In extends readonly (readonly string[])[]
  ? Out extends readonly string[]
    ? OutputFault<Out, In[number][number]> extends infer Fault
      ? [Fault] extends [never]
        ? Contraction<In, Out>
        : Fault
      : never
    : Out
  : In

/** What is wrong with the indices of the result, if something is. */
type OutputFault<Out, In> = Out extends readonly [infer Index, ...infer Rest]
  ? Index extends Rest[number]
    ? `output index ${Index & string} is named twice`
    : Index extends In
      ? OutputFault<Rest, In>
      : `output index ${Index & string} is in no operand`
  : never

type ImplicitOutput<In, Text> = In extends readonly (readonly string[])[]
  ? Contraction<In, Indices<Once<Text>, '...' extends In[number][number] ? ['...'] : []>>
  : In

/** The letters that stand once in a text, in alphabetical order. */
type Once<Text, Rest = Text, Sorted extends string = ''> = Rest extends `${infer c}${infer More}`
  ? Once<Text, More, c extends Letter ? (Text extends `${string}${c}${string}${c}${string}` ? Sorted : Insert<c, Sorted>) : Sorted>
  : Sorted

type Insert<c extends string, Sorted extends string> = Sorted extends `${infer First}${infer Rest}`
  ? Alphabet extends `${string}${First}${string}${c}${string}`
    ? `${First}${Insert<c, Rest>}`
    : `${c}${Sorted}`
  : c

const indices = (term: string): Either<Sentence, string[]> => {
  const found: string[] = []
  for (let at = 0; at < term.length; ) {
    const index = term.startsWith('...', at) ? '...' : term.charAt(at)
    if (index === '...' && found.includes(index)) return left(`... stands twice in '${term}'`)
    if (index !== '...' && !alphabet.includes(index)) return left(`'${index}' is not an index; indices are letters and ...`)
    found.push(index)
    at += index.length
  }
  return right(found)
}

/** The run-time twin of `ParseEinsum`. */
export const parseEinsum = (spec: string): Either<Sentence, Contraction> => {
  const fault = (said: Sentence) => left(`einsum '${spec}': ${said}`)
  const bare = spec.replaceAll(' ', '')
  const arrow = bare.indexOf('->')
  const inputs: string[][] = []
  for (const term of (arrow < 0 ? bare : bare.slice(0, arrow)).split(',')) {
    const found = indices(term)
    if (isLeft(found)) return fault(found.left)
    inputs.push(found.right)
  }
  const met = inputs.flat()
  if (arrow < 0) {
    const once = alphabet.filter((letter) => met.indexOf(letter) >= 0 && met.indexOf(letter) === met.lastIndexOf(letter))
    return right({ inputs, output: met.includes('...') ? ['...', ...once] : once })
  }
  const output = indices(bare.slice(arrow + 2))
  if (isLeft(output)) return fault(output.left)
  for (const [at, index] of output.right.entries()) {
    if (output.right.includes(index, at + 1)) return fault(`output index ${index} is named twice`)
    if (!met.includes(index)) return fault(`output index ${index} is in no operand`)
  }
  return right({ inputs, output: output.right })
}
