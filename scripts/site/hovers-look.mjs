/* Types over names in the code of the guide, tried with a pointer, by keyboard and by touch. */

/** @typedef {import('./chromium.mjs').Page} Page */

/** Code, a name in it, and what is said of it. */
const tried = /** @type {const} */ ([
  ['guide/start', 'x', 'const x: Tensor<[2, 3], "f32">'],
  ['guide/start', 'matmul', 'matmul'],
  ['guide/transforms', 'grad', 'grad'],
])

/** @type {(open: (options: object) => Promise<Page>, home: string, fault: (sentence: string) => void) => Promise<void>} */
export const tryHovers = async (open, home, fault) => {
  for (const hasTouch of [false, true]) {
    const page = await open({ viewport: hasTouch ? { width: 390, height: 800 } : { width: 1280, height: 900 }, hasTouch })
    const popup = page.locator('.type-popup.open')
    /** @type {(what: string, wanted: string) => Promise<void>} */
    const said = async (what, wanted) => {
      const text = await popup.textContent({ timeout: 5000 }).catch(() => 'nothing')
      if (!text?.includes(wanted)) fault(`${what} shows ${text}, and not ${wanted}`)
      const [wide, seen] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')
      if (wide > seen) fault(`${what} makes the page ${wide} wide in a window of ${seen}`)
    }
    /** @param {string} what */
    const closed = async (what) => {
      await page.keyboard.press('Escape')
      if ((await popup.count()) > 0) fault(`${what} does not go away by Escape`)
    }
    for (const [path, name, wanted] of tried) {
      await page.goto(home + path, { waitUntil: 'networkidle' })
      const mark = page.locator('pre[data-hovers] [data-t]', { hasText: new RegExp(`^${name}$`) }).first()
      const what = `${path}: ${name}, ${hasTouch ? 'tapped' : 'pointed at'},`
      await (hasTouch ? mark.tap() : mark.hover())
      await said(what, wanted)
      await closed(what)
    }
    if (!hasTouch) {
      const block = page.locator('pre[data-hovers]').first()
      await block.focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('ArrowRight')
      await said('the second name, by keyboard,', (await block.locator('[data-t]').nth(1).textContent()) ?? '')
      await closed('the second name, by keyboard,')
      const hasFocus = await block.evaluate((/** @type {any} */ one) => one === one.ownerDocument.activeElement)
      if (!hasFocus) fault('Escape does not give the focus back to the code')
    }
    await page.close()
  }
}
