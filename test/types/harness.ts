import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as typegrad from '../../src/index.js'

/**
 * Small programs about one subject. `given` is declared before each of them. The mark « » in a program stands around the argument that is
 * underlined.
 */
export interface Family {
  readonly name: string
  readonly given?: string
  /** An expression, and its type as the compiler prints it. */
  readonly compiles: readonly (readonly [program: string, type: string])[]
  /** An expression, and the sentence under the argument marked. */
  readonly rejects: readonly (readonly [program: string, sentence: string])[]
  /** An expression that the compiler refuses at the mark in words of its own. */
  readonly refuses?: readonly (readonly [program: string, message: string])[]
}

/** What a compiler said of one program. */
export interface Finding {
  readonly column: number
  readonly message: string
}

/** The compilers that the library is written for. */
export const compilers = { '6.0': 'typescript', '7.0': 'typescript7' } as const

const root = fileURLToPath(new URL('../..', import.meta.url))
const header = `import { ${Object.keys(typegrad).join(', ')} } from 'typegrad'
import type { AnyTensor, DType, Shape, Size } from 'typegrad'
`

/** The expression without its mark, and the column of the mark when it stands after `start`. */
const unmark = (program: string, start: string): { readonly code: string; readonly column: number } => ({
  code: program.replace(/[«»]/g, ''),
  column: start.length + program.indexOf('«') + 1,
})

/** The line that holds an expression. To see its type, it is given to a variable of type `never`, and the compiler objects to that by name. */
const lineOf = (program: string, isShown: boolean, i: number) => {
  const start = isShown ? `export const shown${i}: never = ` : `export const tried${i} = `
  const { code, column } = unmark(program, start)
  if (code.includes('\n')) throw new Error(`a program of the type tests is one line: ${code}`)
  return { text: `${start}${code}`, column }
}

const programsOf = ({ compiles, rejects, refuses = [] }: Family) => [
  ...compiles.map(([program]) => ({ program, isShown: true })),
  ...[...rejects, ...refuses].map(([program]) => ({ program, isShown: false })),
]

/** The text of a family's programs, one a line after the lines of the header. */
const sourceOf = (family: Family): { readonly text: string; readonly firstLine: number } => {
  const before = `${header}${family.given ?? ''}\n`
  const lines = programsOf(family).map(({ program, isShown }, i) => lineOf(program, isShown, i).text)
  return { text: `${before}${lines.join('\n')}\n`, firstLine: before.split('\n').length }
}

/** Where in its line the mark of a program stands. */
export const markOf = (family: Family, i: number): number => {
  const { program, isShown } = programsOf(family)[i] ?? { program: '', isShown: false }
  return lineOf(program, isShown, i).column
}

const configuration = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    noUnusedLocals: false,
    noErrorTruncation: true,
    paths: { typegrad: [join(root, 'src/index.ts')] },
    types: [join(root, 'node_modules/@types/node'), join(root, 'node_modules/@webgpu/types')],
  },
  include: ['*.ts'],
}

const run = (file: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((resolve) => execFile(file, args, { cwd, maxBuffer: 1 << 26 }, (_, stdout) => resolve(stdout)))

/** What a compiler says of every program, by family, in one run; and of anything else, which should be nothing. */
export const compile = async (
  compiler: keyof typeof compilers,
  families: readonly Family[],
): Promise<{ readonly findings: ReadonlyMap<Family, readonly (readonly Finding[])[]>; readonly elsewhere: readonly string[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'typegrad-types-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
    for (const family of families) await writeFile(join(folder, `${family.name}.ts`), sourceOf(family).text)
    const tsc = join(root, 'node_modules', compilers[compiler], 'bin/tsc')
    return sort(families, await run(process.execPath, [tsc, '--pretty', 'false', '--project', '.'], folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const errorLine = /^(?<file>[^ (]+)\((?<line>\d+),(?<column>\d+)\): error TS\d+: (?<message>.*)$/

const sort = (families: readonly Family[], output: string) => {
  const findings = new Map(families.map((family) => [family, programsOf(family).map((): Finding[] => [])]))
  const elsewhere: string[] = []
  for (const error of output.split(/\n(?! )/).filter((text) => text.length > 0)) {
    const [first = '', ...more] = error.split('\n')
    const { file = '', line = '', column = '', message = '' } = errorLine.exec(first)?.groups ?? {}
    const family = families.find(({ name }) => file === `${name}.ts`)
    const at = family && findings.get(family)?.[Number(line) - sourceOf(family).firstLine]
    if (at) at.push({ column: Number(column), message: [message, ...more].join('\n') })
    else elsewhere.push(error)
  }
  return { findings, elsewhere }
}
