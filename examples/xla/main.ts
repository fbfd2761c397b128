// Training steps for XLA, on many devices: `npm run example xla -- --help`.

import '../closed-pipe.js'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { acquire, copy, DeviceUnavailable, stack, tree } from 'typegrad'
import { DataError, save } from 'typegrad/dsl'
import { toStableHlo } from 'typegrad/interchange'
import { block } from './block.js'
import { digits } from './digits.js'

const systems = { digits, block }

const help = `Writes a training step as StableHLO, with its state and batches, for XLA to run on 8 devices; and runs the same steps here.

  --system NAME    digits (the batch divided among 8) or block (a transformer block on 2 x 4); digits if left out
  --steps N        20 if left out
  --out FOLDER     xla if left out
  --backend NAME   the backend that runs it here`

const { values } = parseArgs({
  options: {
    system: { type: 'string', default: 'digits' },
    steps: { type: 'string', default: '20' },
    out: { type: 'string', default: 'xla' },
    backend: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const run = async (): Promise<void> => {
  const { system, out } = values
  const steps = Number(values.steps)
  if (system !== 'digits' && system !== 'block') throw new RangeError(`there is no system '${system}'; there are digits and block`)
  if (!Number.isSafeInteger(steps) || steps < 1) throw new RangeError(`--steps is a whole number, at least 1; got ${values.steps}`)
  const device = await acquire(values.backend ? { backend: values.backend as 'cpu' } : {}) // acquire says what there is
  const { step, state, batches, mesh, shardings } = await systems[system](steps)
  const [first] = batches

  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'step.mlir'), await toStableHlo(step, { mesh, shardings, donate: [0] })(state, first))
  await save(state, join(out, 'state.safetensors'))
  await save(
    tree.map((...all) => stack(all), first, ...batches.slice(1)),
    join(out, 'batches.safetensors'),
  )
  const devices = Object.entries(mesh).map(([name, size]) => `${name} ${size}`)
  console.log(`Written to ${out}: step.mlir, state.safetensors, batches.safetensors, for the mesh ${devices.join(' x ')}. XLA runs it:

  pip install jax
  XLA_FLAGS=--xla_force_host_platform_device_count=8 \\
    python scripts/xla/typegrad_xla.py ${join(out, 'step.mlir')} --steps ${steps} \\
    --argument 0=${join(out, 'state.safetensors')} --argument 1=${join(out, 'batches.safetensors')} \\
    --save 0=${join(out, 'trained.safetensors')}

The same steps on one device, ${device.backend}:
`)
  let now = tree.map((x) => copy(x), state)
  for (const [i, batch] of batches.entries()) {
    const [next, loss] = step(now, batch)
    now = next
    console.log(`step ${i + 1}: ${(await loss.item()).toPrecision(7)}`)
  }
  await save(now, join(out, 'trained-here.safetensors'))
}

try {
  if (values.help) console.log(help)
  else await run()
} catch (error) {
  if (!(error instanceof RangeError || error instanceof DeviceUnavailable || error instanceof DataError)) throw error
  console.error(error.message)
  process.exitCode = error instanceof RangeError ? 2 : 1
}
