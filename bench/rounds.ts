import type { Subject } from './subject.js'

/** What can be called and waited for. */
export type Timed = Pick<Subject, 'run'>

/** Seconds of a call of each subject, by subject. */
export type Times = ReadonlyMap<Subject, readonly number[]>

/** Seconds that a subject is timed for in a round, about: long beside what it takes to wait. */
const span = 0.25

export const secondsOf = async (subject: Timed, calls: number): Promise<number> => {
  const began = performance.now()
  await subject.run(calls)
  return (performance.now() - began) / 1000
}

/** How many calls fill the span. The first ones compile, so they don't count. */
export const callsToFill = async (subject: Timed): Promise<number> => {
  await subject.run(1)
  let calls = 1
  let seconds = await secondsOf(subject, calls)
  while (seconds < span / 4) {
    calls *= 2
    seconds = await secondsOf(subject, calls)
  }
  return Math.max(1, Math.round((calls * span) / seconds))
}

/** Times all subjects in each round, one after the other, so that a machine which is slower for a while is slower for all. */
export const timeInRounds = async (subjects: readonly Subject[], rounds: number, watch: (round: number) => void): Promise<Times> => {
  const calls = new Map<Subject, number>()
  for (const subject of subjects) calls.set(subject, await callsToFill(subject))
  const times = new Map(subjects.map((subject): [Subject, number[]] => [subject, []]))
  for (let round = 1; round <= rounds; round++) {
    watch(round)
    for (const [subject, n] of calls) times.get(subject)?.push((await secondsOf(subject, n)) / n)
  }
  return times
}
