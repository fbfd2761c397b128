/*
 * Runs what the visitor wrote, in a frame that can reach neither the page nor the network, and says by messages what comes of it. It is one script: that of a worker, or, where it is to reach a GPU, of the frame itself, since browsers let
 * no worker of such a frame reach one.
 */

import * as dsl from '../../../../dist/dsl.js'
import type { FromEngine, ToEngine } from '../messages.js'
import { formatted } from './format.js'
import { runModule } from './modules.js'
import { pixelsOf } from './pictures.js'
import * as typegrad from './watched.js'

const main = (port: MessagePort): void => {
  const post = (message: FromEngine, transfer: Transferable[] = []): void => port.postMessage(message, transfer)

  /** Messages go out in the order in which they were asked for, though some wait for values. */
  let last: Promise<void> = Promise.resolve()
  const inOrder = (make: () => Promise<FromEngine>): void => {
    const made = make()
    made.catch(() => undefined) // it is said below
    last = last.then(async () => post(await made)).catch((error: unknown) => post({ kind: 'text', level: 'error', text: String(error) }))
  }

  const say = (level: 'log' | 'warn' | 'error', values: readonly unknown[]): void =>
    inOrder(async () => ({ kind: 'text', level, text: await formatted(values) }))
  for (const level of ['log', 'warn', 'error'] as const) console[level] = (...values: readonly unknown[]) => say(level, values)
  console.info = console.debug = console.log

  let files = 0
  const waiting = new Map<number, (bytes: Uint8Array | undefined) => void>()
  const read = async (path: string): Promise<Uint8Array> => {
    const id = files++
    post({ kind: 'read', id, path })
    const bytes = await new Promise<Uint8Array | undefined>((resolve) => waiting.set(id, resolve))
    if (!bytes) throw new Error(`the page could not fetch ${path}`)
    return bytes
  }

  /** The last of what was drawn, until it is asked for, and who waits for it. */
  let drawn: Float32Array | undefined
  let tellDrawn: (() => void) | undefined
  const nextDrawn = async (): Promise<Float32Array> => {
    while (true) {
      if (drawn) {
        const pixels = drawn
        drawn = undefined
        return pixels
      }
      await new Promise<void>((resolve) => {
        tellDrawn = resolve
      })
    }
  }
  async function* drawings(height: number, width: number) {
    inOrder(async () => ({ kind: 'canvas', height, width }))
    for (let pixels = await nextDrawn(); ; pixels = await nextDrawn()) yield typegrad.tensor(pixels, { shape: [height, width] })
  }

  const shapeOf = (shape: readonly number[]): readonly [number, number, number, 1 | 3] | undefined => {
    const channels = shape.length > 2 && [1, 3].includes(shape.at(-1) as number) ? (shape.at(-1) as 1 | 3) : undefined
    const [width, height, ...more] = (channels ? shape.slice(0, -1) : shape).toReversed()
    if (height === undefined || width === undefined || more.length > 1) return undefined
    return [more[0] ?? 1, height, width, channels ?? 1]
  }

  let pictures = 0
  const playground = {
    plot: (values: Readonly<Record<string, unknown>>, { title = 'plot', at }: { title?: string; at?: number } = {}) =>
      inOrder(async () => {
        const known = await Promise.all(
          Object.entries(values).map(async ([name, x]) => [name, x instanceof typegrad.Tensor ? await x.item() : x] as const),
        )
        const wrong = known.find(([, x]) => typeof x !== 'number')
        if (wrong) throw new typegrad.InvalidArgument(`plot: ${wrong[0]} must be a number or a tensor of one, got ${typeof wrong[1]}`)
        return { kind: 'point', title, at, values: Object.fromEntries(known) as Record<string, number> }
      }),
    image: (
      x: { readonly shape: readonly number[]; data(): Promise<ArrayLike<number>> },
      { title = `picture ${++pictures}`, min, max, zoom = 0, colors = 'grey', rows = [], columns = [] }: ImageOptions = {},
    ) =>
      inOrder(async () => {
        const shape = shapeOf(x.shape)
        if (!shape)
          throw new typegrad.InvalidArgument(
            `image: [${x.shape.join(', ')}] is no picture; it takes [height, width], channels (1 or 3) behind, and a number of pictures in front`,
          )
        const pixels = pixelsOf(await x.data(), shape, { min, max, colors })
        return {
          kind: 'picture',
          title,
          ...pixels,
          zoom: zoom || Math.max(1, Math.min(16, Math.floor(280 / Math.max(pixels.width, 1)))),
          rows,
          columns,
        }
      }),
    drawings,
  }

  const modules = {
    typegrad,
    'typegrad/dsl': { ...dsl, mnist: () => dsl.mnist({ directory: 'mnist', read }) },
    playground,
  }

  const run = async ({ code, backend, showsKernels }: Extract<ToEngine, { kind: 'run' }>): Promise<void> => {
    const start = performance.now()
    try {
      if (showsKernels) typegrad.watch(post)
      const device = await typegrad.acquire({ backend })
      post({ kind: 'device', name: device.name, reason: device.reason ?? '' })
      await runModule(code, modules)
    } catch (error) {
      say('error', [error])
    }
    await last
    post({ kind: 'done', milliseconds: performance.now() - start })
  }

  globalThis.addEventListener('unhandledrejection', (event) => say('error', [(event as PromiseRejectionEvent).reason]))
  port.onmessage = ({ data }: MessageEvent<ToEngine>) => {
    if (data.kind === 'run') void run(data)
    else if (data.kind === 'file') waiting.get(data.id)?.(data.bytes)
    else {
      drawn = data.pixels
      tellDrawn?.()
    }
  }
}

type ImageOptions = NonNullable<Parameters<typeof import('playground').image>[1]>

globalThis.addEventListener('message', ({ ports: [port] }) => port && main(port), { once: true })
