import { type WorkerTask, workerSource } from './worker.js'

/** A worker, as far as it is used here. */
export interface RunningWorker {
  /** Whether it keeps the process alive. */
  hold(isHeld: boolean): void
  end(): void
}

interface NodeWorker {
  on(event: 'message' | 'error', listener: (value: unknown) => void): void
  ref(): void
  unref(): void
  terminate(): unknown
}

interface NodeWorkers {
  readonly Worker: new (source: string, options: { readonly eval: true; readonly workerData: unknown }) => NodeWorker
}

interface NodeOs {
  availableParallelism(): number
}

interface WebWorker {
  onmessage: () => void
  postMessage(message: unknown): void
  terminate(): void
  unref?(): void
}

/** What engines have of workers; which of it is there tells where this runs. */
interface Surroundings {
  readonly process?: { getBuiltinModule?(name: string): unknown }
  readonly Worker?: new (url: string) => WebWorker
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly URL: { createObjectURL(blob: unknown): string; revokeObjectURL(url: string): void }
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => unknown
}

const surroundings = globalThis as unknown as Surroundings // whatever is not there is looked at before it is used

const builtin = <T>(name: string): T | undefined => surroundings.process?.getBuiltinModule?.(name) as T | undefined // by its name

/** How many threads run at once on this machine. */
export const parallelism = (): number =>
  builtin<NodeOs>('node:os')?.availableParallelism() ?? surroundings.navigator?.hardwareConcurrency ?? 1

const inNode = ({ Worker }: NodeWorkers, task: WorkerTask, told: () => void): RunningWorker => {
  const source = `${workerSource}\nconst { parentPort, workerData } = require('node:worker_threads')\nstart(workerData, () => parentPort.postMessage(0))`
  const worker = new Worker(source, { eval: true, workerData: task })
  worker.on('message', told)
  // An idle worker keeps no process alive.
  worker.unref()
  return {
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  }
}

const inPage = (Worker: NonNullable<Surroundings['Worker']>, task: WorkerTask, told: () => void): RunningWorker => {
  const source = `${workerSource}\nonmessage = ({ data }) => start(data, () => postMessage(0))`
  const blob = new surroundings.Blob([source], { type: 'text/javascript' })
  const url = surroundings.URL.createObjectURL(blob)
  const worker = new Worker(url)
  worker.onmessage = told
  worker.postMessage(task)
  worker.unref?.()
  return {
    hold: () => {},
    end: () => {
      worker.terminate()
      surroundings.URL.revokeObjectURL(url)
    },
  }
}

/** Starts a worker, which calls `told` when what is awaited is finished, or says that there are none here. */
export const startWorker = (task: WorkerTask, told: () => void): RunningWorker | undefined => {
  const node = builtin<NodeWorkers>('node:worker_threads')
  if (node) return inNode(node, task, told)
  return surroundings.Worker ? inPage(surroundings.Worker, task, told) : undefined
}

/** Whether memory can be shared with workers: not in a page that is not cross-origin isolated. */
export const canShare = (): boolean => {
  const { SharedArrayBuffer: shared, Atomics: atomics } = globalThis as { readonly SharedArrayBuffer?: unknown; readonly Atomics?: unknown }
  return (
    shared !== undefined && atomics !== undefined && (builtin('node:worker_threads') !== undefined || surroundings.Worker !== undefined)
  )
}
