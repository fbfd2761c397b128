import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

/* The README is read on npm as well, where only whole addresses lead somewhere. */

const root = new URL('../../', import.meta.url)
const readme = await readFile(new URL('README.md', root), 'utf8')
const { repository, homepage, bugs } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '')

const inline = [...readme.matchAll(/\]\((?<to>[^)\s]+)\)/g)].map(({ groups }) => groups?.to ?? '')
const references = [...readme.matchAll(/^\[[\w-]+\]: (?<to>\S+)$/gm)].map(({ groups }) => groups?.to ?? '')

it('the package says where it lives', () => {
  expect(homepage).toBe(`${home}#readme`)
  expect(bugs).toBe(`${home}/issues`)
})

it('each link of the README is a whole address, and those into the repository lead to what is there', () => {
  expect(references.length).toBeGreaterThan(3)
  for (const link of [...inline, ...references]) {
    expect(link).toMatch(/^https:\/\//)
    const path = new RegExp(`^${home}/(?:blob|tree)/main/(.*)$`).exec(link)?.[1]
    if (path) expect(existsSync(new URL(path, root)), link).toBe(true)
  }
})

it('each reference of the README is defined', () => {
  const defined = [...readme.matchAll(/^\[(?<name>[\w-]+)\]: /gm)].map(({ groups }) => groups?.name)
  for (const { groups } of readme.matchAll(/\]\[(?<name>[\w-]+)\]/g)) expect(defined).toContain(groups?.name)
})
