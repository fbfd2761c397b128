// Reads the models of packages as they lie there: what model.json holds, and the bytes of its shards.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** A manifest by itself is a list. @param {any} model @returns {{ paths: string[] }[]} */
const groupsOf = (model) => (Array.isArray(model) ? model : model.weightsManifest)

/** `folder` is one of packages, `file` that of a model in it: JSON beside its shards, or scripts that hold it and them. @param {string} folder @param {string} file */
export const modelAt = (folder, file) => {
  const path = `${folder}/${file}`
  const beside = path.slice(0, path.lastIndexOf('/'))
  const isScript = path.endsWith('.js')
  const model = isScript ? require(path) : JSON.parse(readFileSync(path, 'utf8'))
  const shard = (/** @type {string} */ name) =>
    new Uint8Array(isScript ? Buffer.from(require(`${beside}/${name}.min.js`), 'base64') : readFileSync(`${beside}/${name}`))
  return { model, shards: groupsOf(model).flatMap(({ paths }) => paths.map(shard)) }
}
