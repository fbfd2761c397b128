import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

// SwiftShader is a Vulkan driver that runs on the processor. `@sparticuz/chromium` carries it, with a Vulkan loader, for Linux on x64.

/** The package that brings it. */
export const carrier = fileURLToPath(new URL('../node_modules/@sparticuz/chromium/', import.meta.url))
const archive = join(carrier, 'bin', 'swiftshader.tar.br')
const driver = 'vk_swiftshader_icd.json'
const wanted = ['libvulkan.so.1', 'libvk_swiftshader.so', driver]

/** Whether this machine can run the SwiftShader that `npm ci` brought. */
export const carried = () => process.platform === 'linux' && process.arch === 'x64' && existsSync(archive)

/**
 * The regular files of a tar archive: blocks of 512 bytes, a header (name at 0, size in octal at 124, kind at 156), then the content.
 * @param {Buffer} tar
 */
function* files(tar) {
  const text = (/** @type {number} */ from, /** @type {number} */ length) =>
    tar.toString('latin1', from, from + length).split('\0', 1)[0] ?? ''
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8)
    const start = at + 512
    if (text(at + 156, 1) === '0') yield { name: text(at, 100).replace(/^\.\//, ''), content: tar.subarray(start, start + size) }
    at = start + Math.ceil(size / 512) * 512
  }
}

/**
 * Unpacks into a folder of its own and renames it, so that the folder is whole or absent, also when two processes start at once.
 * @param {string} folder
 */
const unpackInto = (folder) => {
  if (existsSync(folder)) return
  mkdirSync(join(folder, '..'), { recursive: true })
  const half = mkdtempSync(`${folder}-`)
  try {
    for (const { name, content } of files(brotliDecompressSync(readFileSync(archive)))) {
      if (wanted.includes(name)) writeFileSync(join(half, name), content, { mode: 0o755 })
    }
    renameSync(half, folder)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/**
 * The folder with the driver and the loader: in the user's cache, unpacked once; where that can't be written, a temporary one.
 * @returns {{ folder: string, driver: string }}
 */
export const unpack = () => {
  const { version } = JSON.parse(readFileSync(join(carrier, 'package.json'), 'utf8'))
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'typegrad', `swiftshader-${version}`)
  try {
    unpackInto(cache)
    return { folder: cache, driver: join(cache, driver) }
  } catch {
    const home = mkdtempSync(join(tmpdir(), 'typegrad-'))
    process.on('exit', () => rmSync(home, { recursive: true, force: true }))
    const folder = join(home, 'swiftshader')
    unpackInto(folder)
    return { folder, driver: join(folder, driver) }
  }
}
