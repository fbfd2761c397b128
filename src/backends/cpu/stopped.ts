import { DeviceLost } from '../../errors.js'

const rest = 'its tensors are lost. acquire() gives a new one'

/** What a thread stopped for: a trap of WebAssembly, or an error. */
export const stopped = (cause: unknown): DeviceLost =>
  new DeviceLost(`cpu: a thread stopped with ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}; ${rest}`, {
    cause,
  })

/** Somebody ended the crew. */
export const ended = (): DeviceLost => new DeviceLost(`cpu: the device is gone (it was destroyed); ${rest}`)
