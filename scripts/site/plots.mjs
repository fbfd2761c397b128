/*
 * The page of the benchmarks, as the site shows it: docs/bench/README.md, in which each picture, with the tables under it, gives way to plots and tables that are
 * drawn from the JSON of the same name. They are text of the page: no script, and the colours of the theme.
 */

import { readFileSync } from 'node:fs'

/** @typedef {{ readonly milliseconds: number, readonly first?: number }} Taken a median of a call, and the first one */
/** @typedef {{ readonly name: string, readonly taken: Readonly<Record<string, Taken>> }} Work */
/** @typedef {{ readonly backend: string, readonly date: string, readonly rounds: number, readonly works: readonly Work[] }} Result */
/** @typedef {{ readonly name: string, readonly times: Readonly<Record<string, number>> }} Row milliseconds by library */

const ours = 'typegrad'

/** Works that stand in one plot: the first that fits. */
const groups = /** @type {const} */ ([
  ['Products and convolutions', /^(matmul|conv)/],
  ['Training steps', /^step/],
  ['Elementwise work, rows and small calls', /^/],
])

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** @param {number} milliseconds */
const shown = (milliseconds) => milliseconds.toLocaleString('en')

/** In times of ours, if ours was timed. @type {(row: Row, library: string) => number | undefined} */
const ratio = ({ times }, library) => {
  const [own, other] = [times[ours], times[library]]
  return own === undefined || other === undefined ? undefined : other / own
}

/** @param {number | undefined} times */
const ratioShown = (times) => (times === undefined ? '' : `${times.toPrecision(3)}×`)

/** @type {(rows: readonly Row[], libraries: readonly string[]) => string} */
const tableOf = (rows, libraries) => {
  const heads = libraries.flatMap((name) => (name === ours ? [`${name} ms`] : [`${name} ms`, 'ratio']))
  const lines = rows.map((row) => {
    const cells = libraries.flatMap((name) => {
      const time = row.times[name]
      const cell = time === undefined ? '' : shown(time)
      return name === ours ? [cell] : [cell, ratioShown(ratio(row, name))]
    })
    return `| ${row.name} | ${cells.join(' | ')} |`
  })
  return [`| | ${heads.join(' | ')} |`, `| --- |${' ---: |'.repeat(heads.length)}`, ...lines].join('\n')
}

/** What a plot is made of, in pixels; across, it is in hundredths of its width, and so fits any. */
const [bar, name, gap, foot] = [18, 22, 12, 20]

/** Hundredths that the longest bar takes; the rest is for what is said of it. */
const widest = 56

/**
 * Bars side by side by work, a colour a library, as long as its time in times of ours.
 * @type {(id: string, title: string, rows: readonly Row[], libraries: readonly string[]) => string}
 */
const plotOf = (id, title, rows, libraries) => {
  const most = Math.max(...rows.flatMap((row) => libraries.map((library) => ratio(row, library) ?? 0)))
  /** @param {number} times */
  const across = (times) => `${((widest * times) / most).toFixed(2)}%`
  let y = 0
  const bars = rows.flatMap((row) => {
    const parts = [`<text class="work" x="0" y="${y + 14}">${escaped(row.name)}</text>`]
    y += name
    for (const [i, library] of libraries.entries()) {
      const [time, times] = [row.times[library], ratio(row, library)]
      if (time === undefined || times === undefined) continue
      const words = `${library} ${shown(time)} ms${library === ours ? '' : `, ${ratioShown(times)}`}`
      parts.push(
        `<rect class="bar-${i}" x="0" y="${y}" width="${across(times)}" height="${bar - 4}" rx="2"/>`,
        `<text x="${across(times)}" y="${y + 11}" dx="6">${escaped(words)}</text>`,
      )
      y += bar
    }
    y += gap
    return parts
  })
  const bottom = y - gap + 4
  const step = Math.ceil(most / 8)
  const lines = Array.from({ length: Math.floor(most / step) }, (_, i) => (i + 1) * step).flatMap((times) => [
    `<line class="${times === 1 ? 'one' : 'many'}" x1="${across(times)}" x2="${across(times)}" y1="0" y2="${bottom}"/>`,
    `<text class="scale" x="${across(times)}" y="${bottom + 14}">${times}×</text>`,
  ])
  const told = rows.map((row) => {
    const times = libraries.flatMap((library) => {
      const time = row.times[library]
      return time === undefined ? [] : [`${library} ${shown(time)} ms`]
    })
    return `${row.name}: ${times.join(', ')}`
  })
  return [
    `<svg class="plot" role="img" aria-labelledby="${id}-title ${id}-told" width="100%" height="${bottom + foot}" v-pre>`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-told">${escaped(`${told.join('; ')}.`)}</desc>`,
    ...lines,
    ...bars,
    '</svg>',
  ].join('')
}

/** Plots and tables of what was measured on a backend, as Markdown. @param {Result} result */
const sectionOf = ({ backend, date, rounds, works }) => {
  const libraries = [...new Set(works.flatMap(({ taken }) => Object.keys(taken)))]
  /** @type {(some: readonly Work[], of: keyof Taken) => Row[]} */
  const rowsOf = (some, of) =>
    some.map(({ name, taken }) => ({
      name,
      times: Object.fromEntries(
        Object.entries(taken).flatMap(([library, { [of]: time }]) => (time === undefined ? [] : [/** @type {const} */ ([library, time])])),
      ),
    }))
  const parts = groups.map(
    ([title]) => /** @type {const} */ ([title, works.filter((work) => groups.find(([, of]) => of.test(work.name))?.[0] === title)]),
  )
  return [
    `Medians of ${rounds} rounds, each of which times every library once, ${date}. A bar is as long as the time in times of typegrad's, and so is a ratio: above 1, typegrad takes less.`,
    ...parts.flatMap(([title, some], i) => {
      const rows = rowsOf(some, 'milliseconds')
      return some.length > 0
        ? [`### ${title}`, plotOf(`${backend}-${i}`, `${title}: milliseconds of a call`, rows, libraries), tableOf(rows, libraries)]
        : []
    }),
    '### The first call',
    'It compiles, and was timed once.',
    plotOf(`${backend}-first`, 'Milliseconds of the first call', rowsOf(works, 'first'), libraries),
    tableOf(rowsOf(works, 'first'), libraries),
  ].join('\n\n')
}

/** A picture, and what follows it up to the list of what it was measured on. */
const pictured = /!\[[^\]]*\]\((\w+)\.svg\)[\s\S]*?(?=\n- )/g

/** For Markdown: draws the plots of a page, by the names it has, from what lies in a folder. @type {(md: import('vitepress').MarkdownRenderer, folder: URL, pages: readonly string[]) => void} */
export const drawPlots = (md, folder, pages) => {
  md.core.ruler.before('block', 'plots', (state) => {
    const page = state.env.relativePath
    if (!pages.includes(page)) return
    const whole = state.src.replace(pictured, (_, backend) =>
      sectionOf(/** @type {Result} */ (JSON.parse(readFileSync(new URL(`${backend}.json`, folder), 'utf8')))),
    )
    if (whole === state.src) throw new Error(`${page}: there is no picture that gives way to plots`)
    state.src = whole
  })
}
