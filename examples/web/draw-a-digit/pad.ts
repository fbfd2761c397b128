/** What a canvas is drawn with. */
export const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D => {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser has no 2d canvas')
  return context
}

/** Paints a square picture of ink, each pixel from 0 to 1, on a canvas of its size. */
export const paint = (canvas: HTMLCanvasElement, ink: ArrayLike<number>): void => {
  const side = Math.sqrt(ink.length)
  const image = new ImageData(side, side)
  for (let i = 0; i < ink.length; i++) image.data[4 * i + 3] = 255 * (ink[i] ?? 0)
  canvas.width = canvas.height = side
  contextOf(canvas).putImageData(image, 0, 0)
}

/** The ink on a canvas: for each pixel from 0 (paper) to 1. */
export const inkOn = (canvas: HTMLCanvasElement): Float32Array => {
  const { data } = contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height)
  return Float32Array.from({ length: data.length / 4 }, (_, i) => (data[4 * i + 3] ?? 0) / 255)
}

/** A canvas to draw on with mouse, finger or pen; whoever `changed` is told after each piece of a line. */
export const drawingPad = (canvas: HTMLCanvasElement, changed: () => void) => {
  const context = contextOf(canvas)
  context.lineWidth = canvas.width / 14
  context.lineCap = 'round'
  let last: readonly [x: number, y: number] | undefined

  const lineTo = (event: PointerEvent): void => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    const place = [((event.clientX - left) / width) * canvas.width, ((event.clientY - top) / height) * canvas.height] as const
    context.beginPath()
    context.moveTo(...(last ?? place))
    context.lineTo(...place)
    context.stroke()
    last = place
  }
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    lineTo(event)
    changed()
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return
    lineTo(event)
    changed()
  })
  for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => (last = undefined))

  const clear = (): void => context.clearRect(0, 0, canvas.width, canvas.height)
  return {
    clear,
    /** Puts a picture there, as large as the pad. */
    show: (picture: HTMLCanvasElement): void => {
      clear()
      context.imageSmoothingEnabled = false
      context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    },
  }
}
