import type { Buffer, Executable } from '../backends/backend.js'
import type { Program } from '../program/program.js'
import type { BackendDevice } from './device.js'

/** What looks into programs as they run. `debug.nanCheck` brings it along when it is first called, so that who never calls it bundles none of it. */
export interface Checker {
  /** The program, to be run and looked at. */
  readonly checked: (device: BackendDevice, program: Program, donated: readonly number[]) => Executable
  /** What was found wrong with the program that filled a buffer, or with one before it; nothing of programs that were not checked. */
  readonly verdictOf: (buffer: Buffer) => Promise<Error | undefined>
}

let known: Checker | undefined
let checking = false

/** Has programs checked from now on, or no longer. What was found before is still told. */
export const checkBy = (checker: Checker, on: boolean): void => {
  known = checker
  checking = on
}

/** Whether programs are checked. */
export const checks = (): boolean => checking

/** What checks programs, if they are to be checked. */
export const checker = (): Checker | undefined => (checking ? known : undefined)

/** What was found wrong with what filled a buffer, if that was checked. */
export const verdictOf = async (buffer: Buffer): Promise<Error | undefined> => known?.verdictOf(buffer)
