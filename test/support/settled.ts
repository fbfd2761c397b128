import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What is unreachable is collected and given back: finalisers run some time after. Before memory is compared to the byte, so that nothing goes in between. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
