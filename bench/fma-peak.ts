import { create, globals } from 'webgpu'
import type { Subject } from './subject.js'

// A device at its best, with nothing of typegrad in between: chains of `c = c * m + b` that live in registers and wait for no memory. 12
// chains (3 of 4 lanes) are enough to fill the pipelines of a core, and few enough for one with 16 registers. Links are written out, since
// a turn of the loop costs a software adapter as much as many of them; measured on SwiftShader: 8 links a turn reach 33 GFLOP/s, 64 reach
// 53, 128 no more; 8 chains or 16 reach 38 and 30.

const chains = ['c0', 'c1', 'c2']
const lanes = 4
const links = 64
const turns = 32
const group = 64
const groups = 1024

const wgsl = `
@group(0) @binding(0) var<storage, read_write> data: array<f32>;
@compute @workgroup_size(${group})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = vec4f(data[0]);
  let b = vec4f(data[1]);
  let x = f32(id.x);
${chains.map((c, i) => `  var ${c} = vec4f(x) + ${i}.0;`).join('\n')}
  for (var turn = 0u; turn < ${turns}u; turn++) {
${`    ${chains.map((c) => `${c} = fma(${c}, m, b);`).join(' ')}\n`.repeat(links)}  }
  let sum = ${chains.join(' + ')};
  data[2u + id.x] = sum.x + sum.y + sum.z + sum.w;
}`

Object.assign(globalThis, globals) // what browsers have: GPUBufferUsage, GPUMapMode

/** Kept for the life of the process: Dawn aborts it if this is collected while a device lives. */
const gpu = create([])

/** The most multiplications and additions that the adapter does in a second; typegrad asks for the same adapter. */
export const fmaPeak = async (): Promise<Subject> => {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new Error('fma peak: typegrad found an adapter, and now there is none')
  const device = await adapter.requestDevice()
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code: wgsl }) } })
  const size = 4 * (2 + group * groups)
  const data = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST })
  const read = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  device.queue.writeBuffer(data, 0, new Float32Array([0.999, 0.001]))
  const bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: data } }] })
  return {
    name: 'FMA peak of the adapter',
    flops: 2 * chains.length * lanes * links * turns * group * groups,
    run: async (calls) => {
      for (let i = 0; i < calls; i++) {
        const encoder = device.createCommandEncoder()
        const pass = encoder.beginComputePass()
        pass.setPipeline(pipeline)
        pass.setBindGroup(0, bindings)
        pass.dispatchWorkgroups(groups)
        pass.end()
        if (i === calls - 1) encoder.copyBufferToBuffer(data, 8, read, 0, 4)
        device.queue.submit([encoder.finish()])
      }
      await read.mapAsync(GPUMapMode.READ)
      read.unmap()
    },
  }
}
