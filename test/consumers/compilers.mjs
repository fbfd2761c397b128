import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demandAnswers } from './answers.mjs'
import { LeftOut, named, project, root, run, tool, webgpu } from './project.mjs'

/** @typedef {{ readonly lib: readonly string[]; readonly types?: readonly string[]; readonly [option: string]: unknown }} Options */

/**
 * Sets of libraries that the types are used with, `skipLibCheck` off.
 * @satisfies {Readonly<Record<string, Options>>}
 */
const libraries = {
  'lib es2022': { lib: ['es2022'] },
  'lib es2022 and dom': { lib: ['es2022', 'dom'] },
  // For those whose lib.dom knows no WebGPU, and who use it themselves.
  'lib es2022 and dom, @webgpu/types': { lib: ['es2022', 'dom'], types: ['@webgpu/types'] },
  'lib esnext, types of Node': { lib: ['esnext'], types: ['node'] },
  'a bundler': { lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler' },
}

/** @type {readonly { readonly version: string; readonly tsc: string; readonly under: readonly (keyof typeof libraries)[] }[]} */
const typescripts = [
  { version: '5.4', tsc: tool('typescript5.4', 'bin/tsc'), under: ['lib es2022', 'lib es2022 and dom, @webgpu/types'] },
  { version: '5.9', tsc: tool('typescript5.9', 'bin/tsc'), under: ['lib es2022', 'lib es2022 and dom, @webgpu/types'] },
  { version: '6', tsc: join(root, 'node_modules/typescript/bin/tsc'), under: ['lib es2022', 'lib es2022 and dom'] },
  {
    version: '7',
    tsc: join(root, 'node_modules/typescript7/bin/tsc'),
    under: ['lib es2022', 'lib es2022 and dom', 'lib esnext, types of Node', 'a bundler'],
  },
]

const strict = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  types: [],
  noEmit: true,
}

/** @type {(tarball: string) => import('./project.mjs').Check[]} */
export const compilerChecks = (tarball) => {
  const beside = ['@types/node', '@webgpu/types', 'undici-types'].map((name) => join(root, 'node_modules', name))
  /** @type {(path: string) => string} */
  const present = (path) => {
    if (!existsSync(path)) throw new LeftOut(`${path} is not installed`)
    return path
  }

  /** @type {(tsc: string, folder: string, options: object, file: string) => Promise<string>} */
  const compile = (tsc, folder, options, file) => {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...strict, ...options }, files: [file] }))
    return run(process.execPath, [present(tsc)], { cwd: folder, seconds: 300 })
  }

  const common = { skipLibCheck: true, lib: ['es2022'], types: ['node'], noEmit: false }

  return [
    ...typescripts.map(({ version, tsc, under }) => ({
      name: `the types under TypeScript ${version}`,
      run: async () => {
        const folder = project(`types-${version}`, tarball, { files: named('uses.ts'), beside })
        for (const name of under)
          await compile(tsc, folder, libraries[name], 'uses.ts').catch(({ message }) => {
            throw new Error(`${name}: ${message}`)
          })
        return under.join('; ')
      },
    })),
    ...typescripts.map(({ version, tsc }) => ({
      name: `a CommonJS project under TypeScript ${version}`,
      run: async () => {
        const folder = project(`common-${version}`, tarball, { files: { 'main.cts': 'common.cts' }, beside, type: 'commonjs' })
        const said = await compile(tsc, folder, common, 'main.cts').catch(({ message }) => String(message))
        // Before 5.8 it knew no `require` of ES modules.
        if (version === '5.4' && /TS1479.*the referenced file is an ECMAScript module/.test(said))
          return 'is told that this is an ES module'
        if (said !== '') throw new Error(said)
        const printed = await run(process.execPath, ['main.cjs'], { cwd: folder })
        if (printed.trim() !== '[6,0]') throw new Error(printed)
        return 'compiles with module nodenext, and requires the ES module'
      },
    })),
    {
      name: 'Jest',
      run: async () => {
        const folder = project('jest', tarball, { files: { ...named('program.js'), 'program.test.js': 'jest.test.js' }, beside: [webgpu] })
        writeFileSync(join(folder, 'jest.config.json'), JSON.stringify({ testEnvironment: 'node', transform: {} }))
        const said = await run(process.execPath, ['--experimental-vm-modules', tool('jest', 'bin/jest.js'), '--silent=false'], {
          cwd: folder,
        })
        return demandAnswers(JSON.parse(/\[\{"backend".*\}\]/.exec(said)?.[0] ?? 'null'), ['reference', 'cpu', 'webgpu'])
      },
    },
  ]
}
