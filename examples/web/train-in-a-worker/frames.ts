/** Milliseconds from frame to frame over the last second. */
export interface Frames {
  readonly count: number
  readonly worst: number
}

/** Tells of each frame: the time, and how those of the last second were. */
export const eachFrame = (tell: (now: number, frames: Frames) => void): void => {
  let times: readonly number[] = []
  const frame = (now: number): void => {
    // The last frame before it is kept, so that a pause of more than a second is seen.
    const first = times.findLastIndex((time) => time < now - 1000)
    times = [...times.slice(Math.max(0, first)), now]
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time))
    tell(now, { count: gaps.length, worst: Math.max(0, ...gaps) })
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
