/** A thread that runs a text, and is sent messages. */
export interface Thread<Message> {
  /** What is handed over is the thread's from then on. */
  send(message: Message, handedOver?: readonly ArrayBuffer[]): void
  /** Whether the process waits for it. */
  keepAlive(keep: boolean): void
  end(): void
}

export interface Listener<Told> {
  told(what: Told): void
  /** It could not be started, or has ended by itself. */
  lost(reason: unknown): void
}

/** As Node, and those who follow it, have it. */
interface NodeWorker {
  postMessage(message: unknown, handedOver?: readonly ArrayBuffer[]): void
  on(event: 'message', listener: (what: unknown) => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  ref(): void
  unref(): void
  terminate(): Promise<number>
}

/** As pages have it. */
interface PageWorker {
  postMessage(message: unknown, handedOver?: readonly ArrayBuffer[]): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
  terminate(): void
}

interface Surroundings {
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): {
      readonly Worker?: new (source: string, options: { readonly eval: true; readonly execArgv: readonly string[] }) => NodeWorker
    }
    getBuiltinModule?(name: 'node:os'): { availableParallelism?(): number }
  }
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly Worker?: new (url: string) => PageWorker
  readonly crossOriginIsolated?: boolean
  readonly SharedArrayBuffer?: unknown
}

// Modules of Node are asked for by name as the program runs, so that no bundler follows.
const surroundings = (): Surroundings => globalThis as Surroundings // each may be missing

/** Processors of this machine, as far as it tells. */
export const processors = (): number => {
  const { process, navigator } = surroundings()
  return process?.getBuiltinModule?.('node:os')?.availableParallelism?.() ?? navigator?.hardwareConcurrency ?? 1
}

/** Whether threads can share memory here: a page has to be cross-origin isolated. */
export const canShare = (): boolean => {
  const { SharedArrayBuffer, crossOriginIsolated } = surroundings()
  return typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false && canStart()
}

const nodeWorker = () => surroundings().process?.getBuiltinModule?.('node:worker_threads')?.Worker

/** Whether there are threads at all. */
export const canStart = (): boolean => nodeWorker() !== undefined || surroundings().Worker !== undefined

/** Whether a thread that may not be started says so only some time after: the policy of a page may be against it. */
export const failsLate = (): boolean => nodeWorker() === undefined

/** Starts a thread that runs `source` and tells what its listener takes. It does not keep the process alive. */
export const startThread = <Message, Told>(source: string, listener: Listener<Told>): Thread<Message> => {
  const { Worker } = surroundings()
  const Own = nodeWorker()
  const told = (what: unknown): void => listener.told(what as Told) // by the text that it runs
  if (Own) {
    // Without the flags of the process: what they load is not for it, and one says that texts are ES modules.
    const worker = new Own(source, { eval: true, execArgv: [] })
    worker.on('message', told)
    worker.on('error', (error) => listener.lost(error))
    worker.unref()
    return {
      send: (message, handedOver) => worker.postMessage(message, handedOver),
      keepAlive: (keep) => (keep ? worker.ref() : worker.unref()),
      end: () => void worker.terminate(),
    }
  }
  if (!Worker) throw new Error('there are no workers here')
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onmessage = ({ data }) => {
    told(data)
  }
  worker.onerror = ({ message }) => listener.lost(new Error(message ?? 'a worker could not be started'))
  return {
    send: (message, handedOver) => worker.postMessage(message, handedOver),
    keepAlive: () => undefined, // a page is not a process
    end: () => {
      worker.terminate()
      URL.revokeObjectURL(url)
    },
  }
}
