import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from '../../bench/types/root.js'

/* What an editor shows over a name: shapes as a person writes them, and no type that is still to be worked out. */

const header = `import { concat, cond, grad, greater, jit, matmul, scan, slice, split, sum, type Tensor, topK, vmap, whileLoop, zeros } from './src/index.js'
import { apply, batchNorm, concatOf, conv2d, dense, fanOut, flatten, identity, init, parallel, predict, relu, residual, sequential, serial, sumOf } from './dsl/index.js'
declare const x: Tensor<['N', 784]>
const loss = (p: { w: Tensor<[784, 10]> }, x: Tensor<['N', 784]>) => sum(matmul(x, p.w))
const model = sequential([28, 28, 1], conv2d(8, 3), relu, flatten, dense(10))
const variables = init(model, null as never)
const heads = sequential([784], dense(64), fanOut(dense(10), dense(1)))
const headsVariables = init(heads, null as never)
`

const shown: Readonly<Record<string, string>> = {
  'matmul(x, zeros([784, 10]))': 'Tensor<["N", 10], "f32">',
  'concat([x, x])': 'Tensor<["2*N", 784], "f32">',
  'slice(x, [0, 10])': 'Tensor<[number, 784], "f32">',
  'split(x, 2, 1)': '[Tensor<["N", 392], "f32">, Tensor<["N", 392], "f32">]',
  'topK(x, 5)': '[values: Tensor<["N", 5], "f32">, indices: Tensor<["N", 5], "i32">]',
  'jit(grad(loss))({ w: zeros([784, 10]) }, zeros([32, 784]))': '{ w: Tensor<[784, 10], "f32">; }',
  'scan((c, row) => [c, { row, total: sum(row) }], zeros([3]), x)':
    '[carry: Tensor<[3], "f32">, ys: { row: Tensor<["N", 784], "f32">; total: Tensor<["N"], "f32">; }]',
  'whileLoop(([n]) => greater(n, 0), ([n, w]) => [n, w], [zeros([]), zeros([3])], { atMost: 9 })':
    'readonly [Tensor<[], "f32">, Tensor<[3], "f32">]',
  'cond(greater(sum(x), 0), (y) => sum(y), (y) => zeros([]), x)': 'Tensor<[], "f32">',
  'vmap(loss)': 'Fn<[p: { w: Tensor<["B", 784, 10], "f32">; }, x: Tensor<["B", "N", 784], "f32">], Tensor<["B"], "f32">>',
  'sequential([784], dense(10))':
    'Model<[784], [10], [{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty]>',
  'sequential([28, 28, 1], flatten, relu)': 'Model<[28, 28, 1], [784], [Empty, Empty], [Empty, Empty]>',
  'predict(model, variables, zeros([32, 28, 28, 1]))': 'Tensor<[32, 10], "f32">',
  'apply(model, variables, zeros([32, 28, 28, 1]))[0]': 'Tensor<[32, 10], "f32">',
  'dense(10)': 'Layer<Dense<10, true>>',
  'residual(serial(dense(64), relu))': 'Layer<Residual<Serial<[Layer<Dense<64, true>>, Activation<Unary<"relu", "numeric">>]>>>',
  'batchNorm()': 'Layer<BatchNorm>',
  'sumOf(dense(10), relu)': 'Layer<SumOf<[Layer<Dense<10, true>>, Activation<Unary<"relu", "numeric">>]>>',
  'concatOf(identity)': 'Layer<ConcatOf<[Layer<Identity>]>>',
  'parallel(dense(10), dense(1))': 'Layer<Parallel<[Layer<Dense<10, true>>, Layer<Dense<1, true>>]>>',
  'sequential([784], fanOut(relu, identity))': 'Model<[784], [[784], [784]], [[Empty, Empty]], [[Empty, Empty]]>',
  'predict(heads, headsVariables, x)': '[Tensor<["N", 10], "f32">, Tensor<["N", 1], "f32">]',
  'apply(heads, headsVariables, x)[0]': '[Tensor<["N", 10], "f32">, Tensor<["N", 1], "f32">]',
}

const file = `${root}/hovers-program.ts`
const text = `${header}${Object.keys(shown)
  .map((expression, i) => `const shown${i} = ${expression}\n`)
  .join('')}`

const options = ts.parseJsonConfigFileContent({ extends: './tsconfig.json', files: [file] }, ts.sys, root).options
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: (name) => {
    if (name === file) return ts.ScriptSnapshot.fromString(text)
    return existsSync(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, 'utf8')) : undefined
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
})

describe('an editor shows', () => {
  test.each(Object.values(shown).map((type, i) => [type, i] as const))('%s', { timeout: 120_000 }, (type, i) => {
    const info = service.getQuickInfoAtPosition(file, text.indexOf(`shown${i} =`))
    expect(ts.displayPartsToString(info?.displayParts).replaceAll(/\s+/g, ' ')).toBe(`const shown${i}: ${type}`)
  })
})
