// What types cost the compiler: `npm run bench:types`.

import '../../examples/closed-pipe.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aligned } from '../aligned.js'
import { quartiles } from '../quartiles.js'
import { type Compiler, check, compilers, type Work } from './compilers.js'
import { instantiations } from './instantiations.js'
import { given } from './operations.js'
import { root } from './root.js'

const rounds = 3

const example = (name: string): string => readFileSync(join(root, 'examples', name, 'model.ts'), 'utf8')

const nothing = "import { sequential } from 'typegrad/dsl'\nexport { sequential }\n"

const models: Readonly<Record<string, string>> = {
  AlexNet: example('alexnet'),
  'VGG-19': example('vgg19'),
  'ResNet-152': example('resnet152'),
  'transformer encoder, 12 blocks': example('transformer'),
  '400 layers in one sequential': `import { dense, relu, sequential } from 'typegrad/dsl'
export const model = sequential([64], ${Array.from({ length: 200 }, (_, i) => `dense(${64 + i}), relu`).join(', ')})
`,
}

/** Medians of some rounds, in each of which every program is checked once. */
const measured = (compiler: Compiler): ReadonlyMap<string, Work> => {
  const programs = Object.entries({ nothing, ...models })
  const all = new Map(programs.map(([name]): [string, Work[]] => [name, []]))
  for (let round = 0; round < rounds; round++) for (const [name, text] of programs) all.get(name)?.push(check(compiler, text))
  return new Map(
    [...all].map(([name, works]) => [
      name,
      {
        instantiations: works[0]?.instantiations ?? Number.NaN,
        seconds: quartiles(works.map(({ seconds }) => seconds)).median,
      },
    ]),
  )
}

const whole = (n: number): string => Math.round(n).toLocaleString('en')

const modelTable = (): string => {
  const found = Object.keys(compilers).map((compiler) => measured(compiler as Compiler)) // the keys of `compilers` are its keys
  const rows = Object.keys(models).map((name) => [
    name,
    ...found.flatMap((works) => {
      const [work, base] = [works.get(name), works.get('nothing')]
      if (!work || !base) throw new Error(`${name} was not measured`)
      return [whole(work.instantiations - base.instantiations), whole(1000 * (work.seconds - base.seconds))]
    }),
  ])
  return aligned([['', ...Object.keys(compilers).flatMap((name) => [name, 'ms'])], ...rows])
}

const operationTable = (): string => {
  const budget: unknown = JSON.parse(readFileSync(join(root, 'test/types/budget.json'), 'utf8'))
  if (typeof budget !== 'object' || budget === null) throw new Error('test/types/budget.json holds no object')
  const base = instantiations(given)
  return aligned([
    ['one use, the first of its kind', 'instantiations', 'at most'],
    ...Object.entries(budget).map(([use, limit]) => [use, whole(instantiations(`${given}${use}\n`) - base), whole(Number(limit))]),
  ])
}

console.log(`Instantiations of types, and milliseconds of checking, beyond those of importing the library; medians of ${rounds}.\n`)
console.log(modelTable())
console.log(`\n${operationTable()}`)
