// npm run docs:look        opens pages of the site that `npm run docs` has built, in Chromium, and searches in it
//
// Fails where a page is empty, says an error, asks another host for anything or for what is not there, or where search does not find what it should. Pictures of pages are left in results/site. Without Chromium it says so, and looks at nothing.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { judge, launch, missing, root, serve, watch } from './chromium.mjs'
import { lookAtDemos } from './demos.mjs'
import { tryHovers } from './hovers-look.mjs'
import { tryPlayground } from './playground-look.mjs'

const site = join(root, 'docs/.vitepress/dist')
const pictures = join(root, 'results/site')

/** Pages, and what stands in their first heading. */
const pages = /** @type {const} */ ([
  ['', 'typegrad'],
  ['guide/start', 'Start here'],
  ['guide/coming-from', 'Coming from'],
  ['api/', 'API'],
  ['api/Arithmetic_and_functions/typegrad.add', 'add'],
  ['api/Convolutions_and_signals/typegrad.conv', 'conv'],
  ['api/Transforms_and_control_flow/typegrad.grad', 'grad'],
  ['api/Losses/typegrad_dsl.softmaxCrossEntropy', 'softmaxCrossEntropy'],
  ['api/Errors/typegrad.ShapeMismatch', 'ShapeMismatch'],
  ['gallery/', 'Gallery'],
  ['gallery/go', 'Go'],
  ['bench/', ''],
  ['errors', 'Errors'],
  ['changelog', 'Changelog'],
  ['guide/kernels', 'Reading generated kernels'],
  ['demos', 'Demos'],
  ['playground', 'Playground'],
  ['decisions/schedules', 'How loops lie'],
])

/** What is searched for, and the title of what is found first. */
const searches = /** @type {const} */ ([
  ['permute', 'transpose'],
  ['no_grad', 'stopGradient'],
  ['mse', 'meanSquaredError'],
  ['seed', 'key'],
  ['CrossEntropyLoss', 'softmaxCrossEntropy'],
])

/** The first page, with all that it loads, in bytes as they are sent. */
const mostOfHome = 200_000

const look = async () => {
  if (!existsSync(site)) throw new Error('there is no site; npm run docs builds it')
  mkdirSync(pictures, { recursive: true })
  const { home, close } = await serve(site)
  const browser = await launch({ webgpu: true })
  /** @type {string[]} */
  const wrong = []
  /** @type {(options: object) => Promise<import('./chromium.mjs').Page>} */
  const open = async (options) => {
    const page = await browser.newPage(options)
    // Code of the playground that means no good is refused in the console.
    watch(page, home, (sentence) => wrong.push(`${page.url()}: ${sentence}`), /Content Security Policy|Content-Security-Policy/)
    return page
  }

  const first = await open({ viewport: { width: 1280, height: 900 } })
  let bytes = 0
  first.on('response', (/** @type {any} */ response) => {
    bytes += Number(response.headers()['content-length'] ?? 0)
  })
  await first.goto(home, { waitUntil: 'networkidle' })
  console.log(`the first page is ${(bytes / 1000).toFixed(0)} kB`)
  if (bytes > mostOfHome) wrong.push(`the first page is ${bytes} bytes, and not ${mostOfHome} at most`)
  await first.close()

  for (const [colorScheme, width] of /** @type {const} */ ([
    ['light', 1280],
    ['dark', 390],
  ])) {
    const page = await open({ viewport: { width, height: 900 }, colorScheme })
    for (const [path, heading] of pages) {
      await page.goto(home + path, { waitUntil: 'networkidle' })
      const found = await page.locator('h1').first().textContent()
      if (!found?.includes(heading)) wrong.push(`${path}: its heading is ${found}, and not ${heading}`)
      if (path === 'bench/' && (await page.locator('svg.plot').count()) === 0) wrong.push('bench/ has no plots')
      await page.screenshot({ path: join(pictures, `${path.replaceAll('/', '-') || 'home'}-${colorScheme}.png`) })
      await judge(page, (sentence) => wrong.push(`${path || 'home'}, ${colorScheme}, ${width}: ${sentence}`))
    }
    await page.close()
  }

  const page = await open({ viewport: { width: 1280, height: 900 } })
  for (const [words, title] of searches) {
    await page.goto(home, { waitUntil: 'networkidle' })
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('.VPLocalSearchBox input').fill(words)
    const found = await page.locator('.VPLocalSearchBox .result').first().textContent({ timeout: 10_000 })
    if (!found?.includes(title)) wrong.push(`search for ${words} finds ${found}, and not ${title}`)
  }
  await page.close()

  await tryHovers(open, home, (sentence) => wrong.push(sentence)).catch((error) => wrong.push(`types over names: ${error}`))

  const playground = await open({ viewport: { width: 1400, height: 900 } })
  await tryPlayground(playground, home, pictures, (sentence) => wrong.push(sentence)).catch((error) => wrong.push(`playground: ${error}`))
  await browser.close()
  close()

  wrong.push(...(await lookAtDemos(join(site, 'demos'), join(pictures, 'demos'))))
  for (const sentence of wrong) console.log(sentence)
  console.log(
    wrong.length > 0
      ? `${wrong.length} faults`
      : `${pages.length} pages, ${searches.length} searches, types over names, the playground and the demos are as they should be; pictures in results/site`,
  )
  process.exitCode = wrong.length > 0 ? 1 : 0
}

if (missing) console.log(`LEFT OUT: ${missing}`)
else await look()
