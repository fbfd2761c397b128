import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  type AnyTensor,
  acquire,
  add,
  arange,
  astype,
  broadcastTo,
  DeviceLost,
  DeviceUnavailable,
  DTypeMismatch,
  exp,
  jit,
  KernelRejected,
  key,
  mul,
  OutOfDeviceMemory,
  slice,
  sum,
  type Tensor,
  tensor,
  uniform,
  zeros,
} from '../../src/index.js'
import { unary } from '../../src/primitives/unary.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { setCurrentDevice } from '../../src/tensor/device.js'
import { script, withCompiled } from '../support/compiled.js'
import { numbers } from '../support/elements.js'
import { failure } from '../support/failure.js'
import { settled } from '../support/settled.js'
import { compiling } from '../support/targets.js'

let device: BackendDevice
let backend: WebGpuBackend
const acquireAgain = async (on: (typeof compiling)[number] = 'webgpu'): Promise<void> => {
  device = (await acquire({ backend: on })) as BackendDevice // every device is one over a backend
  backend = device.on as WebGpuBackend // where it is the one asked for
}
beforeEach(() => acquireAgain())

describe('a kernel that the driver refuses', () => {
  /** Bits are shifted by more places than there are: each its own text, so that each is refused anew. */
  const refused = (name: string) => unary({ name, value: (x) => x, scalar: (s, x) => s.fromBits(s.shiftLeft(s.bits(x), 32 + name.length)) })

  it('is never silent: reading what it was to make rejects with its WGSL and what the driver said of it', async () => {
    const error = await failure(refused('no_such_function')(tensor([1, 2])).data())
    expect(error).toBeInstanceOf(KernelRejected)
    const { message, wgsl } = error as KernelRejected
    expect(wgsl).toContain('x1[i] = bitcast<f32>((bitcast<u32>(x0[i]) << 48u));')
    expect(wgsl).toContain('fn main(')
    expect(message).toBe(
      `webgpu: the driver refused a kernel: ${wgsl.slice(0, wgsl.indexOf('48u')).split('\n').length}:${(wgsl.split('\n').find((line) => line.includes('48u')) ?? '').indexOf('bitcast<u32>') + 1} shift left value must be less than the bit width of the lhs, which is 32\n\n${wgsl}`,
    )
  })

  it('spoils everything computed from its result, at once or later, and nothing else', async () => {
    const before = add(tensor([1, 2]), 1)
    const bad = refused('spoils')(tensor([1, 2]))
    const after = jit((x: AnyTensor) => ({ sum: sum(mul(x, 2)), same: x }))(bad)
    const further = add(after.sum, 1)
    const donated = jit((x: AnyTensor) => add(x, 1), { donate: [0] })(after.same)
    for (const x of [further, after.sum, donated, bad]) expect(await failure(x.data())).toBeInstanceOf(KernelRejected)
    // Also once the refusal is known.
    expect(await failure(add(bad, 1).data())).toBeInstanceOf(KernelRejected)
    expect(await failure(bad.data())).toBeInstanceOf(KernelRejected)
    expect(await numbers(before)).toEqual([2, 3])
    expect(await numbers(add(before, 1))).toEqual([3, 4])
    expect(await numbers(mul(tensor([5]), 2))).toEqual([10])
  })

  it('is refused again wherever it is used again, also in a compiled function of several results', async () => {
    const bad = refused('twice')
    const f = jit((x: Tensor<[2]>) => [sum(bad(x)), add(x, 1)] as const)
    const first = f(tensor([1, 2]))
    const second = f(tensor([3, 4]))
    // One command buffer holds both, and the driver drops all of it.
    for (const x of [...first, ...second]) expect(await failure(x.data())).toBeInstanceOf(KernelRejected)
    expect(await failure(add(bad(tensor([1])), 1).data())).toBeInstanceOf(KernelRejected)
  })

  it('whose memory is given back leaves that memory sound', async () => {
    const bad = refused('gives_back')(tensor(new Float32Array(3000), { shape: [3000] }))
    await failure(bad.data())
    bad.dispose()
    const sound = add(tensor(new Float32Array(3000), { shape: [3000] }), 1)
    expect(new Set(await sound.data())).toEqual(new Set([1]))
  })
})

