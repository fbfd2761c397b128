import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demandAnswers } from './answers.mjs'
import { insecureHost } from './browser.mjs'
import { demandOrigins } from './engines.mjs'
import { named, project, run, tool, tools, webgpu } from './project.mjs'

const page = named('program.js', 'page.js', 'worker.js', 'index.html')

/** How each bundler is asked for a page and a worker; what it makes lies in `out`, and `index.html` with it or above it. */
const bundlers = {
  esbuild: {
    script: tool('esbuild', 'bin/esbuild'),
    args: ['page.js', 'worker.js', '--bundle', '--minify', '--format=esm', '--outdir=out'],
    html: 'out/index.html',
  },
  Rollup: { script: tool('rollup', 'dist/bin/rollup'), args: ['--config', 'rollup.config.mjs'], html: 'out/index.html' },
  'webpack 5': { script: tool('webpack-cli', 'bin/cli.js'), args: ['--config', 'webpack.config.cjs'], html: 'out/index.html' },
  'Vite 7': { script: tool('vite7', 'bin/vite.js'), args: ['build', '--base=./', '--outDir=out', '--logLevel=warn'], html: undefined },
  'Vite 8': { script: tool('vite8', 'bin/vite.js'), args: ['build', '--base=./', '--outDir=out', '--logLevel=warn'], html: undefined },
}

const all = ['reference', 'cpu', 'webgpu']

/** @type {(folder: string) => string[]} What was made of a page, as text. */
const made = (folder) =>
  readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, 'out', name), 'utf8'))

/** @type {(tarball: string, pages: import('./browser.mjs').Pages) => import('./project.mjs').Check[]} */
export const bundlerChecks = (tarball, pages) => {
  const configured = { ...page, ...named('rollup.config.mjs', 'webpack.config.cjs') }
  const built = Object.entries(bundlers).flatMap(([bundler, { script, args, html }]) =>
    // It was Vite whose build failed where the package webgpu is installed as well, and otherwise not.
    (bundler.startsWith('Vite') ? [[], [webgpu]] : [[webgpu]]).map((beside) => {
      const name = `${bundler}${beside.length > 0 ? ', webgpu beside' : ''}`
      return {
        name: `a page and a worker by ${name}`,
        run: async () => {
          const resolved = [join(tools, '@rollup/plugin-node-resolve')]
          const files = { ...configured, ...(html && { [html]: 'index.html' }) }
          const folder = project(name.replaceAll(/\W+/g, '-'), tarball, {
            files,
            beside: [...beside, ...(bundler === 'Rollup' ? resolved : [])],
          })
          await run(process.execPath, [script, ...args], { cwd: folder })
          for (const text of made(folder))
            if (/(?:from|import\(?|require\() ?["'`]node:\w|import\(["'`]webgpu|mesa-vulkan|with-adapter/.test(text))
              throw new Error('the bundle names what only Node has')
          const found = await pages.answers(`${name.replaceAll(/\W+/g, '-')}/out/index.html?worker`)
          return `${demandAnswers(found, [...all, ...all])}, in the page and in the worker`
        },
      }
    }),
  )

  const noGpu = `Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined })`
  const noAdapter = `GPU.prototype.requestAdapter = async () => null`
  /** @type {(options: { host?: string; before?: string }, wanted: RegExp) => Promise<string>} */
  const refusal = async (options, wanted) => {
    const said = await pages.answers('bare/import-map.html', options).then(JSON.stringify, ({ message }) => String(message))
    if (!wanted.test(said) || /Debian|mesa|scripts\//i.test(said)) throw new Error(said)
    return 'says what helps'
  }

  /** @type {(found: unknown) => string} What the cpu backend says that it runs on. */
  const threadsOf = (found) => {
    const names = /** @type {readonly { readonly name: string }[]} */ (found).map(({ name }) => name) // demandAnswers looks at them
    const [threads] = names.flatMap((name) => /\d+ threads?$/.exec(name) ?? [])
    if (threads === undefined) throw new Error(`no threads: ${names.join('; ')}`)
    return threads
  }

  return [
    ...built,
    {
      name: 'a page with an import map and no bundler',
      run: async () => {
        project('bare', tarball, { files: { ...page, 'import-map.html': 'import-map.html' } })
        return demandAnswers(await pages.answers('bare/import-map.html'), all)
      },
    },
    {
      name: 'a page that keeps weights',
      run: async () => {
        project('weights', tarball, { files: named('weights.html', 'weights.js') })
        const found = await pages.answers('weights/weights.html')
        const { 'IndexedDB, nothing': none, ...places } = /** @type {Readonly<Record<string, unknown>>} */ (found) // by name
        if (none !== 'CheckpointError: indexedDb: nothing is kept under none' || Object.keys(places).length !== 8)
          throw new Error(JSON.stringify(found))
        for (const [place, same] of Object.entries(places)) if (same !== true) throw new Error(`${place}: ${JSON.stringify(found)}`)
        return `reads them back: ${Object.keys(places).join(', ')}`
      },
    },
    {
      name: 'a page that tunes',
      run: async () => {
        project('tunes', tarball, { files: named('tunes.html', 'tunes.js') })
        const found = await pages.answers('tunes/tunes.html')
        const { kinds, ...rest } = /** @type {Readonly<Record<string, unknown>>} */ (found) // by name
        if (JSON.stringify(kinds) !== '["dot 1x64x64 over 96 of f32 and f32"]' || Object.values(rest).some((one) => one !== true))
          throw new Error(JSON.stringify(found))
        return 'finds its choices again in IndexedDB'
      },
    },
    {
      name: 'a page that is cross-origin isolated',
      run: async () => {
        const found = await pages.answers('bare/import-map.html?isolated')
        return `${demandAnswers(found, all)}, ${threadsOf(found)}`
      },
    },
    {
      name: 'a page that is not cross-origin isolated',
      run: async () => {
        const found = await pages.answers('bare/import-map.html')
        const said = demandAnswers(found, all)
        const threads = threadsOf(found)
        if (threads !== '1 thread') throw new Error(`one worker was meant to run all: ${threads}`)
        return `${said}, ${threads}`
      },
    },
    {
      name: 'a page that is not secure',
      run: () => refusal({ host: insecureHost }, /DeviceUnavailable.*serve the page over https, or from localhost/),
    },
    {
      name: 'a browser without WebGPU',
      run: () => refusal({ before: noGpu }, /DeviceUnavailable.*this browser has no WebGPU; Chrome.*chrome:\/\/flags/),
    },
    {
      name: 'a browser without an adapter',
      run: () => refusal({ before: noAdapter }, /DeviceUnavailable.*found no adapter.*chrome:\/\/gpu/),
    },
    {
      name: 'Node, bundled by esbuild',
      run: async () => {
        const folder = project('bundled', tarball, { files: named('program.js', 'main.js', 'origins.js'), beside: [webgpu] })
        const args = [
          'main.js',
          'origins.js',
          '--bundle',
          '--platform=node',
          '--format=esm',
          '--external:webgpu',
          '--sourcemap',
          '--outdir=out',
          '--out-extension:.js=.mjs',
        ]
        await run(process.execPath, [bundlers.esbuild.script, ...args], { cwd: folder })
        const said = demandAnswers(JSON.parse(await run(process.execPath, ['out/main.mjs'], { cwd: folder })), all)
        return `${said}; ${demandOrigins(await run(process.execPath, ['--enable-source-maps', 'out/origins.mjs'], { cwd: folder }), true)}`
      },
    },
  ]
}
