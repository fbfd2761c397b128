// node scripts/gallery.mjs                    writes what the pages of docs/gallery show anew: code, numbers, texts
// node scripts/gallery.mjs NAME [FOLDER]      before that, takes an example's result and pictures over from where it was run (results/NAME/full);
//                                             NAME/full is for a run in full that is shown beside the default one
// node scripts/gallery.mjs --check            writes nothing; fails if a page does not show what is there
//
// A page is written by hand, but for what stands between marks:
//
//   <!-- numbers -->            the table of what docs/gallery/NAME/result.json found, beside the literature, with the command; <!-- numbers NAME/full -->, that of docs/gallery/NAME/full
//   <!-- text -->               what was written or printed by what was learned
//   <!-- code FILE#NAME -->     a declaration of a source file, with its docstring
//   <!-- list -->               in README.md: all pages
//   <!-- end -->

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ value: number, unit?: string, literature?: number, source?: string, note?: string }} Finding */
/** @typedef {{ example: string, size: string, seed: number, device: string, seconds: number, findings: Record<string, Finding>, pictures: string[], text?: string, cut?: string }} Result */

const root = fileURLToPath(new URL('..', import.meta.url))
const gallery = join(root, 'docs', 'gallery')

/** @type {(sentence: string) => never} */
const stop = (sentence) => {
  console.error(sentence)
  process.exit(1)
}

/** @type {(folder: string) => Result} */
const resultIn = (folder) => {
  const file = join(folder, 'result.json')
  if (!existsSync(file)) stop(`${file} is not there; run the example first`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** @type {(name: string, folder: string) => void} */
const takeOver = (name, folder) => {
  const target = join(gallery, name)
  mkdirSync(target, { recursive: true })
  for (const file of ['result.json', ...resultIn(folder).pictures.map((picture) => `${picture}.svg`)])
    copyFileSync(join(folder, file), join(target, file))
}

/** @type {(value: number, unit: string | undefined) => string} */
const shown = (value, unit) => {
  const digits =
    unit === '%' ? value.toFixed(2) : Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(4)))
  return unit === undefined ? digits : `${digits} ${unit}`
}

/** @type {(seconds: number) => string} */
const duration = (seconds) =>
  seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`

/** @type {(name: string) => string} */
const numbers = (name) => {
  if (!existsSync(join(gallery, name, 'result.json')))
    return `Its numbers and pictures are not here yet; \`npm run example ${name}\` makes them.`
  const { example, findings, size, seed, device, seconds, cut } = resultIn(join(gallery, name))
  const rows = Object.entries(findings)
  const [literature, notes] = [rows.some(([, { literature }]) => literature !== undefined), rows.some(([, { note }]) => note !== undefined)]
  const table = [
    ['', 'here', ...(literature ? ['literature'] : []), ...(notes ? ['note'] : [])],
    ['---', '---:', ...(literature ? ['---'] : []), ...(notes ? ['---'] : [])],
    ...rows.map(([what, { value, unit, literature: known, source, note }]) => [
      what,
      shown(value, unit),
      ...(literature ? [known === undefined ? '' : `${shown(known, unit)}${source ? ` (${source})` : ''}`] : []),
      ...(notes ? [note ?? ''] : []),
    ]),
  ]
  const option = size === 'default' ? '' : ` -- --${size}`
  const told = `\`npm run example ${example}${option}\`, seed ${seed}, on ${device}: ${duration(seconds)}.${cut === undefined ? '' : ` It was cut: ${cut}.`}`
  return `${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n${told}`
}

/** @type {(name: string) => string} */
const text = (name) => `\`\`\`text\n${(resultIn(join(gallery, name)).text ?? stop(`${name}: the result has no text`)).trimEnd()}\n\`\`\``

/** A declaration of a file, from its docstring to where it ends. @type {(place: string) => string} */
const code = (place) => {
  const [file = '', name = ''] = place.split('#')
  if (!existsSync(join(root, file))) stop(`${file} is not there`)
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const declared = lines.findIndex((line) => new RegExp(`^(export )?(const|function|interface|type) ${name}\\b`).test(line))
  if (declared < 0) stop(`${file} declares no ${name}`)
  let first = declared
  if (lines[first - 1]?.endsWith('*/'))
    do first--
    while (!lines[first]?.startsWith('/**'))
  const open = /[({[]$|=>$|=$/.test(lines[declared] ?? '')
  const length = open ? lines.slice(declared + 1).findIndex((line) => /^[^\s]/.test(line) || line === '') + 1 : 0
  const closes = /^[)}\]]/.test(lines[declared + length] ?? '')
  return `\`\`\`ts\n${lines
    .slice(first, declared + length + (open && !closes ? 0 : 1))
    .join('\n')
    .trimEnd()}\n\`\`\``
}

const pages = readdirSync(gallery)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => file.slice(0, -'.md'.length))
  .sort()

/** @type {() => string} */
const list = () =>
  pages
    .map((name) => {
      const [title = name, , about = ''] = readFileSync(join(gallery, `${name}.md`), 'utf8').split('\n')
      return `- [${title.replace(/^# /, '')}](${name}.md): ${about}`
    })
    .join('\n')

/** @type {(name: string, mark: string) => string} */
const filled = (name, mark) => {
  const [kind, place = ''] = mark.split(' ')
  if (kind === 'numbers') return numbers(place || name)
  if (kind === 'text') return text(place || name)
  if (kind === 'code') return code(place)
  if (kind === 'list') return list()
  return stop(`${name}.md: there is no mark '${mark}'`)
}

/** @type {(name: string, page: string) => string} */
const written = (name, page) =>
  page.replaceAll(/<!-- (?!end)(.+?) -->\n[\s\S]*?<!-- end -->/g, (_, mark) => `<!-- ${mark} -->\n\n${filled(name, mark)}\n\n<!-- end -->`)

const [first, folder] = process.argv.slice(2)
const isCheck = first === '--check'
if (first !== undefined && !isCheck) takeOver(first, folder ?? join(root, 'results', first, 'full'))
for (const name of [...pages, 'README']) {
  const file = join(gallery, `${name}.md`)
  const before = readFileSync(file, 'utf8')
  const after = written(name, before)
  if (before === after) continue
  if (isCheck) stop(`docs/gallery/${name}.md does not show what is there; run \`npm run gallery\``)
  writeFileSync(file, after)
  console.log(`docs/gallery/${name}.md`)
}
