// Weights of a model, kept by a browser in all the places that it has, and read back.

import { acquire, key } from 'typegrad'
import { dense, indexedDb, init, load, relu, save, sequential, toSafetensors } from 'typegrad/dsl'

const numbers = async ({ params }) => [...(await params[0].kernel.data()), ...(await params[2].bias.data())].join()

globalThis.answers = (async () => {
  await acquire({ backend: 'cpu' })
  const model = sequential([3], dense(4), relu, dense(2))
  const variables = init(model, key(5))
  const wanted = await numbers(variables)
  const answers = {}
  const same = async (name, source) => {
    answers[name] = (await numbers(await load(model, source))) === wanted
  }

  await save(variables, indexedDb('digits'))
  await same('IndexedDB', indexedDb('digits'))
  answers['IndexedDB, nothing'] = await load(model, indexedDb('none')).catch(({ name, message }) => `${name}: ${message}`)

  const folder = await navigator.storage.getDirectory()
  const handle = await folder.getFileHandle('digits.safetensors', { create: true })
  await save(variables, handle)
  await same('OPFS', handle)
  await same('File', await handle.getFile())

  const bytes = await toSafetensors(variables)
  const url = URL.createObjectURL(new Blob([bytes]))
  await same('URL', url)
  await same('Response', await fetch(url))
  await same('ReadableStream', (await fetch(url)).body)
  let told = 0
  await load(model, await fetch(url), { progress: ({ loaded }) => (told = loaded) })
  answers.progress = told === bytes.length

  // A download is a click on a link to the bytes.
  const clicked = new Promise((resolve) => {
    HTMLAnchorElement.prototype.click = function () {
      resolve({ name: this.download, href: this.href })
    }
  })
  await save(variables, 'digits.safetensors')
  const { name, href } = await clicked
  await same(`download of ${name}`, href)
  return answers
})()
