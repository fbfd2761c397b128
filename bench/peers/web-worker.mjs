// The `Worker` of web pages, on the threads of Node: enough of it for scripts that lie in blobs. Both peers run on threads only where there is one.

import { resolveObjectURL } from 'node:buffer'
import { Worker as Thread } from 'node:worker_threads'

const scope = new URL('./web-worker-scope.cjs', import.meta.url)

export class WebWorker {
  onmessage = null
  onerror = null

  constructor(url) {
    const script = resolveObjectURL(String(url))
    if (!script) throw new Error(`a worker's script is to be a blob; got ${url}`)
    this.thread = new Thread(scope, { workerData: script })
    this.thread.on('message', (data) => this.onmessage?.({ data }))
    this.thread.on('error', (error) => {
      if (!this.onerror) throw error
      this.onerror({ message: error.message, filename: String(url), lineno: 0, error })
    })
  }

  postMessage(message, transfer) {
    this.thread.postMessage(message, transfer)
  }

  terminate() {
    this.thread.terminate()
  }
}
