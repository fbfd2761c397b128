import { acquireCpu } from '../backends/cpu/acquire-cpu.js'
import { referenceBackend } from '../backends/reference/reference.js'
import { acquireWebGpu } from '../backends/webgpu/adapter.js'
import { DeviceUnavailable } from '../errors.js'
import * as check from '../tensor/check.js'
import { type Device, setCurrentDevice } from '../tensor/device.js'
import { BackendDevice } from './device.js'
import { destroyAtExit } from './leaving.js'

/** Where programs can run. */
export type BackendName = 'webgpu' | 'cpu' | 'reference'

interface Wish {
  readonly threads?: number | undefined
  /** A GPU, no software that stands for one. */
  readonly hardware?: boolean
}

const makers: { readonly [B in BackendName]: (wish: Wish) => Promise<BackendDevice> } = {
  webgpu: async ({ hardware = false }) => {
    const device = new BackendDevice(await acquireWebGpu({ hardware }))
    destroyAtExit(device)
    return device
  },
  cpu: async ({ threads }) => new BackendDevice(await acquireCpu(threads)),
  reference: async () => new BackendDevice(referenceBackend()),
}

/** Devices in use: one a backend, and of the cpu one for each number of threads. */
const acquired = new Map<string, Promise<BackendDevice>>()

const acquireOne = async (name: BackendName, wish: Wish = {}): Promise<BackendDevice> => {
  const key = wish.threads === undefined ? name : `${name} ${wish.threads}`
  const met = acquired.get(key)
  const device = await met
  if (device && !device.lost() && !(wish.hardware && device.on.software)) return device
  // Somebody else may have asked again in the meantime.
  if (acquired.get(key) !== met) return acquireOne(name, wish)
  // What is software stays so, and stays in use.
  if (device && !device.lost()) throw new DeviceUnavailable(`${name}: the adapter is software, ${device.name}, slower than the cpu backend`)
  const made = makers[name](wish)
  acquired.set(key, made)
  // What failed may be tried again.
  made.catch(() => acquired.delete(key))
  return made
}

/** The first that is there, and why those before it are not. */
const best = async (threads: number | undefined): Promise<BackendDevice> => {
  const reasons: string[] = []
  const attempt = async (name: BackendName, wish: Wish): Promise<BackendDevice | undefined> => {
    try {
      return await acquireOne(name, wish)
    } catch (error) {
      if (!(error instanceof DeviceUnavailable)) throw error
      reasons.push(error.message)
      return undefined
    }
  }
  const fast = (await attempt('webgpu', { hardware: true })) ?? (await attempt('cpu', { threads }))
  const device = fast ?? (await acquireOne('reference'))
  if (!fast) console.warn(`typegrad: ${reasons.join('; ')}. Running on the reference backend, which is slow.`)
  device.reason = reasons.join('; ') || undefined
  return device
}

/** No other would do, so there is no reason. */
const askedFor = async (name: BackendName, threads: number | undefined): Promise<BackendDevice> => {
  const device = await acquireOne(name, name === 'cpu' ? { threads } : {})
  device.reason = undefined
  return device
}

/**
 * A device to run on, and the one that is used from now on: `webgpu` if there is a GPU that WebGPU reaches, else `cpu`, WebAssembly on all cores, else
 * `reference` (and a warning says so). A software adapter of WebGPU is slower than `cpu`, so it is taken only if `backend: 'webgpu'` asks for it.
 * `device.backend` and `device.name` say what was found, `device.reason` why it was not another. Acquiring a backend again gives the same device.
 *
 * `threads` is how many threads the `cpu` backend runs on: as many as there are processors if it is left out; 0 is the calling thread itself. Results do not
 * depend on it. A page that is not cross-origin isolated has one.
 *
 * @throws DeviceUnavailable if the backend asked for is not there; the message says what to install.
 * @throws InvalidArgument
 * @example
 * const device = await acquire()
 * console.log(device.backend, device.name)
 *
 * @category Devices and debugging
 */
export const acquire = async (options?: { readonly backend?: BackendName; readonly threads?: number }): Promise<Device> => {
  const { backend, threads } = check.options('acquire', '', options, ['backend', 'threads'])
  if (backend !== undefined && !Object.hasOwn(makers, backend))
    throw new DeviceUnavailable(`acquire: there is no backend '${backend}'; there are ${Object.keys(makers).join(', ')}`)
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 0))
    check.refuse('acquire', 'threads', 'a whole number, 0 or more', threads)
  const device = await (backend === undefined ? best(threads) : askedFor(backend, threads))
  setCurrentDevice(device)
  return device
}
