// WebGPU where scripts of web pages look for it: that of Node's package.

import { create, globals } from 'webgpu'

/** Puts it there. */
export const provideGpu = () => {
  Object.assign(globalThis, globals)
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]), userAgent: 'Node' }, configurable: true })
}
