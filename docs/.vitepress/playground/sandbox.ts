/* Where a visitor's code runs: a frame with an origin of its own, whose policy lets it load nothing and connect to nothing. It exchanges messages with the page, and no more. A connection between browsers
 * (WebRTC) obeys no policy, so there is none: what makes one is taken away, and no other frame that it could make shares its origin. */

import type { FromEngine, ToEngine } from './messages.js'

/** Runs the engine that it is sent: in a worker, or by itself where a GPU is wanted, since no worker of such a frame can reach one. */
const frame = `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:">
<script>
for (const name of Object.getOwnPropertyNames(globalThis)) if (/RTC/.test(name)) delete globalThis[name]
const fail = ({ message }) => parent.postMessage(message || 'it could not be loaded', '*')
addEventListener('error', fail)
addEventListener('message', ({ data: { engine, inWorker }, ports: [port] }) => {
  const url = URL.createObjectURL(new Blob([engine], { type: 'text/javascript' }))
  if (inWorker) {
    const worker = new Worker(url)
    worker.onerror = fail
    worker.postMessage('start', [port])
  } else {
    const script = document.createElement('script')
    script.src = url
    script.onerror = fail
    script.onload = () => dispatchEvent(new MessageEvent('message', { ports: [port] }))
    document.head.append(script)
  }
}, { once: true })
</script>`

/** From now on no frame of this page can go to another address; what a frame is given as text is none. */
export const fixFrames = (): void => {
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = "frame-src 'none'"
  document.head.append(policy)
}

export interface Running {
  /** It and all that it made are gone. */
  readonly stop: () => void
  readonly tell: (message: ToEngine) => void
}

/** Starts some code; `on` is told what comes of it. `engine` is the text of engine.js. */
export const start = (engine: string, run: Extract<ToEngine, { kind: 'run' }>, on: (message: FromEngine) => void): Running => {
  const element = document.createElement('iframe')
  element.sandbox.add('allow-scripts')
  element.srcdoc = frame
  element.hidden = true
  element.title = 'where the code of the playground runs'
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }: MessageEvent<FromEngine>) => on(data)
  const fail = ({ source, data }: MessageEvent) => {
    if (source !== element.contentWindow) return
    on({ kind: 'text', level: 'error', text: String(data) })
    on({ kind: 'done', milliseconds: 0 })
  }
  addEventListener('message', fail)
  let isLoaded = false
  element.onload = () => {
    if (isLoaded) {
      on({ kind: 'text', level: 'error', text: 'The code tried to leave its frame, and was stopped.' })
      on({ kind: 'done', milliseconds: 0 })
      return
    }
    isLoaded = true
    element.contentWindow?.postMessage({ engine, inWorker: run.backend === 'cpu' }, '*', [port2])
    port1.postMessage(run)
  }
  document.body.append(element)
  return {
    stop: () => {
      removeEventListener('message', fail)
      port1.close()
      element.remove()
    },
    tell: (message) => port1.postMessage(message),
  }
}
