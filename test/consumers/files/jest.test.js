import { answers } from './program.js'

test('computes', async () => {
  console.log(JSON.stringify(await answers()))
})
