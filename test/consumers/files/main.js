import { answers } from './program.js'

console.log(JSON.stringify(await answers()))
