/**
 * A sentence for a person: the operation, what was met, the rule, what to do.
 *
 * @category Errors
 */
export type Sentence = string

/** The operation that a sentence is about: its first word, but for a function without a name. */
const subject = (sentence: Sentence): string => /^[\w.]*/.exec(sentence.replace(/^a jitted function/, 'jit'))?.[0] ?? ''

/**
 * What all errors of the library have in common: the message is a sentence, and a short code names the kind of the mistake, and the operation where that
 * is one of the library's: `shape/matmul`. It is written in front of the stack, as in `ShapeMismatch [shape/matmul]: matmul: ...`, and in `docs/errors.md`.
 *
 * @category Errors
 */
export abstract class TypegradError extends Error {
  /** The kind of the mistake, and the operation: `shape/matmul`. It stays the same from version to version. */
  readonly code: string
  override readonly name: string

  /** `kind` is the whole code; if it ends in a slash, the operation that the sentence is about follows. */
  constructor(name: string, kind: string, sentence: Sentence, options?: ErrorOptions) {
    super(sentence, options)
    this.name = name
    this.code = kind.endsWith('/') ? `${kind}${subject(sentence)}` : kind
    // V8 has written the head of the stack by now, under one name or the other; other engines write none.
    const { stack = '' } = this
    const head = [`Error: ${sentence}`, `${name}: ${sentence}`].find((written) => stack.startsWith(written))
    if (head !== undefined) this.stack = `${this}${stack.slice(head.length)}`
  }

  /** Adds to the sentence where the user's code is that it is about. @internal */
  locate(where: string): void {
    const before = `${this}`
    this.message += where
    if (this.stack?.startsWith(before)) this.stack = `${this}${this.stack.slice(before.length)}`
  }

  /** `ShapeMismatch [shape/matmul]: matmul: ...`. */
  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`
  }
}

/**
 * Shapes that do not fit. The message is the sentence the compiler would have shown.
 *
 * @category Errors
 */
export class ShapeMismatch extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('ShapeMismatch', 'shape/', sentence, options)
  }
}

/**
 * Dtypes that do not fit, or a dtype that the backend lacks.
 *
 * @category Errors
 */
export class DTypeMismatch extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DTypeMismatch', 'dtype/', sentence, options)
  }
}

/**
 * An argument that is not what the function takes: an array for a tensor, an option that there is not, a number out of its range.
 *
 * @category Errors
 */
export class InvalidArgument extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('InvalidArgument', 'argument/', sentence, options)
  }
}

/**
 * No device to run on: none acquired, or no adapter on this machine.
 *
 * @category Errors
 */
export class DeviceUnavailable extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DeviceUnavailable', 'device/', sentence, options)
  }
}

/**
 * The device went away (driver reset, `destroy()`); tensors on it are gone.
 *
 * @category Errors
 */
export class DeviceLost extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DeviceLost', 'device-lost', sentence, options)
  }
}

/**
 * A tensor that lies on one device is used on another.
 *
 * @category Errors
 */
export class DeviceMismatch extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DeviceMismatch', 'device-mismatch', sentence, options)
  }
}

/**
 * An allocation beyond what the device allows or has.
 *
 * @category Errors
 */
export class OutOfDeviceMemory extends TypegradError {
  constructor(
    sentence: Sentence,
    /** Bytes asked for. */
    readonly requested: number,
    /** Bytes allowed for one allocation, where that is the limit met. */
    readonly limit?: number,
  ) {
    super('OutOfDeviceMemory', 'out-of-memory', sentence)
  }
}

/**
 * A tensor that was disposed or donated is used again.
 *
 * @category Errors
 */
export class DisposedTensor extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DisposedTensor', 'disposed', sentence, options)
  }
}

/**
 * A value was asked of a tensor that has none yet: an argument of a function being traced.
 *
 * @category Errors
 */
export class TracedTensor extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('TracedTensor', 'traced', sentence, options)
  }
}

/**
 * Found by `debug.nanCheck`: an operation made a NaN of no NaN, or an infinity of finite numbers.
 *
 * @category Errors
 */
export class NotFinite extends TypegradError {
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
    super('NotFinite', 'not-finite', message)
  }
}

/**
 * What used a key up, and where, if that is known.
 *
 * @category Errors
 */
export interface KeyUse {
  readonly by: string
  readonly at: string | undefined
}

/**
 * Found by `debug.keyReuse`: a key was used a second time.
 *
 * @category Errors
 */
export class KeyReused extends TypegradError {
  constructor(
    message: string,
    readonly first: KeyUse,
    readonly again: KeyUse,
  ) {
    super('KeyReused', 'key-reused', message)
  }
}

/**
 * The backend refused a kernel. `wgsl` holds the text, the message holds what the compiler said of it.
 *
 * @category Errors
 */
export class KernelRejected extends TypegradError {
  constructor(
    message: string,
    readonly wgsl: string,
  ) {
    super('KernelRejected', 'kernel-rejected', `${message}\n\n${wgsl}`)
  }
}
