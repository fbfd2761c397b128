/** A sentence for a person: the operation, what was met, the rule, what to do. */
export type Sentence = string

/** Shapes that do not fit. The message is the sentence the compiler would have shown. */
export class ShapeMismatch extends Error {
  override readonly name = 'ShapeMismatch'
}

/** Dtypes that do not fit, or a dtype that the backend lacks. */
export class DTypeMismatch extends Error {
  override readonly name = 'DTypeMismatch'
}

/** No device to run on: none acquired, or no adapter on this machine. */
export class DeviceUnavailable extends Error {
  override readonly name = 'DeviceUnavailable'
}

/** The device went away (driver reset, `destroy()`); tensors on it are gone. */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost'
}

/** An allocation beyond what the device allows or has. */
export class OutOfDeviceMemory extends Error {
  override readonly name = 'OutOfDeviceMemory'
  constructor(
    message: string,
    /** Bytes asked for. */
    readonly requested: number,
    /** Bytes allowed for one allocation, where that is the limit met. */
    readonly limit?: number,
  ) {
    super(message)
  }
}

/** A tensor that was disposed or donated is used again. */
export class DisposedTensor extends Error {
  override readonly name = 'DisposedTensor'
}

/** A value was asked of a tensor that has none yet: an argument of a function being traced. */
export class TracedTensor extends Error {
  override readonly name = 'TracedTensor'
}

/** Found by `debug.nanCheck`: an operation made a NaN of no NaN, or an infinity of finite numbers. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite'
  constructor(
    message: string,
    /** What made it, by its name in programs. */
    readonly operation: string,
    /** Of its result. */
    readonly shape: readonly number[],
    readonly dtype: string,
    readonly nans: number,
    readonly infinities: number,
    /** Where it was written, `loss (src/train.ts:14:32)`, if that is known. */
    readonly at: string | undefined,
    /** At which step, from 1 on, of each loop that it is in, the outermost first. */
    readonly steps: readonly number[],
  ) {
    super(message)
  }
}

/** What used a key up, and where, if that is known. */
export interface KeyUse {
  readonly by: string
  readonly at: string | undefined
}

/** Found by `debug.keyReuse`: a key was used a second time. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused'
  constructor(
    message: string,
    readonly first: KeyUse,
    readonly again: KeyUse,
  ) {
    super(message)
  }
}

/** The backend refused a kernel. `wgsl` holds the text, the message holds what the compiler said of it. */
export class KernelRejected extends Error {
  override readonly name = 'KernelRejected'
  constructor(
    message: string,
    readonly wgsl: string,
  ) {
    super(`${message}\n\n${wgsl}`)
  }
}
