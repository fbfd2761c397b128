// What a script finds in a worker of a web page. `workerData` is the blob that holds the script.

const { runInThisContext } = require('node:vm')
const { parentPort, workerData } = require('node:worker_threads')

/** What blobs hold, read before a message that brings them is delivered: scripts import them without waiting. */
const texts = new WeakMap()
const scripts = new Map()
const urlOf = URL.createObjectURL

Object.assign(globalThis, {
  self: globalThis,
  onmessage: null,
  location: { href: 'blob:worker' },
  postMessage: (message, transfer) => parentPort.postMessage(message, transfer),
  importScripts: (url) => runInThisContext(scripts.get(url), { filename: url }),
})
URL.createObjectURL = (blob) => {
  const url = urlOf(blob)
  scripts.set(url, texts.get(blob))
  return url
}
// By this, scripts tell Node from a page.
delete globalThis.process

const blobsIn = (data) => (typeof data === 'object' && data !== null ? Object.values(data).filter((value) => value instanceof Blob) : [])

/** Messages that wait for a blob, in their order. */
const waiting = []
const deliver = (data) => self.onmessage?.({ data })
const receive = async (data) => {
  const blobs = blobsIn(data)
  if (blobs.length === 0 && waiting.length === 0) return deliver(data)
  waiting.push(data)
  if (waiting.length > 1) return
  while (waiting.length > 0) {
    for (const blob of blobsIn(waiting[0])) texts.set(blob, await blob.text())
    deliver(waiting[0])
    waiting.shift()
  }
}

workerData.text().then((text) => {
  runInThisContext(text, { filename: 'worker' })
  parentPort.on('message', receive)
})
