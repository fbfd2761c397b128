import { nodeResolve } from '@rollup/plugin-node-resolve'

export default {
  input: ['page.js', 'worker.js'],
  plugins: [nodeResolve({ browser: true })],
  output: { dir: 'out' },
  onwarn: ({ message }) => {
    throw new Error(message)
  },
}
