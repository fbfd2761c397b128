import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { colour, element, grey, label, picture } from '../../examples/kit/svg.js'
import { quartiles } from '../quartiles.js'
import { root } from '../types/root.js'
import type { Compared, Subject } from './compared.js'
import { type Backend, backends, type LibraryName, libraries } from './library.js'

/** What a library took for a work: milliseconds of a call, the median of the rounds, and of the first one. */
interface Taken {
  readonly milliseconds: number
  readonly first: number | undefined
}

/** What was measured on a backend, as it is kept. */
interface Result {
  readonly backend: Backend
  readonly date: string
  readonly machine: readonly string[]
  readonly rounds: number
  readonly works: readonly { readonly name: string; readonly taken: Readonly<Partial<Record<LibraryName, Taken>>> }[]
}

const rounded = (milliseconds: number): number => Number(milliseconds.toPrecision(3))

export const resultOf = (
  backend: Backend,
  machine: string,
  rounds: number,
  compared: readonly Compared[],
  subjects: readonly Subject[],
): Result => ({
  backend,
  date: new Date().toISOString().slice(0, 10),
  machine: machine.split('\n'),
  rounds,
  works: subjects.map(({ work: { name }, measured }, i) => ({
    name,
    taken: Object.fromEntries(
      Object.entries(measured()).flatMap(([library, seconds]): [string, Taken][] => {
        if (typeof seconds === 'string') return []
        const first = compared[i]?.begun.get(library as LibraryName) // it is a key of what was measured
        return [
          [
            library,
            { milliseconds: rounded(1000 * quartiles(seconds).median), first: first === undefined ? undefined : rounded(1000 * first) },
          ],
        ]
      }),
    ),
  })),
})

/** Bars side by side by work, a colour a library, as long as the logarithm of the time in ours. */
const drawn = ({ backend, works }: Result): string => {
  const [left, right, bar, gap] = [270, 120, 14, 16]
  const width = 720
  const times = works.flatMap(({ taken }) => Object.values(taken).map(({ milliseconds }) => milliseconds))
  const [least, most] = [Math.min(...times) / 1.5, Math.max(...times)]
  const length = (milliseconds: number): number => ((width - left - right) * Math.log(milliseconds / least)) / Math.log(most / least)
  let y = 30
  const parts = libraries.map((name, i) =>
    [element('rect', { x: left + 120 * i, y: 4, width: 12, height: 12, fill: colour(i) }), label(left + 120 * i + 18, 15, name)].join(''),
  )
  for (const { name, taken } of works) {
    const top = y
    for (const [i, library] of libraries.entries()) {
      const own = taken[library]
      if (!own) continue
      parts.push(
        element('rect', { x: left, y, width: length(own.milliseconds), height: bar - 2, fill: colour(i) }),
        label(left + length(own.milliseconds) + 6, y + bar - 3, `${own.milliseconds.toLocaleString('en')} ms`, { 'font-size': 11 }),
      )
      y += bar
    }
    parts.push(label(left - 10, (top + y) / 2 + 4, name, { 'text-anchor': 'end' }))
    y += gap
  }
  parts.push(element('line', { x1: left, x2: left, y1: 24, y2: y - gap, stroke: grey }))
  return picture(`Milliseconds on ${backend}`, { width, height: y, body: parts.join('\n') })
}

const cell = (taken: Taken | undefined, of: keyof Taken): string => taken?.[of]?.toLocaleString('en') ?? ''

const tableOf = ({ works }: Result, of: keyof Taken): string[] => [
  `| | ${libraries.map((name) => `${name} ms`).join(' | ')} |`,
  `| --- |${' ---: |'.repeat(libraries.length)}`,
  ...works.map(({ name, taken }) => `| ${name} | ${libraries.map((library) => cell(taken[library], of)).join(' | ')} |`),
]

const titles: { readonly [B in Backend]: string } = { cpu: 'On WebAssembly', webgpu: 'On WebGPU' }

const section = (result: Result): string =>
  [
    `## ${titles[result.backend]}`,
    `![Milliseconds of a call, by library; the scale is logarithmic](${result.backend}.svg)`,
    `Medians of ${result.rounds} rounds, each of which times every library once, ${result.date}:`,
    tableOf(result, 'milliseconds').join('\n'),
    'The first call, which compiles, timed once:',
    tableOf(result, 'first').join('\n'),
    result.machine.map((line) => `- ${line}`).join('\n'),
  ].join('\n\n')

const page = (results: readonly Result[]): string =>
  `${[
    '# typegrad beside its peers',
    'The same work in TensorFlow.js and jax-js, in processes of their own, in turns, on one machine. All libraries give the same numbers, which is checked first. `npm run bench:peers -- --save` writes this page; `--backend webgpu` measures WebGPU.',
    ...results.map(section),
  ].join('\n\n')}\n`

/** Writes what was measured, its picture, and the page that shows what is there of all backends. */
export const saved = async (result: Result): Promise<void> => {
  const folder = join(root, 'docs/bench')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${result.backend}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
  await writeFile(join(folder, `${result.backend}.svg`), drawn(result))
  const results: Result[] = []
  for (const backend of backends) {
    const file = join(folder, `${backend}.json`)
    // A backend that was not measured yet has none.
    if (existsSync(file)) results.push(JSON.parse(await readFile(file, 'utf8')) as Result) // as it was written
  }
  await writeFile(join(folder, 'README.md'), page(results))
}
