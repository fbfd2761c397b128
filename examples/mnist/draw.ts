/** Side of a picture in pixels. */
const side = 28

/** How two pixels, one above the other, become a character. */
export type Ink = (upper: number, lower: number) => string

/** Blocks of half a line, for terminals: each pixel is ink or paper. */
export const blocks: Ink = (upper, lower) => ' ▄▀█'[2 * Number(upper >= 128) + Number(lower >= 128)] ?? ' '

/** Characters of growing darkness, for files. */
export const ascii: Ink = (upper, lower) => ' .:-=+*#%@'[Math.round((9 * (upper + lower)) / 510)] ?? ' '

/** The lines of a picture of 28 x 28 bytes. */
export const draw = (pixels: ArrayLike<number>, ink: Ink): string[] =>
  Array.from({ length: side / 2 }, (_, line) =>
    Array.from({ length: side }, (_, column) => {
      const upper = 2 * line * side + column
      return ink(pixels[upper] ?? 0, pixels[upper + side] ?? 0)
    }).join(''),
  )

/** Blocks of lines side by side, as many to a row as fit into `width` characters, each under its caption. */
export const gallery = (pictures: readonly { readonly caption: string; readonly lines: readonly string[] }[], width: number): string => {
  const perRow = Math.max(1, Math.floor(width / (side + 2)))
  const rows: string[] = []
  for (let first = 0; first < pictures.length; first += perRow) {
    const row = pictures.slice(first, first + perRow)
    const captions = row.map(({ caption }) => caption.padEnd(side)).join('  ')
    const lines = Array.from({ length: side / 2 }, (_, i) => row.map(({ lines }) => lines[i] ?? '').join('  '))
    rows.push([captions, ...lines].map((line) => line.trimEnd()).join('\n'))
  }
  return rows.join('\n\n')
}
