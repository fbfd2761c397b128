import { acquire, add, debug, key, log, normal, sub, tensor, tree, uniform } from 'typegrad'
import { dense, init, predict, sequential } from 'typegrad/dsl'

await acquire({ backend: 'reference' })
debug.nanCheck(true)
const loss = (x) => log(sub(x, 1))
const nan = await loss(tensor([0]))
  .data()
  .catch(String)
const model = sequential([1], dense(1))
const variables = tree.map((x) => add(x, 1e10), init(model, key(0)))
const throughLayer = await predict(model, variables, tensor([[1e30]]))
  .data()
  .catch(String)
debug.nanCheck(false)
debug.keyReuse(true)
const draw = (k) => [uniform(k, [3]), normal(k, [3])]
let reuse = 'nothing'
try {
  draw(key(0))
} catch (error) {
  reuse = String(error)
}
console.log(JSON.stringify({ nan, throughLayer, reuse }))
