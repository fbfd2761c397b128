import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { project, run, tool } from './project.mjs'

/** What a page weighs that uses so much, in bytes: built and minified by esbuild, then gzip. `below` is demanded. */
const uses = [
  { what: 'tensor', code: `import { tensor } from 'typegrad'; console.log(tensor([1, 2]).toString())`, below: 25_000 },
  {
    what: 'grad jit matmul',
    code: `import { grad, jit, matmul } from 'typegrad'; console.log(grad, jit, matmul)`,
    below: 90_000,
  },
  {
    what: 'a model and its training',
    code: `import { acquire, key } from 'typegrad'; import { adam, dense, fit, relu, sequential, softmaxCrossEntropy } from 'typegrad/dsl'; console.log(acquire, key, adam, dense, fit, relu, sequential, softmaxCrossEntropy)`,
  },
  { what: 'all of typegrad', code: `import * as all from 'typegrad'; console.log(all)` },
  { what: 'toStableHlo', code: `import { toStableHlo } from 'typegrad/interchange'; console.log(toStableHlo)` },
  { what: 'fromOnnx', code: `import { fromOnnx } from 'typegrad/interchange'; console.log(fromOnnx)` },
  { what: 'all of both', code: `import * as all from 'typegrad'; import * as models from 'typegrad/dsl'; console.log(all, models)` },
]

/** Files that the package may have at most: a few an entry, with maps and types. */
const fewFiles = 30

const kilo = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** @type {(tarball: string) => import('./project.mjs').Check[]} */
export const weightChecks = (tarball) => [
  {
    name: 'what the package weighs',
    run: async () => {
      const folder = project('weight', tarball, { files: {} })
      const installed = join(folder, 'node_modules', 'typegrad')
      const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(installed, name)))
      const count = files.filter((file) => file.isFile()).length
      if (count > fewFiles) throw new Error(`the package has ${count} files, more than ${fewFiles}`)
      return `${kilo(statSync(tarball).size)} packed, ${kilo(files.reduce((sum, { size }) => sum + size, 0))} unpacked, ${count} files`
    },
  },
  ...uses.map(({ what, code, below }) => ({
    name: `what a page weighs that imports ${what}`,
    run: async () => {
      const folder = project(`weight-${what.replaceAll(' ', '-')}`, tarball, { files: {} })
      writeFileSync(join(folder, 'main.js'), code)
      await run(process.execPath, [tool('esbuild', 'bin/esbuild'), 'main.js', '--bundle', '--minify', '--format=esm', '--outfile=out.js'], {
        cwd: folder,
      })
      const text = readFileSync(join(folder, 'out.js'))
      const size = gzipSync(text, { level: 9 }).length
      if (below !== undefined && size >= below) throw new Error(`${kilo(size)} (gzip), not below ${kilo(below)}`)
      return `${kilo(size)} (gzip), ${kilo(text.length)} minified${below === undefined ? '' : `; to be below ${kilo(below)}`}`
    },
  })),
  {
    name: 'what importing takes in this Node',
    run: async () => {
      const folder = project('import', tarball, { files: {} })
      const timing = (/** @type {string} */ name) =>
        `const began = performance.now(); await import('${name}'); console.log(performance.now() - began)`
      /** @type {(name: string) => Promise<number>} */
      const median = async (name) => {
        const times = []
        for (let i = 0; i < 5; i++)
          times.push(Number(await run(process.execPath, ['--input-type=module', '--eval', timing(name)], { cwd: folder })))
        return times.sort((a, b) => a - b)[2] ?? 0
      }
      return `typegrad ${(await median('typegrad')).toFixed(0)} ms, typegrad/dsl ${(await median('typegrad/dsl')).toFixed(0)} ms (goal: 60)`
    },
  },
]
