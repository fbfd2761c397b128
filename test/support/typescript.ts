import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The compilers that the library is written for, by the package that holds each. */
export const compilers = { '6.0': 'typescript', '7.0': 'typescript7' } as const

export type Compiler = keyof typeof compilers

/** Every compiler's version. */
export const versions = Object.keys(compilers) as Compiler[] // the keys of `compilers` are its keys

/** What a compiler has against a program. Lines and columns count from 1. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

const configuration = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    noUnusedLocals: false,
    noErrorTruncation: true,
    paths: {
      typegrad: [join(root, 'src/index.ts')],
      'typegrad/dsl': [join(root, 'dsl/index.ts')],
      'typegrad/interchange': [join(root, 'src/interchange/index.ts')],
      'typegrad/node': [join(root, 'node/index.ts')],
      'typegrad-internal/*': [join(root, 'src/*.ts')],
      'fp-ts/*': [join(root, 'node_modules/fp-ts/*')],
    },
    types: [join(root, 'node_modules/@types/node'), join(root, 'node_modules/@webgpu/types')],
  },
  include: ['*.ts'],
}

const run = (file: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((resolve) => execFile(file, args, { cwd, maxBuffer: 1 << 28 }, (_, stdout) => resolve(stdout)))

/** Compiles files, given by name, in one run. They may import `typegrad`, `typegrad/dsl`, `typegrad/node` and, for the parts of the core, `typegrad-internal/...`. */
export const diagnose = async (compiler: Compiler, files: Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'typegrad-types-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const tsc = join(root, 'node_modules', compilers[compiler], 'bin/tsc')
    return parse(await run(process.execPath, [tsc, '--pretty', 'false', '--project', '.'], folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const errorLine = /^(?:(?<file>[^ (]+)\((?<line>\d+),(?<column>\d+)\): )?error TS\d+: (?<message>.*)$/

const parse = (output: string): Diagnostic[] =>
  output
    .split(/\n(?! )/)
    .filter((text) => text.length > 0)
    .map((text) => {
      const [first = '', ...more] = text.split('\n')
      const { file = '', line = '0', column = '0', message = first } = errorLine.exec(first)?.groups ?? {}
      return { file, line: Number(line), column: Number(column), message: [message, ...more].join('\n') }
    })

/** How a compiler says that it will not give a value to a variable of type `never`, which nothing fits: so it shows the value's type. */
const shown = /^Type '(?<type>.*)' is not assignable to type 'never'\./

/** The types as a compiler prints them. */
export const printTypes = async (compiler: Compiler, header: string, types: readonly string[]): Promise<readonly string[]> => {
  const lines = types.map((type, i) => `export const shown${i}: never = null as unknown as ${type}`)
  const found = await diagnose(compiler, { 'types.ts': `${header.replaceAll('\n', ' ')}\n${lines.join('\n')}\n` })
  const printed = types.map(() => 'never')
  for (const { file, line, message } of found) {
    const type = file === 'types.ts' && line > 1 ? shown.exec(message)?.groups?.type : undefined
    if (type === undefined) throw new Error(`TypeScript ${compiler}: ${file}(${line}): ${message}`)
    printed[line - 2] = type
  }
  return printed
}
