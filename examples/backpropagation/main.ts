// Measures the gradient of each layer in deep stacks, and draws it: node dist/examples/backpropagation/main.js [picture.svg]

import '../closed-pipe.js'
import { writeFile } from 'node:fs/promises'
import { acquire, key } from 'typegrad'
import { gradientNorms } from './depth.js'
import { plot } from './plot.js'
import { depth, stacks } from './stacks.js'

await acquire()
const lines = await Promise.all(stacks.map(async (stack) => ({ name: stack.name, values: await gradientNorms(stack, depth, key(0)) })))

console.log(`norm of the gradient  ${lines.map(({ name }) => name.padStart(10)).join('  ')}`)
for (let layer = 0; layer < depth; layer++)
  console.log(
    `layer ${String(layer + 1).padStart(2)}              ${lines.map(({ values }) => (values[layer] ?? Number.NaN).toExponential(1).padStart(10)).join('  ')}`,
  )

const [picture] = process.argv.slice(2)
if (picture !== undefined) {
  await writeFile(picture, plot('Norm of the gradient of each layer', lines))
  console.log(`\ndrawn in ${picture}`)
}
