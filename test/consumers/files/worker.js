import { answers } from './program.js'

answers().then(
  (found) => postMessage({ answers: found }),
  (error) => postMessage({ error: String(error) }),
)
