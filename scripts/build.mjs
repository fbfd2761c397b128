// node scripts/build.mjs        what `npm run build` does: dist/, of which *.js, *.js.map and *.d.ts are what the package ships
//
// node scripts/build.mjs --if-older        nothing, if what dist/ was made of is as it was then
//
// TypeScript makes JavaScript and types of each file; Rollup joins them to one module an entry. Entries import each other as users do, so that there is one of
// each class. Nothing is minified; sources are mapped, and are in the maps.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { lean } from './lean.mjs'
import { markPure } from './mark-pure.mjs'
import { withoutSamples } from './without-samples.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** What is shipped, by the module that it is made of. */
const entries = {
  'src/index': 'index',
  'dsl/index': 'dsl',
  'src/interchange/index': 'interchange',
  'dsl/csv/rows': 'csv',
  'src/backends/webgpu/gpu': 'gpu',
  'node/dawn': 'dawn',
  'node/index': 'node',
  'node/typegrad': 'index.node',
  'node/dsl': 'dsl.node',
}

/** Those that have types of their own: what users import by name. */
const typed = ['src/index', 'dsl/index', 'src/interchange/index', 'node/index']

/** @type {(entry: string) => string} */
const outputOf = (entry) => entries[/** @type {keyof typeof entries} */ (entry)]

/**
 * Imports between those that stand apart stay imports.
 * @type {(own: string, apart: readonly string[], ending: string) => import('rollup').Plugin}
 */
const othersApart = (own, apart, ending) => ({
  name: 'others-apart',
  async resolveId(source, importer) {
    if (!importer || !source.startsWith('.')) return null
    const module = relative(dist, join(dirname(importer), source)).replace(/\.js$/, '')
    if (module === own || !apart.includes(module)) return join(dist, `${module}${ending}`)
    return { id: `./${outputOf(module)}.js`, external: true }
  },
})

/**
 * fp-ts as ES modules, or its types, of which only what is used is taken.
 * @type {(folder: 'es6' | 'lib', ending: string) => import('rollup').Plugin}
 */
const fpTs = (folder, ending) => ({
  name: 'fp-ts',
  resolveId(source, importer) {
    const [, module] = /^fp-ts\/lib\/(.*)\.js$/.exec(source) ?? []
    if (module) return join(root, 'node_modules', 'fp-ts', folder, `${module}${ending}`)
    if (!importer?.includes('/fp-ts/')) return null
    // Its types are about each other, and about higher kinds; users see those that ours mention.
    return folder === 'lib' ? { id: source, external: true } : join(dirname(importer), `${source}${ending}`)
  },
  load: (id) =>
    folder === 'lib' && id.includes('/fp-ts/') ? readFileSync(id, 'utf8').replaceAll(/^declare module [\s\S]*?^\}$/gm, '') : null,
})

/**
 * Papa Parse, which is no ES module, as one; without its streams of Node, for which bundlers would look.
 * @type {import('rollup').Plugin}
 */
const papaParse = {
  name: 'papa-parse',
  resolveId: (source) => (source === 'papaparse' ? join(root, 'node_modules', 'papaparse', 'papaparse.js') : null),
  load: (id) =>
    id.endsWith('/papaparse.js')
      ? `export default (() => {
const module = { exports: {} }
const exports = module.exports;
${readFileSync(id, 'utf8').replaceAll('typeof PAPA_BROWSER_CONTEXT', "'object'").replace("require('stream')", '{}')}
return module.exports
})()`
      : null,
}

/**
 * The packages that are built in and are ES modules.
 * @type {import('rollup').Plugin}
 */
const builtIn = {
  name: 'built-in',
  resolveId: (source) => {
    const [, part] = /^@bufbuild\/protobuf(\/\w+)?$/.exec(source) ?? []
    return source.startsWith('@bufbuild/') ? join(root, `node_modules/@bufbuild/protobuf/dist/esm${part ?? ''}/index.js`) : null
  },
}

/** Packages of which parts are in dist/, whose licences go with them. */
const parts = ['fp-ts', 'papaparse', '@bufbuild/protobuf']

/**
 * The maps that TypeScript left beside its files.
 * @type {import('rollup').Plugin}
 */
const mapped = {
  name: 'mapped',
  load(id) {
    const code = readFileSync(id, 'utf8')
    const [, map] = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(code) ?? []
    return map ? { code: code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'), map: readFileSync(join(dirname(id), map), 'utf8') } : code
  },
}

/** @type {(options: import('rollup').RollupOptions, output: import('rollup').OutputOptions) => Promise<void>} */
const write = async (options, output) => {
  const bundle = await rollup({
    ...options,
    external: [/^node:/, 'jpeg-js', 'pngjs', 'webgpu'],
    onwarn: (warning) => {
      // Helpers that TypeScript writes at the top of a module, for `using` say: they ask for `this`, and do without.
      if (warning.code === 'THIS_IS_UNDEFINED') return
      throw new Error(`build: ${warning.message}`)
    },
  })
  await bundle.write({ ...output, format: 'es' })
  await bundle.close()
}

/** `Symbol.dispose`, for those whose `lib` does not say it. */
const banner = '/// <reference lib="esnext.disposable" />'

/** What dist/ is made of. */
const sources = ['src', 'dsl', 'node', 'examples', 'bench', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json']

/** When the newest of what lies in a place was written; folders too, from which something may have gone. @type {(place: string) => number} */
const newest = (place) => {
  const stat = statSync(place)
  if (!stat.isDirectory()) return stat.mtimeMs
  const inside = readdirSync(place, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules')
  return Math.max(stat.mtimeMs, ...inside.map(({ name }) => newest(join(place, name))))
}

/** Written last, so that it is newer than all it was made of. */
const stamp = join(dist, 'built')
if (process.argv.includes('--if-older') && existsSync(stamp)) {
  const built = statSync(stamp).mtimeMs
  if (sources.every((source) => newest(join(root, source)) < built)) process.exit(0)
}

rmSync(dist, { recursive: true, force: true })
const compiled = spawnSync(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
})
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

for (const entry of Object.keys(entries)) {
  const input = join(dist, `${entry}.js`)
  await write(
    {
      input,
      plugins: [
        fpTs('es6', '.js'),
        papaParse,
        builtIn,
        othersApart(entry, Object.keys(entries), '.js'),
        mapped,
        withoutSamples,
        lean,
        markPure,
      ],
    },
    { file: join(dist, `${outputOf(entry)}.js`), sourcemap: true, inlineDynamicImports: true },
  )
}
for (const entry of typed) {
  await write(
    {
      input: join(dist, `${entry}.d.ts`),
      treeshake: { moduleSideEffects: false },
      plugins: [fpTs('lib', '.d.ts'), othersApart(entry, typed, '.d.ts'), dts()],
    },
    { file: join(dist, `${outputOf(entry)}.d.ts`), banner },
  )
}
const licences = parts.map((name) => {
  const folder = join(root, 'node_modules', name)
  const [file] = readdirSync(folder).filter((one) => /^licen[cs]e/i.test(one))
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'Its licence is named at the head of its files, which are in the modules.'}\n`
})
writeFileSync(join(dist, 'licences.txt'), `Parts of these packages are built into the modules of typegrad.\n\n${licences.join('\n')}`)
writeFileSync(stamp, '')
