// node scripts/left-overs.mjs        fails if tools for merging or editing have left files behind, `npm run check:files`

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const isLeftOver = /(\.(orig|rej|bak|swp|tmp)|~|\.(BACKUP|BASE|LOCAL|REMOTE)\.[^/]*)$/

// Of files that git is told to ignore too: those are where such things lie unseen.
const listed = ['--cached', '--others'].map((kind) =>
  spawnSync('git', ['ls-files', '-z', kind, '--', 'src', 'dsl', 'node', 'test', 'docs', 'examples', 'bench', 'scripts', ':(glob)*'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }),
)
if (listed.some(({ status }) => status !== 0)) {
  console.error(
    `check:files asks git for the files, and git says: ${listed.map(({ stderr, error }) => stderr || error?.message).join(' ')}`,
  )
  process.exit(2)
}
const files = [...new Set(listed.flatMap(({ stdout }) => stdout.split('\0')))]
const found = files.filter((file) => isLeftOver.test(file) && !/(^|\/)node_modules\//.test(file) && existsSync(`${root}/${file}`))
if (found.length > 0) {
  console.error(`left behind, to be removed:\n${found.map((file) => `  ${file}`).join('\n')}`)
  process.exit(1)
}
