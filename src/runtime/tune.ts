import { remembered } from '../backends/remembered.js'
import type { TuneMode, Tuning } from '../backends/tuning.js'
import { Tuner } from '../backends/webgpu/tuner.js'
import type { WebGpuBackend } from '../backends/webgpu/webgpu.js'
import { DeviceUnavailable, InvalidArgument } from '../errors.js'
import * as check from '../tensor/check.js'
import { currentDevice, type Device } from '../tensor/device.js'
import { BackendDevice } from './device.js'

const modes: readonly unknown[] = ['off', 'quick', 'full'] satisfies readonly TuneMode[]
const isMode = (given: unknown): given is TuneMode => modes.includes(given)

const isTexts = (given: unknown): given is Readonly<Record<string, string>> =>
  typeof given === 'object' && given !== null && Object.values(given).every((value) => typeof value === 'string')

const isTuning = (given: unknown): given is Tuning =>
  typeof given === 'object' &&
  given !== null &&
  'adapter' in given &&
  typeof given.adapter === 'string' &&
  'choices' in given &&
  isTexts(given.choices)

const nameOf = (adapter: string): string => `tuning of ${adapter}`

/** What was kept of an adapter. What is no such text is as good as none: it is measured again. */
const kept = async (adapter: string): Promise<Readonly<Record<string, string>>> => {
  const text = await remembered().read(nameOf(adapter))
  if (text === undefined) return {}
  try {
    const found: unknown = JSON.parse(text)
    return isTuning(found) ? found.choices : {}
  } catch {
    return {}
  }
}

/** Keeps what a device was found to do best. That it can't is said once, and ends nothing. */
const keeping = (tuner: Tuner, adapter: string): (() => Promise<void>) => {
  let wasSaid = false
  return async () => {
    const text = JSON.stringify({ adapter, choices: Object.fromEntries(tuner.choices) } satisfies Tuning)
    try {
      await remembered().write(nameOf(adapter), text)
    } catch (error) {
      if (!wasSaid)
        console.warn(`typegrad: what was measured of kernels could not be kept: ${error instanceof Error ? error.message : error}`)
      wasSaid = true
    }
  }
}

const isWebGpu = (on: object): on is WebGpuBackend => 'tuning' in on && 'pipelines' in on

/** The device that is meant. @throws DeviceUnavailable, InvalidArgument */
const deviceOf = (op: string, given: Device | undefined): BackendDevice => {
  const device = given ?? currentDevice()
  if (device === undefined) throw new DeviceUnavailable(`${op}: no device was acquired; call acquire() before`)
  return device instanceof BackendDevice ? device : check.refuse(op, 'the device', 'what acquire gave', device)
}

/** What measures kernels of a device; nothing where they are laid out in one way. */
const tunerOf = ({ on }: BackendDevice): Tuner | undefined => {
  if (!isWebGpu(on) || !on.limits) return undefined
  on.tuning.tuner ??= new Tuner({ device: on.device, pool: on.pool, pipelines: on.pipelines }, on.limits.schedules)
  return on.tuning.tuner
}

/**
 * Finds out how products of matrices and convolutions are best laid out on a device of WebGPU, the one acquired last if none is given. What runs often is laid out in several ways, at most eight, and timed, on memory of
 * its own while other work goes on; from then on the best is used. `'quick'` stops after 100 ms of measuring for a kind of product, `'full'` measures all ways there are, `'off'` measures nothing more. What was found is kept, in a file of
 * the user's cache folder in Node, in IndexedDB in a page, and used by whatever is compiled after the next `tune`.
 *
 * Ways differ in the last digits. Unless `tune` is called nothing is measured, and each run has the same bits. What `tuning` gave, handed to `tune`, gives the same kernels and the same bits again.
 *
 * @throws InvalidArgument if it is none of these, or was measured on another adapter; DeviceUnavailable if there is no device
 * @example
 * ```ts
 * await acquire({ backend: 'webgpu' })
 * await tune('quick')
 * ```
 * @example await tune(JSON.parse(text)) // what JSON.stringify(await tuning()) was
 *
 * @category Devices and debugging
 */
export const tune = async (how: TuneMode | Tuning, device?: Device): Promise<void> => {
  const given: unknown = how
  if (!isMode(given) && !isTuning(given))
    return check.refuse('tune', 'the first argument', "'off', 'quick', 'full' or what tuning() gave", given)
  const own = deviceOf('tune', device)
  const tuner = tunerOf(own)
  if (!tuner) return
  if (isTuning(given)) {
    if (given.adapter !== own.name)
      throw new InvalidArgument(`tune: it was measured on ${given.adapter}, and this is ${own.name}; measure here, with tune('quick')`)
    tuner.mode = 'off'
    tuner.choices.clear()
    for (const [kind, choice] of Object.entries(given.choices)) tuner.choices.set(kind, choice)
    return
  }
  if (given !== 'off') {
    for (const [kind, choice] of Object.entries(await kept(own.name))) if (!tuner.choices.has(kind)) tuner.choices.set(kind, choice)
    tuner.onChoice = keeping(tuner, own.name)
  }
  tuner.mode = given
}

/**
 * How products are laid out on a device, as far as `tune` has measured, once nothing is being measured. Plain data.
 *
 * @throws InvalidArgument, DeviceUnavailable if there is no device
 * @example await writeFile('tuning.json', JSON.stringify(await tuning()))
 *
 * @category Devices and debugging
 */
export const tuning = async (device?: Device): Promise<Tuning> => {
  const own = deviceOf('tuning', device)
  const { on } = own
  const tuner = isWebGpu(on) ? on.tuning.tuner : undefined
  await tuner?.idle()
  return {
    adapter: own.name,
    choices: Object.fromEntries(tuner?.choices ?? []),
    milliseconds: Object.fromEntries(tuner?.measured ?? []),
  }
}
