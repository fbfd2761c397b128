import { type Compiler, type Diagnostic, diagnose } from '../../support/typescript.js'
import type { Written } from './use.js'

/** A use to be compiled: its type is wanted, or what the compiler has against it. */
export interface Wanted {
  readonly written: Written
  readonly type: boolean
}

/** To see the type of what compiles, it is given to a variable of type `never`, and the compiler objects to that by name. */
const start = ({ type }: Wanted, i: number): string => `export const use${i}${type ? ': never' : ''} = `

const fileOf = (names: readonly string[], wanted: readonly Wanted[]): readonly string[] => {
  const declared = new Map(wanted.flatMap(({ written }) => [...written.declared]))
  return [
    `import { ${[...new Set(['Tensor', ...names])].join(', ')} } from 'typegrad'`,
    ...[...declared].map(([name, type]) => `declare const ${name}: ${type}`),
    ...wanted.map((one, i) => start(one, i) + one.written.text),
  ]
}

/** What a compiler has against a use, with columns counted in the text of the use from 0. */
export type Findings = readonly Diagnostic[]

/**
 * The type of what compiles; undefined if the compiler has anything else against it. Names of a tuple's entries are left out, and what is readonly is not
 * told apart; the fields of a record stand in order.
 */
export const typeIn = (found: Findings): string | undefined => {
  const [first, ...more] = found
  const type = more.length === 0 ? /^Type '(.*)' is not assignable to type 'never'\.(\n|$)/.exec(first?.message ?? '')?.[1] : undefined
  return type && sorted(type.replaceAll(/(?<=\[|, )\w+: |\breadonly /g, ''))
}

/** The fields of all records in order, from the innermost outwards. */
const sorted = (type: string): string => {
  const records: string[] = []
  let [text, before] = [type, '']
  while (text !== before) {
    before = text
    text = text.replaceAll(
      /\{ ([^{}]*) \}/g,
      (_, fields: string) =>
        `#${
          records.push(
            fields
              .split(/(?<=;) /)
              .sort()
              .join(' '),
          ) - 1
        }#`,
    )
  }
  while (text.includes('#')) text = text.replaceAll(/#(\d+)#/g, (_, i: string) => `{ ${records[Number(i)]} }`)
  return text
}

/** The sentence in the place of a parameter, if that is all that the compiler has against a use. */
export const sentenceIn = (found: Findings): string | undefined => {
  const [first, ...more] = found
  return more.length === 0
    ? /^(?:Type|Argument of type) '.*' is not assignable to (?:parameter of )?type '"(.*)"'\.$/.exec(first?.message ?? '')?.[1]
    : undefined
}

/** Compiles the uses of each operation as one file, all in one run; gives what the compiler has against each use, by the operation's name. */
export const compileUses = async (
  compiler: Compiler,
  drawn: readonly { readonly name: string; readonly names: readonly string[]; readonly wanted: readonly Wanted[] }[],
): Promise<Readonly<Record<string, readonly Findings[]>>> => {
  const files = new Map(
    drawn.map(({ name, names, wanted }) => [
      `${name}.ts`,
      { lines: fileOf(names, wanted), wanted, findings: wanted.map((): Diagnostic[] => []) },
    ]),
  )
  const texts = Object.fromEntries([...files].map(([file, { lines }]) => [file, `${lines.join('\n')}\n`]))
  for (const one of await diagnose(compiler, texts)) {
    const { lines = [], wanted = [], findings = [] } = files.get(one.file) ?? {}
    const at = one.line - 1 - (lines.length - wanted.length)
    const use = wanted[at]
    if (!use) throw new Error(`TypeScript ${compiler}: ${one.file}(${one.line}): ${one.message}`)
    findings[at]?.push({ ...one, column: one.column - 1 - start(use, at).length })
  }
  return Object.fromEntries(drawn.map(({ name }) => [name, files.get(`${name}.ts`)?.findings ?? []]))
}
