import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('pages of the gallery show the code, the numbers and the texts that are there', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, ['scripts/gallery.mjs', '--check'])
  expect(stderr).toBe('')
})
