// npm run check:browser        the library's own checks in Chromium and in Firefox, on WebGPU of a software adapter and without WebGPU

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { launch, missing, root, serve, watch } from '../../scripts/site/chromium.mjs'
import * as firefox from './firefox.mjs'

/** The way up from a tensor to a device is imported in both ways: docs/decisions/package.md. */
const checks = { ineffectiveDynamicImport: false }

const here = join(root, 'test/browser')

const kinds = /** @type {const} */ (['webgpu', 'none'])

/** The page, in a folder. */
const buildPage = async () => {
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
  return out
}

let failed = 0

/** @param {string} sentence */
const fail = (sentence) => {
  failed++
  console.log(`FAILED  ${sentence}`)
}

/** @param {string} out */
const inChromium = async (out) => {
  const { home, close } = await serve(out)
  for (const kind of kinds) {
    const browser = await launch({ webgpu: kind === 'webgpu' })
    const page = await browser.newPage()
    watch(page, home, (sentence) => {
      if (!/favicon/.test(sentence) && !/404 \(Not Found\)/.test(sentence)) fail(sentence)
    })
    if (kind === 'none') await page.addInitScript('delete Navigator.prototype.gpu')
    await page.goto(home, { waitUntil: 'networkidle' })
    for (const name of await page.evaluate(`namesOf('${kind}')`)) {
      const start = performance.now()
      try {
        const said = await page.evaluate(`check('${kind}', '${name}')`)
        console.log(`ok      ${name}: ${said} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
      } catch (error) {
        fail(`${name}: ${error instanceof Error ? error.message : error}`)
      }
    }
    await browser.close()
  }
  close()
}

/** Lets threads share memory. */
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/** What is checked in Firefox: all, but on WebGPU what waits for the device often, which takes it a tenth of a second each time, or takes long anywhere. */
const inFirefoxToo = { webgpu: ['random programs', 'gradients', 'training', 'a device that is lost'], none: [] }

/** @param {string} out */
const inFirefox = async (out) => {
  const { home, close } = await serve(out, '/', isolated)
  for (const kind of kinds) {
    if (kind === 'webgpu' && firefox.withoutAdapter) {
      console.log(`LEFT OUT: ${firefox.withoutAdapter}`)
      continue
    }
    try {
      await firefox.run(home, kind, inFirefoxToo[kind], ({ name, seconds, said, failed }) => {
        if (failed) fail(`Firefox, ${name}: ${failed}`)
        else console.log(`ok      Firefox, ${name}: ${said} (${seconds.toFixed(1)} s)`)
      })
    } catch (error) {
      fail(`Firefox: ${error instanceof Error ? error.message : error}`)
    }
  }
  close()
}

if (missing) console.log(`LEFT OUT: ${missing}`)
if (firefox.missing) console.log(`LEFT OUT: ${firefox.missing}`)
if (!missing || !firefox.missing) {
  const out = await buildPage()
  if (!missing) await inChromium(out)
  if (!firefox.missing) await inFirefox(out)
  rmSync(out, { recursive: true })
  process.exitCode = failed > 0 ? 1 : 0
}
