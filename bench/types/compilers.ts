import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.js'

/** The compilers, by the package that holds each. */
export const compilers = { 'TypeScript 6.0': 'typescript', 'TypeScript 7.0': 'typescript7' } as const

export type Compiler = keyof typeof compilers

/** What a compiler says of its own work. */
export interface Work {
  readonly instantiations: number
  /** Of checking alone: reading and parsing are the same for every program. */
  readonly seconds: number
}

const configuration = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    skipLibCheck: true,
    paths: { typegrad: [join(root, 'dist/index.d.ts')], 'typegrad/dsl': [join(root, 'dist/dsl.d.ts')] },
    types: [join(root, 'node_modules/@types/node'), join(root, 'node_modules/@webgpu/types')],
  },
  include: ['program.ts'],
}

const numberAfter = (output: string, label: string): number => {
  const [, digits] = new RegExp(`^${label}: *([\\d.]+)s?$`, 'm').exec(output) ?? []
  if (digits === undefined) throw new Error(`the compiler says nothing of '${label}':\n${output}`)
  return Number(digits)
}

/**
 * Checks a program that uses the library as it is published: its declarations, not its sources.
 *
 * @throws Error with what the compiler has against the program
 */
export const check = (compiler: Compiler, program: string): Work => {
  const folder = mkdtempSync(join(tmpdir(), 'typegrad-bench-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
    writeFileSync(join(folder, 'program.ts'), program)
    const tsc = join(root, 'node_modules', compilers[compiler], 'bin/tsc')
    const { status, stdout: output } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${compiler} has something against the program:\n${output}`)
    return { instantiations: numberAfter(output, 'Instantiations'), seconds: numberAfter(output, 'Check time') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
