import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What is written in a test's own file, given by its `import.meta.url`, from the place there on that a text names. */
export const writtenIn = (url: string): ((text?: string) => string) => {
  const path = fileURLToPath(url)
  const lines = readFileSync(path, 'utf8').split('\n')
  const name = path.slice(path.lastIndexOf('/test/') + 1)
  return (text = '') => {
    const [, line = 0, column = 0] = /^:(\d+):(\d+)/.exec(text.split(name)[1] ?? '') ?? []
    return lines[Number(line) - 1]?.slice(Number(column) - 1) ?? ''
  }
}
