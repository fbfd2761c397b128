import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demandAnswers } from './answers.mjs'
import { LeftOut, named, place, project, run, tool, webgpu } from './project.mjs'

/** Node, by the packages that bring it, and what else runs JavaScript without a browser. */
const nodes = {
  [`Node ${process.versions.node}, this one`]: process.execPath,
  'Node 22': tool('node22', 'bin/node'),
  'Node 24': tool('node24', 'bin/node'),
}
const others = { Deno: [tool('@deno/linux-x64-glibc', 'deno'), 'run', '-A'], Bun: [tool('@oven/bun-linux-x64', 'bin/bun')] }

/** @type {(engine: string) => string} */
const present = (engine) => {
  if (!existsSync(engine)) throw new LeftOut(`${engine} is not here: npm brings it for Linux on x64 alone`)
  return engine
}

/** @type {(text: string) => unknown} The last line of what was printed. */
const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1) ?? '')

/** @type {(condition: boolean, otherwise: string) => void} */
const demand = (condition, otherwise) => {
  if (!condition) throw new Error(otherwise)
}

/** @type {(tarball: string) => import('./project.mjs').Check[]} */
export const engineChecks = (tarball) => {
  const files = named('program.js', 'main.js', 'origins.js')
  const folder = project('node', tarball, { files, beside: [webgpu] })
  const alone = project('node-alone', tarball, { files })

  /** @type {(engine: readonly string[]) => Promise<string>} */
  const computes = async ([engine = '', ...args]) =>
    demandAnswers(lastLine(await run(present(engine), [...args, 'main.js'], { cwd: folder })), ['reference', 'cpu', 'webgpu'])

  const required = `const { tensor } = require('typegrad'); const { relu } = require('typegrad/dsl'); relu(tensor([-1, 2])).data().then((x) => console.log(JSON.stringify([...x])))`

  return [
    ...Object.entries(nodes).map(([name, engine]) => ({ name, run: () => computes([engine]) })),
    ...Object.entries(others).map(([name, engine]) => ({ name, run: () => computes(engine) })),
    {
      name: 'npm install in an empty folder',
      run: async () => {
        const empty = join(place, 'empty')
        mkdirSync(empty)
        await run('npm', ['install', '--no-audit', '--no-fund', '--offline', tarball], { cwd: empty })
        const installed = await run('npm', ['ls', '--all', '--parseable'], { cwd: empty })
        demand(installed.trim().split('\n').length === 2, `expected the package alone, got\n${installed}`)
        return 'brings the package and nothing else'
      },
    },
    {
      name: 'the first program of the README, in Node',
      run: async () => {
        const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'node_modules/typegrad/README.md'), 'utf8')) ?? []
        writeFileSync(join(folder, 'first.js'), code)
        const said = await run(process.execPath, ['first.js'], { cwd: folder })
        const [, backend, list = 'null'] = /^(\w+) (.*)$/.exec(said.trim()) ?? []
        const found = JSON.parse(list).flat()
        demand(
          backend === 'cpu' &&
            found.length === 2 &&
            found.every((/** @type {number} */ value, /** @type {number} */ i) => Math.abs(value - i - 1) < 1e-5),
          said,
        )
        return `prints ${said.trim()}`
      },
    },
    {
      name: 'Node without the package webgpu',
      run: async () => {
        const script = `import { acquire } from 'typegrad'; const device = await acquire(); console.log(device.backend)
await acquire({ backend: 'webgpu' }).catch(({ name, message }) => console.log(name, message))`
        const said = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: alone })
        demand(/^cpu\nDeviceUnavailable webgpu: .*npm install webgpu/.test(said), said)
        return 'says npm install webgpu, and runs on the cpu backend'
      },
    },
    ...Object.entries(nodes).map(([name, engine]) => ({
      name: `require in ${name}`,
      run: async () => {
        const said = await run(present(engine), ['--input-type=commonjs', '--eval', required], { cwd: alone, env: { NODE_OPTIONS: '' } })
        demand(said.trim() === '[0,2]', said)
        return 'gives the ES module'
      },
    })),
    ...['', '--enable-source-maps'].flatMap((option) =>
      Object.entries(nodes).map(([name, engine]) => ({
        name: `lines of ${name} ${option}`.trim(),
        run: async () =>
          demandOrigins(await run(present(engine), [...(option ? [option] : []), 'origins.js'], { cwd: alone }), option !== ''),
      })),
    ),
  ]
}

/** @type {(said: string, mapped: boolean) => string} */
export const demandOrigins = (said, mapped) => {
  const { nan, throughLayer, reuse } = /** @type {Record<string, string>} */ (lastLine(said)) // what origins.js prints
  demand(/, at loss \([^ ]*origins\.js:\d+:\d+\)$/.test(nan ?? ''), `nanCheck says: ${nan}`)
  const through = mapped ? /, at [^ ]*origins\.js:\d+:\d+, through dsl\/layers\/dense\.ts:\d+:\d+$/ : /, at [^ ]*origins\.js:\d+:\d+$/
  demand(through.test(throughLayer ?? ''), `nanCheck says of a layer: ${throughLayer}`)
  demand((reuse?.match(/ at draw \([^ ]*origins\.js:\d+:\d+\)/g) ?? []).length === 2, `keyReuse says: ${reuse}`)
  return mapped ? "names the user's line, and the layer's" : "names the user's line"
}
