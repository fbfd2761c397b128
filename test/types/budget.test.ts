import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import * as typegrad from '../../src/index.js'
import budget from './budget.json' with { type: 'json' }

/*
 * What the compiler has to do for one use of an operation, in instantiations of types: a count that is the same on every machine. Measured
 * under TypeScript 6.0, whose interface can be called, as what one line costs that is the first of its kind. Long division is the dearest there is.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))
const header = `import { ${Object.keys(typegrad).join(', ')} } from './src/index.js'; import type { AnyTensor } from './src/index.js'; import * as dsl from './dsl/index.js'
const predict = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<['N', 10]> => null as never
const loss = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<[]> => null as never
declare const params: { w: Tensor<[784, 10]>; b: Tensor<[10]> }; declare const x: Tensor<[32, 784]>; declare const i: Tensor<[4], 'i32'>
declare const image: Tensor<['N', 28, 28, 3]>; declare const m: Tensor<[2, 3]>; declare const b: Tensor<[2, 3], 'bool'>
`

const options = {
  ...ts.parseJsonConfigFileContent({ extends: './tsconfig.json', files: ['budget-program.ts'] }, ts.sys, root).options,
  noUnusedLocals: false,
}
const host = ts.createCompilerHost(options)
const parsed = new Map<string, ts.SourceFile | undefined>()
const program = (text: string): ts.Program =>
  ts.createProgram({
    rootNames: [`${root}budget-program.ts`],
    options,
    host: {
      ...host,
      fileExists: (name) => name.endsWith('budget-program.ts') || host.fileExists(name),
      getSourceFile: (name, version) => {
        if (name.endsWith('budget-program.ts')) return ts.createSourceFile(name, text, version, true)
        if (!parsed.has(name)) parsed.set(name, host.getSourceFile(name, version))
        return parsed.get(name)
      },
    },
  })

const instantiations = (expression: string): number => {
  const made = program(`${header}${expression}\n`)
  const [first] = made.getSemanticDiagnostics(made.getSourceFile(`${root}budget-program.ts`))
  if (first) throw new Error(`${expression}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`)
  return (made as ts.Program & { getInstantiationCount(): number }).getInstantiationCount() // there, though not in the public types
}

describe('instantiations', () => {
  const base = instantiations('')
  test.each(Object.entries(budget))('%s takes at most %i', { timeout: 60_000 }, (expression, limit) => {
    expect(instantiations(expression) - base).toBeLessThanOrEqual(limit)
  })

  const deep = (layer: (i: number) => string) =>
    `dsl.sequential([224, 224, 3], ${Array.from({ length: 30 }, (_, i) => layer(i)).join(', ')})`
  test.each([
    ['of one size', (i: number) => `dsl.conv2d(${i + 64}, 3, { padding: 1 }), dsl.relu`, 25_000],
    ['halved four times', (i: number) => `dsl.conv2d(${i + 64}, 3, { padding: 1${i % 8 === 7 ? ', stride: 2' : ''} }), dsl.relu`, 30_000],
    ['each smaller than the one before', (i: number) => `dsl.conv2d(${i + 64}, 3)`, 30_000],
  ] as const)('30 convolutions %s', { timeout: 60_000 }, (_, layer, limit) => {
    expect(instantiations(deep(layer)) - base).toBeLessThanOrEqual(limit)
  })
})
