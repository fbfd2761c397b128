import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Example, Outcome, Setting } from '../../examples/kit/example.js'
import { acquire } from '../../src/index.js'

/** What an example's `--quick` gives, on `cpu`. */
export const quick = async ({ run }: Example, more: Partial<Setting> = {}): Promise<Outcome> => {
  await acquire({ backend: 'cpu' })
  const folder = await mkdtemp(join(tmpdir(), 'example-'))
  try {
    return await run({ size: 'quick', seed: 0, checkpoints: folder, log: () => undefined, ...more })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A number that it found. */
export const found = ({ findings }: Outcome, name: string): number => {
  const finding = findings[name]
  if (!finding) throw new Error(`it found no '${name}'; there are ${Object.keys(findings).join(', ')}`)
  return finding.value
}
