import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { root } from '../types/root.js'

/** Seconds of the first step in a fresh process, by its own clock. */
export const freshStep = (threads: number): number => {
  const script = fileURLToPath(new URL('./first-step.js', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(threads)], { encoding: 'utf8' })
  const milliseconds = Number(stdout)
  if (status !== 0 || !(milliseconds > 0)) throw new Error(`the first step of LeNet failed: ${stderr || stdout}`)
  return milliseconds / 1000
}

/** The seconds and the accuracy, in percent, of `npm start`, which is built already, as `npm ci` leaves it. */
export const npmStart = async (): Promise<{ readonly seconds: number; readonly accuracy: number }> => {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-older'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`npm start: the build failed: ${built.stderr}`)
  const began = performance.now()
  const child = spawn('npm start', { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  let seconds = Number.NaN
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (Number.isNaN(seconds) && accuracyIn(text) !== undefined) seconds = (performance.now() - began) / 1000
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  const accuracy = accuracyIn(text)
  if (code !== 0 || accuracy === undefined) throw new Error(`npm start failed with ${code}:\n${text}`)
  return { seconds, accuracy }
}

const accuracyIn = (text: string): number | undefined => {
  const [, percent] = /Test accuracy: ([\d.]+) %/.exec(text) ?? []
  return percent === undefined ? undefined : Number(percent)
}
