import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A number that was measured. */
export interface Finding {
  readonly value: number
  /** `'%'`, `'s'`, ...; a bare number if left out. */
  readonly unit?: string
  /** What the literature has, in the same unit. */
  readonly literature?: number
  /** Where: 'Srivastava and others 2014, table 2'. */
  readonly source?: string
  /** What one should know of it: 'after epoch 40 of 200'. */
  readonly note?: string
}

/** Numbers by what they measure. */
export type Findings = Readonly<Record<string, Finding>>

/** SVG pictures by name. */
export type Pictures = Readonly<Record<string, string>>

/** What stands in `result.json`. */
export interface Result {
  readonly example: string
  readonly size: string
  readonly seed: number
  readonly device: string
  /** Of all runs that this one goes on from. */
  readonly seconds: number
  readonly findings: Findings
  readonly pictures: readonly string[]
  readonly text?: string
  readonly cut?: string
}

/** Writes `result.json` and the pictures into a folder. Parts that this run has not measured stay as an earlier one left them; the time of a run that it goes on from is added. */
export const writeResult = async (folder: string, result: Omit<Result, 'pictures'>, pictures: Pictures, goesOn = false): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const [name, svg] of Object.entries(pictures)) await writeFile(join(folder, `${name}.svg`), svg)
  const before = await readResult(folder)
  const same = before?.example === result.example && before.size === result.size
  const whole: Result = {
    ...result,
    seconds: result.seconds + (same && goesOn ? before.seconds : 0),
    findings: { ...(same ? before.findings : {}), ...result.findings },
    pictures: [...new Set([...(same ? before.pictures : []), ...Object.keys(pictures)])],
  }
  const file = join(folder, 'result.json')
  await writeFile(`${file}.new`, `${JSON.stringify(whole, undefined, 2)}\n`)
  await rename(`${file}.new`, file)
}

/** What stands in a folder's `result.json`; nothing if there is none. @throws SyntaxError for a file that is no JSON */
const readResult = async (folder: string): Promise<Result | undefined> => {
  const text = await readFile(join(folder, 'result.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : (JSON.parse(text) as Result) // as it was written here
}

/** A number as people read it: 98.11 %, 0.0342, 1,204 s. */
const shown = ({ value, unit }: Pick<Finding, 'value' | 'unit'>): string => {
  const digits =
    unit === '%' ? value.toFixed(2) : Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(4)))
  return unit === undefined ? digits : `${digits} ${unit}`
}

/** The findings as lines of a table, for a terminal. */
export const table = (findings: Findings): string[] => {
  const rows = Object.entries(findings).map(([name, finding]) => [
    name,
    shown(finding),
    finding.literature === undefined
      ? ''
      : `literature ${shown({ value: finding.literature, ...(finding.unit && { unit: finding.unit }) })}`,
    finding.note ?? '',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('   ')
      .trimEnd(),
  )
}
