/** A digit that somebody wrote: how it looks, and its 784 pixels from 0 (paper) to 1 (ink). */
export interface Digit {
  readonly picture: HTMLCanvasElement
  readonly ink: Float32Array
}

/** The ten digits in `examples.png`, side by side there, of 28 x 28 pixels; ink is what is not transparent. */
export const exampleDigits = async (): Promise<readonly Digit[]> => {
  const sheet = new Image()
  sheet.src = 'examples.png'
  await sheet.decode()
  return Array.from({ length: 10 }, (_, digit) => {
    const picture = Object.assign(document.createElement('canvas'), {
      width: 28,
      height: 28,
      role: 'img',
      ariaLabel: `a handwritten ${digit}`,
    })
    const context = picture.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('this browser has no 2d canvas')
    context.drawImage(sheet, -28 * digit, 0)
    const { data } = context.getImageData(0, 0, 28, 28)
    return { picture, ink: Float32Array.from({ length: 784 }, (_, pixel) => (data[4 * pixel + 3] ?? 0) / 255) }
  })
}
