import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs Node in the project's folder. */
export const node = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    )
  })

/** Runs a script as a module. */
export const script = (text: string, env?: NodeJS.ProcessEnv): Promise<Ended> => node(['--input-type=module', '--eval', text], env)

/** JavaScript of some of the project's files and all that they import, in a folder that lasts while it is used: for other processes and threads. */
export const withCompiled = async <T>(files: readonly string[], use: (folder: string) => Promise<T>): Promise<T> => {
  const out = `${root}/node_modules/.cache/typegrad-${process.pid}-${Math.random().toString(36).slice(2)}`
  await mkdir(out, { recursive: true })
  try {
    const options = ['--outDir', out, '--rootDir', root, '--noEmit', 'false', '--noCheck', '--target', 'es2022', '--module', 'nodenext']
    const { stdout } = await node([
      'node_modules/typescript7/bin/tsc',
      ...['--ignoreConfig', ...options, '--types', 'node,@webgpu/types'],
      ...files,
    ])
    if (stdout) throw new Error(stdout)
    return await use(out)
  } finally {
    await rm(out, { recursive: true })
  }
}