describe('memory that cannot be had', () => {
  const limit = () => Math.min(backend.device.limits.maxBufferSize, backend.device.limits.maxStorageBufferBindingSize)
  const sentence = (bytes: number) =>
    new OutOfDeviceMemory(`webgpu: a tensor of ${bytes} bytes was asked for; this device allows ${limit()} bytes in one`, bytes, limit())
  const tooMany = () => Math.floor(limit() / 4) + 64
  const memory = () => {
    const { liveBytes, liveBuffers, heldBytes } = device.memory()
    return { liveBytes, liveBuffers, heldBytes }
  }

  it('beyond the limit of the device: a reading rejects, a compiled call throws, with what was asked for and what is allowed', async () => {
    const error = await failure(zeros([tooMany()]).data())
    expect(error).toEqual(sentence(4 * tooMany()))
    expect(error).toMatchObject({ requested: 4 * tooMany(), limit: limit() })
    const f = jit((x: Tensor<[1]>) => broadcastTo(x, [tooMany()]))
    expect(() => f(tensor([1]))).toThrow(sentence(4 * tooMany()))
  })

  it('leaves nothing held, where others were to be had, and takes no argument away', async () => {
    const x = add(tensor([1, 2]), 1)
    await x.data()
    await settled()
    const before = memory()
    const results = jit((y: Tensor<[2]>) => [mul(y, 2), broadcastTo(slice(y, 0), [tooMany()]), mul(y, 3)] as const, { donate: [0] })
    expect(() => results(x)).toThrow(OutOfDeviceMemory)
    expect(await numbers(x)).toEqual([2, 3])
    expect(memory()).toEqual(before)
  })

  describe('though it is within the limit, since the driver has no more', () => {
    const scarce = 40_000 * 256
    /** A device that says so of every buffer of one size, and gives one that is as invalid as that of a driver without memory. */
    const poor = (whole: GPUDevice): GPUDevice => {
      let missing = false
      const create = (descriptor: GPUBufferDescriptor): GPUBuffer => {
        if (descriptor.size !== scarce) return whole.createBuffer(descriptor)
        missing = true
        whole.pushErrorScope('validation')
        const invalid = whole.createBuffer({ ...descriptor, size: whole.limits.maxBufferSize + 256 })
        void whole.popErrorScope()
        return invalid
      }
      const pop = async (): Promise<unknown> => {
        const [refused, found] = [missing, whole.popErrorScope()]
        missing = false
        return refused ? { message: 'no memory' } : found
      }
      return new Proxy(whole, {
        get: (target, name) => {
          if (name === 'createBuffer') return create
          if (name === 'popErrorScope') return pop
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    }
    let short: BackendDevice
    beforeEach(async () => {
      const { device: whole } = await acquireWebGpu()
      short = new BackendDevice(webGpuBackend(poor(whole), whole.adapterInfo))
      setCurrentDevice(short)
    })
    afterEach(() => short.destroy())
    const many = scarce / 4
    const expected = new OutOfDeviceMemory(`webgpu: the driver has no ${scarce} bytes left: no memory`, scarce)

    it('a reading rejects and says how much was asked for, and the device goes on', async () => {
      const small = add(tensor([1, 2]), 1)
      const error = await failure(zeros([many]).data())
      expect(error).toEqual(expected)
      expect(error).toMatchObject({ requested: scarce })
      expect(await numbers(small)).toEqual([2, 3])
    })

    it('a result, an argument, a temporary and what is computed from them reject alike', async () => {
      const x = tensor(new Float32Array(many), { shape: [many] })
      const y = jit((v: Tensor<[number]>) => add(v, 1))(x)
      expect(await failure(y.data())).toEqual(expected)
      expect(await failure(sum(y).data())).toEqual(expected)
      const t = jit((v: Tensor<[]>) => {
        const large = exp(add(v, arange(many)))
        return sum(mul(large, sum(large)))
      })(tensor(1))
      expect(await failure(t.data())).toEqual(expected)
      expect(await numbers(add(tensor([1, 2]), 1))).toEqual([2, 3])
      // What could not be had is not kept for the next, nor counted as held.
      const { heldBytes } = short.memory()
      for (const lost of [x, y, t]) lost.dispose()
      expect(heldBytes).toBeLessThan(scarce)
      expect(await failure(add(zeros([many]), 1).data())).toEqual(expected)
    })
  })
})

describe.each(compiling)('a dtype that the device lacks, on %s', (on) => {
  beforeEach(() => acquireAgain(on))

  const sentence = new DTypeMismatch(
    `${on}: has no f64, only f32, f16, i32, u32, bool; convert with astype, or acquire({ backend: 'reference' })`,
  )

  it('is refused before anything runs, and says what to do', async () => {
    const x = tensor([1, 2], { dtype: 'f64' })
    expect(await failure(add(x, 1).data())).toEqual(sentence)
    expect(await failure(zeros([2], { dtype: 'f64' }).data())).toEqual(sentence)
    expect(() => jit((y: Tensor<[2], 'f64'>) => y)(x)).toThrow(sentence)
    expect(() => jit((y: Tensor<[2]>) => sum(astype(y, 'f64')))(tensor([1, 2]))).toThrow(sentence)
    // What it says works.
    expect(await numbers(x)).toEqual([1, 2])
    await acquire({ backend: 'reference' })
    expect(await numbers(add(x, 1))).toEqual([2, 3])
  })
})

describe.each(compiling)('a device that is lost, on %s', (on) => {
  beforeEach(() => acquireAgain(on))

  const gone = (why: string) => new DeviceLost(`${on}: the device is gone (${why}); its tensors are lost. acquire() gives a new one`)
  const destroyed = gone('it was destroyed')

  it('by destroy(): whatever uses it rejects or throws, a reading under way too', async () => {
    const x = add(tensor([1, 2]), 1)
    await x.data()
    const f = jit((y: Tensor<[2]>) => mul(y, 2))
    const y = f(x)
    const many = add(zeros([4_000_000]), 1) // what is done at once, no destroying comes before
    const reading = failure(many.data())
    device.destroy()
    expect(await reading).toEqual(destroyed)
    expect(await numbers(x)).toEqual([2, 3]) // it was read, and is small
    expect(await failure(y.data())).toEqual(destroyed)
    expect(await failure(add(tensor([1, 2]), 1).data())).toEqual(destroyed)
    expect(await failure(add(x, 1).data())).toEqual(destroyed)
    expect(() => f(tensor([1, 2]))).toThrow(destroyed)
    expect(await failure((async () => f(x).data())())).toEqual(destroyed)
    expect(() => jit((z: Tensor<[2]>) => mul(z, 3))(x)).toThrow(destroyed)
  })

  it.runIf(on === 'webgpu')("by the driver: the same, in the driver's words", async () => {
    const x = add(tensor([1, 2]), 1)
    const reading = failure(x.data())
    backend.device.destroy()
    const { message, reason } = await backend.device.lost
    expect(await reading).toEqual(gone(message || reason))
    expect(await failure(x.data())).toEqual(gone(message || reason))
  })

  it('is followed by one that works, at once and for everybody, with what the host still has', async () => {
    const onHost = tensor([1, 2])
    device.destroy()
    const [first, second] = await Promise.all([acquire({ backend: on }), acquire({ backend: on })])
    expect(first).not.toBe(device)
    expect(second).toBe(first)
    expect(await acquire({ backend: on })).toBe(first)
    expect(await numbers(add(onHost, 1))).toEqual([2, 3])
    const f = jit((x: Tensor<[2]>) => mul(x, 2))
    expect(await numbers(f(onHost))).toEqual([2, 4])
    first.destroy()
    await acquireAgain(on)
    expect(await numbers(f(onHost))).toEqual([2, 4])
    // A compiled function is compiled anew for the new device.
    expect(await numbers(f(tensor([3, 4])))).toEqual([6, 8])
  })
})

describe.each(compiling)('what was used on a device that is lost, on %s,', (on) => {
  beforeEach(() => acquireAgain(on))

  it('stays if it is small and came from the host, or was read: keys, arguments, what a function closes over', async () => {
    const [k, x, scale] = [key(3), tensor(1), tensor([2, 4])]
    const f = jit((y: Tensor<[]>) => mul(scale, y))
    const drawn = uniform(k, [4])
    const [before, scaled] = [await numbers(drawn), f(x)]
    expect(await numbers(scaled)).toEqual([2, 4])
    const unread = f(x)
    device.destroy()
    await acquireAgain(on)
    expect(await numbers(uniform(k, [4]))).toEqual(before)
    expect(await numbers(drawn)).toEqual(before)
    expect(await numbers(f(x))).toEqual([2, 4])
    expect(await numbers(add(scaled, scale))).toEqual([4, 8])
    expect(await numbers(jit((y: Tensor<[2]>) => add(y, 1), { donate: [0] })(scaled))).toEqual([3, 5])
    expect(await failure(unread.data())).toBeInstanceOf(DeviceLost)
    expect(await failure(add(unread, 1).data())).toBeInstanceOf(DeviceLost)
  })

  it('is gone if it is large', async () => {
    const x = tensor(new Float32Array(1001), { shape: [1001] })
    await sum(x).data()
    device.destroy()
    await acquireAgain(on)
    expect(await failure(x.data())).toBeInstanceOf(DeviceLost)
    expect(await failure(sum(x).data())).toBeInstanceOf(DeviceLost)
  })
})

describe('no device', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.doUnmock('webgpu')
    vi.resetModules()
  })
  /** The library as it is before anything was acquired. */
  const fresh = async () => {
    vi.resetModules()
    return import('../../node/typegrad.js')
  }
  const withoutAdapter = () => vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } })
  const noAdapter =
    "webgpu: WebGPU is there and found no adapter: it takes a GPU and its driver, on Linux a driver for Vulkan: the GPU vendor's, or Mesa's, whose lavapipe does without a GPU"

  it('was acquired yet: a compiled function cannot run and says what to do first', async () => {
    const face = await fresh()
    const f = face.jit((x: AnyTensor) => face.add(x, 1))
    expect(() => f(face.tensor([1]))).toThrow(new face.DeviceUnavailable('jit: there is no device yet; `await acquire()` first'))
  })

  it('was acquired yet: reading acquires one', async () => {
    const face = await fresh()
    expect(await face.add(face.tensor(1), 1).item()).toBe(2)
    expect((await face.acquire()).backend).toBe('cpu')
  })

  it('is a software adapter unless that is asked for: acquire() takes the cpu backend, and says why', async () => {
    const face = await fresh()
    const device = await face.acquire()
    expect(device.backend).toBe('cpu')
    const software = /^webgpu: the adapter is software, .*, slower than the cpu backend$/
    expect(device.reason).toMatch(software)
    expect(await face.acquire({ backend: 'cpu' })).toBe(device)
    expect(device.reason).toBeUndefined() // asked for
    await face.acquire()
    expect(device.reason).toMatch(software)
    const asked = await face.acquire({ backend: 'webgpu' })
    expect([asked.backend, asked.reason]).toEqual(['webgpu', undefined])
    expect(await face.acquire()).toBe(device)
    expect(await face.acquire({ backend: 'webgpu' })).toBe(asked)
  })

  it('of one backend is given again, and another for another number of threads', async () => {
    const face = await fresh()
    const one = await face.acquire({ backend: 'cpu', threads: 1 })
    const none = await face.acquire({ backend: 'cpu', threads: 0 })
    expect(await face.acquire({ backend: 'cpu', threads: 1 })).toBe(one)
    expect([one.name, none.name]).toEqual(['WebAssembly SIMD, 1 thread', 'WebAssembly SIMD, on the calling thread'])
    for (const threads of [-1, 1.5, '2' as unknown as number])
      expect(await failure(face.acquire({ threads }))).toEqual(
        new face.InvalidArgument(`acquire: threads is a whole number, 0 or more; got ${typeof threads === 'string' ? "'2'" : threads}`),
      )
    one.destroy()
    none.destroy()
  })

  it('is there, without an adapter: webgpu is refused with what to install, and otherwise the cpu backend takes over', async () => {
    withoutAdapter()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const face = await fresh()
    expect(await failure(face.acquire({ backend: 'webgpu' }))).toEqual(new face.DeviceUnavailable(noAdapter))
    expect(warn).not.toHaveBeenCalled()
    const fallen = await face.acquire()
    expect([fallen.backend, fallen.reason]).toEqual(['cpu', noAdapter])
    expect(warn).not.toHaveBeenCalled()
    expect([...(await face.add(face.tensor([1]), 1).data())]).toEqual([2])
    // What was missing may come: it is looked for each time.
    vi.unstubAllGlobals()
    expect((await face.acquire({ backend: 'webgpu' })).backend).toBe('webgpu')
    warn.mockRestore()
  })

  it('is there of the name that Dawn was given: webgpu is refused in its words, and otherwise the cpu backend takes over', async () => {
    const face = await fresh()
    const { useDawn } = await import('../../node/dawn.js')
    useDawn(['adapter=NOSUCH'])
    const error = await failure(face.acquire({ backend: 'webgpu' }))
    expect(error).toBeInstanceOf(face.DeviceUnavailable)
    expect((error as DeviceUnavailable).message).toMatch(
      /^webgpu: no adapter is to be had: no suitable backends found\nAvailable adapters:/,
    )
    const fallen = await face.acquire()
    expect([fallen.backend, fallen.reason]).toEqual(['cpu', (error as DeviceUnavailable).message])
  })

  it('is what an adapter gives: webgpu is refused, and otherwise the cpu backend takes over', async () => {
    const limits = {
      maxBufferSize: 0,
      maxStorageBufferBindingSize: 0,
      maxStorageBuffersPerShaderStage: 8,
      maxComputeWorkgroupStorageSize: 0,
    }
    const requestDevice = () => Promise.reject(new Error('too many devices'))
    const adapter = { info: { description: 'a GPU' }, limits, features: new Set(), requestDevice }
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } })
    const face = await fresh()
    const refused = 'webgpu: the adapter, a GPU, gives no device: too many devices'
    expect(await failure(face.acquire({ backend: 'webgpu' }))).toEqual(new face.DeviceUnavailable(refused))
    const fallen = await face.acquire()
    expect([fallen.backend, fallen.reason]).toEqual(['cpu', refused])
  })

  it('is there, without an adapter and without vectors in WebAssembly: the reference takes over and a warning says so', async () => {
    withoutAdapter()
    vi.stubGlobal('WebAssembly', { validate: () => false })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const face = await fresh()
    const noVectors = 'cpu: this engine has no WebAssembly with vectors (SIMD), or was told to do without'
    expect(await failure(face.acquire({ backend: 'cpu' }))).toEqual(new face.DeviceUnavailable(noVectors))
    const fallen = await face.acquire()
    expect([fallen.backend, fallen.reason]).toEqual(['reference', `${noAdapter}; ${noVectors}`])
    expect(warn.mock.calls).toEqual([[`typegrad: ${noAdapter}; ${noVectors}. Running on the reference backend, which is slow.`]])
    warn.mockRestore()
  })

  it('is there, where WebAssembly may not be compiled, as in a page by its policy: cpu is refused with what helps', async () => {
    withoutAdapter()
    const Module = class {
      constructor() {
        throw new Error('the policy of the page')
      }
    }
    vi.stubGlobal('WebAssembly', { validate: () => true, Module })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const face = await fresh()
    const refused =
      "cpu: WebAssembly may not be compiled here; a page allows it by its Content-Security-Policy, script-src 'wasm-unsafe-eval' (Error: the policy of the page)"
    for (const threads of [0, 2])
      expect(await failure(face.acquire({ backend: 'cpu', threads }))).toEqual(new face.DeviceUnavailable(refused))
    const fallen = await face.acquire()
    expect([fallen.backend, fallen.reason]).toEqual(['reference', `${noAdapter}; ${refused}`])
    expect([...(await face.add(face.tensor([1]), 1).data())]).toEqual([2])
    warn.mockRestore()
  })

  it('is there, without the package: the message says what to install', async () => {
    vi.doMock('webgpu', () => {
      throw new Error('not here')
    })
    const face = await fresh()
    const error = await failure(face.acquire({ backend: 'webgpu' }))
    expect(error).toBeInstanceOf(face.DeviceUnavailable)
    expect((error as DeviceUnavailable).message).toMatch(/^webgpu: the package webgpu did not load \(npm install webgpu\): /)
  })

  it('is there by that name', async () => {
    expect(await failure(acquire({ backend: 'abacus' as 'webgpu' }))).toEqual(
      new DeviceUnavailable("acquire: there is no backend 'abacus'; there are webgpu, cpu, reference"),
    )
  })

  // Elsewhere adapters need no Vulkan, so none can be taken away.
  it.runIf(process.platform === 'linux')('is there in a process without a Vulkan driver, for real', async () => {
    await withCompiled(['node/typegrad.ts'], async (out) => {
      const missing = { LD_LIBRARY_PATH: '', VK_ICD_FILENAMES: '/nonexistent', VK_DRIVER_FILES: '/nonexistent' }
      const { stdout, stderr } = await script(
        `
        import { acquire, add, tensor } from '${out}/node/typegrad.js'
        const error = await acquire({ backend: 'webgpu' }).catch((found) => found)
        console.log(error.name + ': ' + error.message)
        const device = await acquire()
        console.log(device.backend, await add(tensor([1]), 1).data())`,
        { ...process.env, ...missing },
      )
      expect(stdout).toBe(`DeviceUnavailable: ${noAdapter}\ncpu Float32Array(1) [ 2 ]\n`)
      expect(stderr).not.toContain('typegrad')
      expect(stderr).not.toContain("Couldn't load Vulkan")
    })
  })
})
