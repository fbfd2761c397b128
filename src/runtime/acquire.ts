import { referenceBackend } from '../backends/reference/reference.js'
import { DeviceUnavailable } from '../errors.js'
import * as check from '../tensor/check.js'
import { type Device, setCurrentDevice } from '../tensor/device.js'
import { BackendDevice } from './device.js'
import { destroyAtExit } from './leaving.js'

/** Where programs can run. `cpu`, a fast backend for machines without an adapter, is to come. */
export type BackendName = 'webgpu' | 'cpu' | 'reference'

/** Devices in use, one a backend. */
const acquired = new Map<BackendName, Promise<BackendDevice>>()

/** Each is loaded when it is asked for: a page needs one of them. */
const makers: { readonly [B in BackendName]: () => Promise<BackendDevice> } = {
  webgpu: async () => {
    const { acquireWebGpu } = await import('../backends/webgpu/adapter.js')
    const device = new BackendDevice(await acquireWebGpu())
    destroyAtExit(device)
    return device
  },
  cpu: async () => new BackendDevice((await import('../backends/cpu/cpu.js')).cpuBackend()),
  reference: async () => new BackendDevice(referenceBackend()),
}

const acquireOne = async (name: BackendName): Promise<BackendDevice> => {
  const met = acquired.get(name)
  const device = await met
  if (device && !device.on.lost()) return device
  // Somebody else may have asked again in the meantime.
  if (acquired.get(name) !== met) return acquireOne(name)
  const made = makers[name]()
  acquired.set(name, made)
  // What failed may be tried again.
  made.catch(() => acquired.delete(name))
  return made
}

const best = async (): Promise<BackendDevice> => {
  try {
    return await acquireOne('webgpu')
  } catch (error) {
    if (!(error instanceof DeviceUnavailable)) throw error
    console.warn(`typegrad: ${error.message}. Running on the reference backend, which is slow.`)
    return acquireOne('reference')
  }
}

/**
 * A device to run on, and the one that is used from now on: `webgpu` if there is an adapter, else `reference` (and a warning says so).
 * `device.backend` and `device.name` say what was found. Acquiring a backend again gives the same device.
 *
 * @throws DeviceUnavailable if the backend asked for is not there; the message says what to install.
 * @example
 * const device = await acquire()
 * console.log(device.backend, device.name)
 */
export const acquire = async (options?: { readonly backend?: BackendName }): Promise<Device> => {
  const { backend } = check.options('acquire', '', options, ['backend'])
  if (backend !== undefined && !Object.hasOwn(makers, backend))
    throw new DeviceUnavailable(`acquire: there is no backend '${backend}'; there are ${Object.keys(makers).join(', ')}`)
  const device = await (backend === undefined ? best() : acquireOne(backend))
  setCurrentDevice(device)
  return device
}
