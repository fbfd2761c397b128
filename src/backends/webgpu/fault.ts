/** A failure that may yet turn up: settles to what went wrong, or to nothing. */
export type Fault = Promise<Error | undefined>

/** The first failure of several; absent if there is none to wait for. */
export const firstOf = (faults: readonly (Fault | undefined)[]): Fault | undefined => {
  const pending = faults.filter((fault) => fault !== undefined)
  return pending.length === 0 ? undefined : Promise.all(pending).then((errors) => errors.find((error) => error !== undefined))
}

export const refusedCommand = ({ message }: GPUError): Error => new Error(`webgpu: the driver refused a command: ${message}`)

/**
 * Gives the driver commands. While something that they use may turn out to be refused, what the driver says against them is no news, unless that
 * turns out well; once all is well, it is nobody's but the device's to hear.
 */
export const guarded = (device: GPUDevice, fault: Fault | undefined, command: () => void): Fault | undefined => {
  if (!fault) {
    command()
    return undefined
  }
  device.pushErrorScope('validation')
  command()
  const said = device.popErrorScope()
  return Promise.all([fault, said]).then(([error, refusal]) => error ?? (refusal ? refusedCommand(refusal) : undefined))
}
