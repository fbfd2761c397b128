import type { Origin } from './recorded.js'

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
  if (!found || file.startsWith('node:')) return undefined
  return { name: /<anonymous>|^eval$/.test(name) ? '' : name, file: file.replaceAll('\\', '/'), line, column }
}

/** Where the library and its models lie, and where each of its files does: what is to be told from the user's own code. */
interface Library {
  readonly has: (file: string) => boolean
  /** Where a file of `typegrad/dsl` lies in it. */
  readonly model: (file: string) => string | undefined
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

/**
 * The library, by where this module lies. In its sources, or where stacks are mapped to them, rooms are told apart; `fp-ts`, which is built in, lies beside
 * them. Else it is what this module was built into, with all that lies beside it.
 */
const libraryOf = (here: string): Library => {
  const root = /^(?<root>.*\/)src\/tensor\/origin\.[jt]s$/.exec(here)?.groups?.root
  if (root === undefined) return { has: (file) => folderOf(file) === folderOf(here), model: () => undefined }
  const rooms = ['src/', 'dsl/', 'node_modules/fp-ts/'].map((room) => root + room)
  return {
    has: (file) => rooms.some((room) => file.startsWith(room)),
    model: (file) => (file.startsWith(`${root}dsl/`) ? file.slice(root.length) : undefined),
  }
}

/** Paths as they are written where the process runs. */
const placeOf = ({ file, line, column }: Frame): string => {
  const here = typeof process === 'undefined' ? undefined : process.cwd?.()
  return `${here && file.startsWith(`${here}/`) ? file.slice(here.length + 1) : file}:${line}:${column}`
}

/** Deeper than models of many layers nest. */
const framesKept = 200

/** The innermost line that is not the library's own, and with it the line of `typegrad/dsl` that it came through: of a stack that begins in this module. */
export const originIn = (stack: string): Origin | undefined => {
  const frames = stack.split('\n').flatMap((line) => frameOf(line) ?? [])
  const [own] = frames
  if (!own) return undefined
  const library = libraryOf(own.file)
  const user = frames.findIndex(({ file }) => !library.has(file))
  const by = frames[user]
  if (!by) return undefined
  const [through = ''] = frames.slice(0, user).flatMap(({ file, line, column }) => {
    const model = library.model(file)
    return model === undefined ? [] : `, through ${model}:${line}:${column}`
  })
  return `${by.name ? `${by.name} (${placeOf(by)})` : placeOf(by)}${through}`
}

/** The line at hand that is not the library's own. */
export const originHere = (): Origin | undefined => {
  const kept = Error.stackTraceLimit
  Error.stackTraceLimit = framesKept
  const { stack = '' } = new Error()
  Error.stackTraceLimit = kept
  return originIn(stack)
}
