/** How many are yes and how many no at one score. */
interface Level {
  yes: number
  no: number
}

/** A measure of how well scores tell yes from no. */
export type Ranked = (scores: readonly number[], isYes: readonly boolean[]) => number

/** A measure of levels, those of the largest score first; NaN where a score is. */
const ofLevels =
  (of: (levels: readonly Level[]) => number): Ranked =>
  (scores, isYes) =>
    scores.some(Number.isNaN) ? Number.NaN : of(levelsOf(scores, isYes))

const levelsOf = (scores: readonly number[], isYes: readonly boolean[]): readonly Level[] => {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const levels: Level[] = []
  let before: number | undefined
  for (const i of order) {
    if (scores[i] !== before || levels.length === 0) levels.push({ yes: 0, no: 0 })
    before = scores[i]
    const [level] = levels.slice(-1)
    if (level) level[isYes[i] ? 'yes' : 'no']++
  }
  return levels
}

/** How likely a yes has a larger score than a no, equal ones counted half. */
export const areaUnderRoc: Ranked = ofLevels((levels) => {
  let [yes, no, area] = [0, 0, 0]
  for (const level of levels) {
    area += level.no * (yes + level.yes / 2)
    yes += level.yes
    no += level.no
  }
  return area / (yes * no)
})

/** The sum over the levels of the recall gained times the precision there. */
export const precisionOverRecall: Ranked = ofLevels((levels) => {
  let [yes, all, area] = [0, 0, 0]
  for (const level of levels) {
    yes += level.yes
    all += level.yes + level.no
    area += (level.yes * yes) / all
  }
  return area / yes
})
