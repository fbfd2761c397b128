import { fromBinary } from '@bufbuild/protobuf'
import { expect, it } from 'vitest'
import { type GraphProto, ModelProtoSchema } from '../../src/interchange/onnx/onnx_pb.js'
import { operators } from '../../src/interchange/onnx/read/operators/table.js'
import { refused } from '../../src/interchange/onnx/write/rules/refused.js'
import { plain } from '../../src/interchange/tfjs/layers/plain.js'
import { wrappers } from '../../src/interchange/tfjs/layers/wrappers.js'
import { operators as ofTfjs } from '../../src/interchange/tfjs/operators/table.js'
import { primitives } from '../../src/primitives/index.js'
import type { Primitive } from '../../src/tensor/primitive.js'
import { firstUse } from '../interchange/first-use.js'
import { fileOfProgram } from '../interchange/onnx-export/runtime.js'
import { textOf } from '../interchange/stable-hlo/xla.js'

/* docs/operators.md is written by this test: npx vitest run test/docs/operators.test.ts -u */

/** So many operations are named; of more the number is told. */
const few = 5

const told = (names: readonly string[]): string => {
  const kinds = [...new Set(names)]
  if (kinds.length === 0) return 'nothing: it is its operand'
  return kinds.length <= few ? kinds.map((name) => `\`${name}\``).join(', ') : `${names.length} operations`
}

/** The operations that stand for a small use of a primitive, constants and bodies' ends left out. */
const stableHlo = (primitive: Primitive): readonly string[] =>
  [...textOf(firstUse(primitive)).matchAll(/stablehlo\.([a-z_0-9]+)/g)].flatMap(([, name = '']) =>
    /^(constant|return)$/.test(name) ? [] : [name],
  )

const nodesIn = (graph: GraphProto | undefined): readonly string[] =>
  graph?.node.flatMap(({ opType, attribute }) => [opType, ...attribute.flatMap(({ g }) => nodesIn(g))]) ?? []

const onnx = async (primitive: Primitive): Promise<string> => {
  const reason = refused[primitive.name]
  if (reason) return `not written: ${reason}`
  const { graph } = fromBinary(ModelProtoSchema, await fileOfProgram(firstUse(primitive)))
  return told(nodesIn(graph).filter((name) => name !== 'Identity'))
}

it('the table of operators says what is written and read', async () => {
  const rows = await Promise.all(primitives.map(async (one) => `| \`${one.name}\` | ${told(stableHlo(one))} | ${await onnx(one)} |`))
  const listed = (...tables: readonly object[]): readonly string[] => tables.flatMap((table) => Object.keys(table)).sort()
  const named = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ')
  const names = listed(operators)
  await expect(`# Operators of other engines

What a small use of each primitive becomes in [StableHLO and ONNX](guide/interchange.md); other uses may take more operations, and layers whose operators ONNX has are written as these. A test writes this page.

| primitive | StableHLO | ONNX, opset 17 |
| --- | --- | --- |
${rows.sort().join('\n')}

\`scan\` and \`whileLoop\` are \`while\` in StableHLO, and \`Scan\` or \`Loop\` in ONNX; \`cond\` is \`if\` and \`If\`.

## Operators of ONNX that are read

${names.length} operators, opsets 7 to 21:

${named(names)}

## Models of TensorFlow.js that are read

${listed(ofTfjs).length} operators of graph models:

${named(listed(ofTfjs))}

${listed(plain, wrappers).length} layers of layers models:

${named(listed(plain, wrappers))}
`).toMatchFileSnapshot('../../docs/operators.md')
})
