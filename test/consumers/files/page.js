import { answers } from './program.js'

const fromWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.answers))
    worker.onerror = ({ message }) => reject(new Error(message))
  })

globalThis.answers = (async () => [...(await answers()), ...(location.search === '?worker' ? await fromWorker() : [])])()
