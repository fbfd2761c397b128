// node scripts/site/playground.mjs        docs/public/playground: what the playground of the site loads
//
// The engine that runs code, typegrad in it; the declarations that the editor knows; some of the digits. dist/ must have been built.

import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { cutDigits } from '../../examples/web/train-in-a-worker/digits.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const playground = join(root, 'docs/.vitepress/playground')
const from = join(playground, 'engine')
const to = join(root, 'docs/public/playground')

const watched = join(from, 'watched.ts')

await build({
  configFile: false,
  logLevel: 'warn',
  root,
  define: { 'process.env.NODE_ENV': "'production'" },
  // Layers and training get the functions that are watched.
  plugins: [
    {
      name: 'watched',
      enforce: 'pre',
      resolveId: (source, importer) => (source === './index.js' && importer?.endsWith('/dist/dsl.js') ? watched : null),
    },
  ],
  build: {
    outDir: to,
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    lib: { entry: join(from, 'engine.ts'), formats: ['iife'], name: 'engine', fileName: () => 'engine.js' },
    chunkSizeWarningLimit: 4000,
  },
})

// The editor has a style of its own, which no other page should load.
await build({
  configFile: false,
  logLevel: 'warn',
  root,
  base: './',
  build: {
    outDir: join(to, 'editor'),
    emptyOutDir: true,
    copyPublicDir: false,
    target: 'es2022',
    cssCodeSplit: false,
    rollupOptions: {
      input: join(playground, 'editor.ts'),
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: 'editor.js',
        assetFileNames: (file) => (file.names[0]?.endsWith('.css') ? 'editor.css' : '[name]-[hash][extname]'),
      },
    },
    chunkSizeWarningLimit: 8000,
  },
  worker: { format: 'es' },
})

copyFileSync(join(root, 'dist/index.d.ts'), join(to, 'typegrad.d.ts'))
copyFileSync(join(root, 'dist/dsl.d.ts'), join(to, 'dsl.d.ts'))
copyFileSync(join(from, 'playground.d.ts'), join(to, 'playground.d.ts'))

cutDigits(join(to, 'mnist'))
