import * as typegrad from '../../src/index.js'
import { type Compiler, type Diagnostic, diagnose } from '../support/typescript.js'

/**
 * Small programs about one subject, each an expression on one line. `given` is declared before them. The mark « » in a program stands around what
 * the compiler underlines.
 */
export interface Family {
  readonly name: string
  readonly given?: string
  /** A program, and its type as the compiler prints it. */
  readonly compiles: readonly (readonly [program: string, type: string])[]
  /** A program, and the sentence under the mark. */
  readonly rejects: readonly (readonly [program: string, sentence: string])[]
  /** A program that the compiler refuses at the mark in words of its own. */
  readonly refuses?: readonly (readonly [program: string, message: string])[]
}

const header = `import { ${Object.keys(typegrad).join(', ')} } from 'typegrad'
import type { AnyTensor, DType, Shape, Size } from 'typegrad'
`

/** A program as a line of a file. */
interface Line {
  readonly text: string
  /** Where the mark begins. */
  readonly column: number
}

const lineOf = (start: string, program: string): Line => ({
  text: `${start}${program.replace(/[«»]/g, '')}`,
  column: start.length + program.indexOf('«') + 1,
})

/** To see the type of what compiles, it is given to a variable of type `never`, and the compiler objects to that by name. */
const linesOf = ({ compiles, rejects, refuses = [] }: Family): readonly Line[] => [
  ...compiles.map(([program], i) => lineOf(`export const shown${i}: never = `, program)),
  ...[...rejects, ...refuses].map(([program], i) => lineOf(`export const tried${i} = `, program)),
]

const before = (family: Family): string => `${header}${family.given ?? ''}\n`

const fileOf = (family: Family): string => `${family.name}.ts`

/** What a compiler has against each program of a family, in order. */
export type Findings = ReadonlyMap<Family, readonly (readonly Diagnostic[])[]>

/** What a compiler has against every program, in one run; and against anything else, which should be nothing. */
export const compile = async (
  compiler: Compiler,
  families: readonly Family[],
): Promise<{ readonly findings: Findings; readonly elsewhere: readonly Diagnostic[] }> => {
  const texts = families.map((family) => [
    fileOf(family),
    `${before(family)}${linesOf(family)
      .map(({ text }) => text)
      .join('\n')}\n`,
  ])
  const findings = new Map(families.map((family) => [family, linesOf(family).map((): Diagnostic[] => [])]))
  const elsewhere: Diagnostic[] = []
  for (const found of await diagnose(compiler, Object.fromEntries(texts))) {
    const family = families.find((one) => fileOf(one) === found.file)
    const program = family && findings.get(family)?.[found.line - before(family).split('\n').length]
    if (program) program.push(found)
    else elsewhere.push(found)
  }
  return { findings, elsewhere }
}

/** Where the mark of a family's program begins in its line. */
export const columnOf = (family: Family, program: number): number => linesOf(family)[program]?.column ?? 0
