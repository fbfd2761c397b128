// node scripts/accuracy.mjs        measures how exact scalar functions are, and writes docs/accuracy.md
//
// The tests of accuracy run on both software adapters of WebGPU, on the cpu backend, and on the rules alone; the table holds the largest errors that they met.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'typegrad-accuracy-'))

/** @typedef {{ where: string, name: string, points: number, units: number }} Measured */

/** @type {(adapter: string, tests: string[]) => Measured[]} */
const measured = (adapter, tests) => {
  const file = join(folder, adapter)
  const env = { ...process.env, TYPEGRAD_ADAPTER: adapter, TYPEGRAD_MEASURE: file }
  const { status } = spawnSync(process.execPath, ['scripts/with-adapter.mjs', 'vitest', 'run', ...tests], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

const [device, rules] = ['test/device/accuracy.test.ts', 'test/kernel/scalars.test.ts']
const onSwiftShader = measured('swiftshader', [device, rules])
const onLavapipe = measured('lavapipe', [device])
rmSync(folder, { recursive: true })

/** @type {readonly (readonly [title: string, lines: Measured[]])[]} */
const columns = [
  ['by the rules', onSwiftShader.filter(({ where }) => where === 'rules')],
  ['`cpu`', onSwiftShader.filter(({ where }) => where === 'cpu')],
  ['`webgpu`, SwiftShader', onSwiftShader.filter(({ where }) => where === 'webgpu')],
  ['`webgpu`, lavapipe', onLavapipe.filter(({ where }) => where === 'webgpu')],
]
// Not the tests of a few special points.
const names = [...new Set(columns[1]?.[1].filter(({ points }) => points >= 40_000).map(({ name }) => name))]

/** @type {(lines: Measured[], name: string) => string} */
const worst = (lines, name) => {
  const own = lines.filter((line) => line.name === name)
  return own.length === 0 ? '' : Math.max(...own.map(({ units }) => units)).toFixed(2)
}

/** @type {(name: string) => number} */
const pointsOf = (name) => columns[1]?.[1].find((line) => line.name === name)?.points ?? 0

const table = [
  `| function | ${columns.map(([title]) => title).join(' | ')} | points |`,
  `| --- | ${columns.map(() => '---').join(' | ')} | --- |`,
  ...names.map(
    (name) => `| \`${name}\` | ${columns.map(([, lines]) => worst(lines, name)).join(' | ')} | ${pointsOf(name).toLocaleString('en')} |`,
  ),
]

writeFileSync(
  join(root, 'docs/accuracy.md'),
  `# How exact scalar functions are

The largest error of each function in f32, in units in the last place (ulp) of the right result; one unit is at most 1.2e-7 of it. 0.5 is what rounding alone costs. \`node scripts/accuracy.mjs\` writes this page.

Functions of one number are asked at 200 floats of every exponent and either sign, at every hundredth from -12 to 12, at the neighbours of where something happens, and at 20,000 places where they are hardest;
functions of two at 40,000 pairs. "By the rules" is the worst of four targets that round \`+ - * / sqrt\` rightly, merge a product and a sum or don't, and keep numbers below 2^-126 or take them for 0, computed in JavaScript.

${table.join('\n')}

Every function is within 4 units, \`pow\` within 8, wherever division is rounded rightly; the tests hold the \`cpu\` backend and the rules to that. WGSL lets an adapter divide 2.5 units off, so that the tests allow a function that divides
some more there. Results below 2^-126 may be 0. What the rules are, and why no function of an adapter's is used: [Scalar functions are defined once](decisions/scalar-functions.md).
`,
)
