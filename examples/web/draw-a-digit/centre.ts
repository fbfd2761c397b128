/** Side of a picture as the network takes it, and of the box within, which the digit fills. */
const [side, box] = [28, 20]

/**
 * A drawing as the digits of MNIST are: scaled so that it just fits into a box of 20 x 20 pixels, with its centre of mass in the middle of 28 x 28. Each pixel is the mean
 * of what lies under it.
 *
 * @param ink row by row, of a square, each from 0 (paper) to 1 (ink)
 * @returns 784 pixels; nothing if there is no ink
 * @see http://yann.lecun.com/exdb/mnist/
 */
export const centred = (ink: ArrayLike<number>): Float32Array<ArrayBuffer> | undefined => {
  const width = Math.sqrt(ink.length)
  let [left, right, top, bottom] = [width, -1, width, -1]
  let [mass, across, down] = [0, 0, 0]
  for (let i = 0; i < ink.length; i++) {
    const value = ink[i] ?? 0
    if (value === 0) continue
    const [row, column] = [Math.floor(i / width), i % width]
    ;[left, right, top, bottom] = [Math.min(left, column), Math.max(right, column), Math.min(top, row), Math.max(bottom, row)]
    mass += value
    across += value * (column + 0.5)
    down += value * (row + 0.5)
  }
  if (mass === 0) return undefined
  const step = Math.max(right - left + 1, bottom - top + 1) / box
  // By whole pixels from the edges of the box, so that those stay sharp.
  const [x, y] = [
    left - Math.round(side / 2 - (across / mass - left) / step) * step,
    top - Math.round(side / 2 - (down / mass - top) / step) * step,
  ]
  const pixels = new Float32Array(side * side)
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      pixels[row * side + column] = meanOf(ink, width, [x + column * step, x + (column + 1) * step], [y + row * step, y + (row + 1) * step])
  return pixels
}

type Span = readonly [from: number, to: number]

/** Mean of a rectangle; pixels at its edges count by what of them lies in it, and outside there is paper. */
const meanOf = (ink: ArrayLike<number>, width: number, columns: Span, rows: Span): number => {
  let sum = 0
  for (const [row, high] of covered(rows, width))
    for (const [column, wide] of covered(columns, width)) sum += (ink[row * width + column] ?? 0) * high * wide
  return sum / ((columns[1] - columns[0]) * (rows[1] - rows[0]))
}

/** The pixels that a span touches, and how much of each. */
const covered = ([from, to]: Span, width: number): readonly Span[] => {
  const first = Math.max(0, Math.floor(from))
  const last = Math.min(width, Math.ceil(to))
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => [first + i, Math.min(first + i + 1, to) - Math.max(first + i, from)])
}
