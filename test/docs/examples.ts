import { readdir, readFile } from 'node:fs/promises'
import { type Exporting, importsFor, library, root } from './blocks.js'

/* The examples in docstrings, each a module. */

export interface Example {
  /** What it is of, and where that is. */
  readonly title: string
  readonly code: string
}

const sources = async (folder: string): Promise<readonly string[]> =>
  (await readdir(new URL(folder, root), { recursive: true })).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`)

const tag = /@example(?<code>[\s\S]*?)(?=\n@|$(?![\s\S]))/g

const examplesOf = async (path: string): Promise<readonly Example[]> => {
  const text = await readFile(new URL(path, root), 'utf8')
  return [...text.matchAll(/\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\s*(?<next>.*)/g)].flatMap(({ groups }) => {
    const doc = (groups?.doc ?? '').replace(/^ *\* ?/gm, '')
    const [, name = groups?.next ?? ''] = /(?:const|function\*?|interface|type|class) (\w+)/.exec(groups?.next ?? '') ?? []
    return [...doc.matchAll(tag)].map(({ groups: found }) => ({
      title: `${name} in ${path}`,
      code: (found?.code ?? '').trim().replace(/^```ts\n([\s\S]*)\n```$/, '$1'),
    }))
  })
}

export const examples = (await Promise.all((await Promise.all(['src', 'dsl', 'node'].map(sources))).flat().map(examplesOf))).flat()

/** An example as a module: it may leave out imports, in the core first of the core. */
export const exampleModule = ({ title, code }: Example): string => {
  const first = / in src/.test(title) ? 'typegrad' : / in node/.test(title) ? 'typegrad/node' : 'typegrad/dsl'
  const modules = library.toSorted(([one], [other]) => Number(other === first) - Number(one === first))
  return `${importsFor(code, [...modules, files])}${code}\nexport {}\n`
}

const files: Exporting = ['node:fs/promises', ['readFile', 'writeFile'], []]

/** What examples take from the code around them, where its type matters. */
const typed = {
  model: 'typeof network',
  variables: 'VariablesOf<typeof network>',
  optimizer: 'Optimizer',
  boards: "Tensor<['N', 19, 19, 17]>",
  games: "Dataset<{ x: Tensor<['N', 19, 19, 17]>; y: { move: Tensor<['N'], 'i32'>; winner: Tensor<['N', 1]> } }>",
  generator: 'Model<[64], [28, 28, 1]>',
  critic: 'Model<[28, 28, 1], [1]>',
  document: '{ body: { innerHTML: string }; querySelector(name: string): { innerHTML: string } }',
  expect: '(x: unknown) => { toBe(x: unknown): void }',
  ...Object.fromEntries(
    ['digits', 'train', 'test', 'data'].map((name) => [name, "Dataset<{ x: Tensor<['N', 28, 28, 1]>; y: Tensor<['N'], 'i32'> }>"]),
  ),
}

/** And where it does not. */
const untyped =
  'a b batch begins bytes captions code context criticLoss event files generatorLoss gradient gradients grid houses image images ' +
  'json k kernel keys labels length lines logDeviation logits loss lossOf manifest many names next one other params pictures pixels prompts queries radius sentences ' +
  'shards socket source table text texts tokenizer tokens translator twoHeaded u values videoFrame weights worker x xs y options expected'

/** The names of what is around examples. */
export const around: readonly string[] = [...Object.keys(typed), ...untyped.split(' '), 'state', 'step', 'w']

/** For the compiler: what is around examples. Those that ask for it are not run. */
export const aroundModule = `
import { dense, flatten, sequential, type Dataset, type Model, type Optimizer, type VariablesOf } from 'typegrad/dsl'
import type { Tensor } from 'typegrad'
const network = sequential([28, 28, 1], flatten, dense(10))
declare global {
${Object.entries(typed)
  .map(([name, type]) => `  const ${name}: ${type}\n`)
  .join('')}
${untyped
  .split(' ')
  .map((name) => `  const ${name}: any\n`)
  .join('')}
  let state: any, w: any, step: any
}
export {}
`
