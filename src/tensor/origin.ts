/** Where in the user's code something was written: `loss (src/train.ts:14:32)`. */
export type Origin = string

let recording = false
let inherited: Origin | undefined

/** Whether applications remember where they were written; `debug.nanCheck` wants them to. */
export const recordOrigins = (on: boolean): void => {
  recording = on
}

/** Where what is applied now was written, if that is recorded: where the equation at hand was, else what the stack says. */
export const originOfApplication = (): Origin | undefined => (recording ? (inherited ?? originHere()) : undefined)

/** The items in order; what is applied while one of them is at hand counts as written where it was. */
export const located = <T extends { readonly at?: Origin | undefined }>(items: readonly T[]): Iterable<T> =>
  recording ? inTheirPlaces(items) : items

function* inTheirPlaces<T extends { readonly at?: Origin | undefined }>(items: readonly T[]): Generator<T> {
  const before = inherited
  try {
    for (const item of items) {
      inherited = item.at ?? before
      yield item
    }
  } finally {
    inherited = before
  }
}

interface Frame {
  readonly name: string
  readonly file: string
  readonly line: string
  readonly column: string
}

/** `at loss (file:///home/me/train.ts:14:32)` in V8, `loss@http://localhost/train.js:14:32` elsewhere. */
const frameOf = (text: string): Frame | undefined => {
  const found =
    /^\s*at (?:(?:async )?(?<name>.+?) \()?(?:file:\/\/)?(?<file>[^()]+):(?<line>\d+):(?<column>\d+)\)?$/.exec(text) ??
    /^(?<name>.*?)@(?:file:\/\/)?(?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(text)
  const { name = '', file = '', line = '', column = '' } = found?.groups ?? {}
  return found && !file.startsWith('node:') ? { name: /<anonymous>|^eval$/.test(name) ? '' : name, file, line, column } : undefined
}

/** The folder of this file's room, `.../src/`; of a bundle, where nothing is told apart, the folder above it. */
const library = (import.meta.url ?? '').replace(/^file:\/\//, '').replace(/[^/]*\/[^/]*$/, '')
const models = library.replace(/src\/$/, 'dsl/')

const isWithin = (folder: string) => (frame: Frame) => frame.file.startsWith(folder)

/** Paths as they are written where the process runs. */
const placeOf = ({ file, line, column }: Frame): string => {
  const here = typeof process === 'undefined' ? undefined : process.cwd?.()
  return `${here && file.startsWith(`${here}/`) ? file.slice(here.length + 1) : file}:${line}:${column}`
}

/** Deeper than models of many layers nest. */
const framesKept = 200

/** The innermost line that is not the library's own, and with it the line of `typegrad/dsl` that it came through. */
export const originHere = (): Origin | undefined => {
  const kept = Error.stackTraceLimit
  Error.stackTraceLimit = framesKept
  const { stack = '' } = new Error()
  Error.stackTraceLimit = kept
  const outside = stack
    .split('\n')
    .map(frameOf)
    .filter((frame) => frame !== undefined)
    .filter((frame) => !isWithin(library)(frame))
  const user = outside.find((frame) => !isWithin(models)(frame))
  if (!user) return undefined
  const [first] = outside
  const through =
    first && first !== user ? `, through ${first.file.slice(models.length - 'dsl/'.length)}:${first.line}:${first.column}` : ''
  return `${user.name ? `${user.name} (${placeOf(user)})` : placeOf(user)}${through}`
}

/** ` at loss (src/train.ts:14:32)`, or nothing where that is not known. */
export const showOrigin = (origin: Origin | undefined): string => (origin === undefined ? '' : ` at ${origin}`)
