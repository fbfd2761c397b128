/** A value of JSON. Objects are maps, so that no name means anything to the language. */
export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>

/** What is wrong with a text, and where: the place of a character. */
export class JsonFault extends Error {
  constructor(
    readonly fault: string,
    readonly at: number,
  ) {
    super(fault)
  }
}

/** Values stand in each other no deeper. */
const deepest = 16

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts.
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y

const words: ReadonlyMap<string, Json> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/**
 * JSON as its standard has it, and stricter where that leaves a choice: no name twice in an object, and no more than 16 values inside each other.
 *
 * @throws JsonFault
 * @see RFC 8259
 */
export const parseJson = (source: string): Json => {
  let at = 0
  const fail = (fault: string): never => {
    throw new JsonFault(fault, at)
  }
  const skip = (): void => {
    space.lastIndex = at
    space.test(source)
    at = space.lastIndex
  }
  const taken = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(source) ?? []
    if (found !== undefined) at += found.length
    return found
  }
  const met = (): string => (at < source.length ? `'${source.slice(at, at + 1)}'` : 'the end')
  const expect = (sign: string): void => {
    skip()
    if (source[at] !== sign) fail(`'${sign}' was expected, and there is ${met()}`)
    at++
  }
  const string = (): string => {
    const found = taken(text) ?? fail(`a text in double quotes was expected, and there is ${met()}`)
    return JSON.parse(found) as string // the pattern takes nothing else
  }
  /** Items between brackets, with commas between them. */
  const items = (end: string, item: () => void): void => {
    at++
    skip()
    if (source[at] === end) {
      at++
      return
    }
    for (;;) {
      skip()
      item()
      skip()
      if (source[at] !== ',') break
      at++
    }
    expect(end)
  }
  const value = (depth: number): Json => {
    if (depth > deepest) fail(`there are more than ${deepest} values inside each other`)
    skip()
    const sign = source[at]
    if (sign === '{') {
      const found = new Map<string, Json>()
      items('}', () => {
        const begin = at
        const name = string()
        if (found.has(name)) {
          at = begin
          fail(`the name ${JSON.stringify(name)} is there twice`)
        }
        expect(':')
        found.set(name, value(depth + 1))
      })
      return found
    }
    if (sign === '[') {
      const found: Json[] = []
      items(']', () => {
        found.push(value(depth + 1))
      })
      return found
    }
    if (sign === '"') return string()
    for (const [word, meaning] of words)
      if (source.startsWith(word, at)) {
        at += word.length
        return meaning
      }
    return Number(taken(number) ?? fail(`a value was expected, and there is ${met()}`))
  }
  const whole = value(0)
  skip()
  if (at < source.length) fail(`nothing more was expected, and there is ${met()}`)
  return whole
}
