/** Losses are shown from here to there, each line at the next: half a decade apart. */
const lines = [3, 1, 0.3, 0.1, 0.03, 0.01]
const [highest, lowest] = [Math.log(4), Math.log(0.006)]

/** How far below the top a loss is shown, from 0 to 1. */
const depth = (loss: number): number => Math.min(1, Math.max(0, (highest - Math.log(loss)) / (highest - lowest)))

/** A curve in an element, on a logarithmic scale. */
export const lossCurve = (place: HTMLElement) => {
  const scale = lines.map((loss) => `<span style="top: ${100 * depth(loss)}%">${loss}</span>`)
  place.innerHTML = `${scale.join('')}<svg viewBox="0 0 1 1" preserveAspectRatio="none"><polyline vector-effect="non-scaling-stroke" /></svg>`
  const line = place.querySelector('polyline')
  let [points, steps] = ['', 1]
  const draw = (): void => line?.setAttribute('points', points)
  return {
    /** Begins anew, for so many steps. */
    begin: (all: number): void => {
      ;[points, steps] = ['', all]
      draw()
    },
    add: (step: number, loss: number): void => {
      points += ` ${step / steps},${depth(loss)}`
      draw()
    },
  }
}
