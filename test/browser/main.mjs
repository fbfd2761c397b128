// npm run check:browser        the library's own checks in Chromium, on WebGPU of a software adapter and without WebGPU

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { launch, missing, root, serve, watch } from '../../scripts/site/chromium.mjs'

/** The way up from a tensor to a device is imported in both ways: docs/decisions/package.md. */
const checks = { ineffectiveDynamicImport: false }

const here = join(root, 'test/browser')

const run = async () => {
  const out = mkdtempSync(join(tmpdir(), 'typegrad-browser-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: here,
    base: './',
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'esnext',
      minify: false,
      modulePreload: false,
      rollupOptions: {
        input: join(here, 'page.ts'),
        output: { entryFileNames: 'page.js' },
        checks,
      },
      chunkSizeWarningLimit: 10_000,
    },
    worker: { format: 'es', rollupOptions: { checks } },
  })
  writeFileSync(
    join(out, 'index.html'),
    '<!doctype html><meta charset="utf-8"><title>typegrad</title><script type="module" src="page.js"></script>',
  )
  const { home, close } = await serve(out)
  let failed = 0
  for (const kind of /** @type {const} */ (['webgpu', 'none'])) {
    const browser = await launch({ webgpu: kind === 'webgpu' })
    const page = await browser.newPage()
    watch(page, home, (sentence) => {
      if (/favicon/.test(sentence) || /404 \(Not Found\)/.test(sentence)) return
      failed++
      console.log(`FAILED  ${sentence}`)
    })
    if (kind === 'none') await page.addInitScript('delete Navigator.prototype.gpu')
    await page.goto(home, { waitUntil: 'networkidle' })
    for (const name of await page.evaluate(`namesOf('${kind}')`)) {
      const start = performance.now()
      try {
        const said = await page.evaluate(`check('${kind}', '${name}')`)
        console.log(`ok      ${name}: ${said} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
      } catch (error) {
        failed++
        console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`)
      }
    }
    await browser.close()
  }
  close()
  rmSync(out, { recursive: true })
  process.exitCode = failed > 0 ? 1 : 0
}

if (missing) console.log(`LEFT OUT: ${missing}`)
else await run()
