import { key } from 'typegrad'
import { type Measured, type Model, type Moment, type Optimizer, type Run, type Shapes, type TrainState, trainState } from 'typegrad/dsl'
import type { Setting } from './example.js'
import { resuming } from './resuming.js'

/** What an epoch of a loop of one's own gives: the state after it, and what was measured. */
interface Passed<Params, State> {
  readonly state: TrainState<Params, State>
  readonly train: Measured
  readonly validation?: Measured
}

/**
 * A loop of one's own, epoch by epoch: as `fit` does by `resuming`, it keeps a checkpoint after each and goes on from the last. `pass` is an epoch, told which; it
 * may give nothing where the signal is aborted in the midst of it, and what it did is then left out.
 *
 * @throws the signal's reason if it is aborted in the first epoch
 * @example const run = await byEpochs(setting, 'gru', model, optimizer, 10, async (state, epoch) => ({ state: await learn(state, epoch), train: {} }))
 */
export const byEpochs = async <In extends Shapes, Out extends Shapes, Params, State>(
  setting: Setting,
  name: string,
  model: Model<In, Out, Params, State>,
  optimizer: Optimizer,
  epochs: number,
  pass: (state: TrainState<Params, State>, epoch: number) => Promise<Passed<Params, State> | undefined>,
): Promise<Run<Params, State>> => {
  type Own = Run<Params, State>
  const { resume, callbacks } = await resuming(setting, name, model, optimizer)
  const fresh = (): Own['state'] => trainState(model, { optimizer, key: key(setting.seed) })
  let state = (resume as Own | undefined)?.state ?? fresh() // it was loaded for this model
  let history = resume?.history ?? []
  const run = (): Own => ({ variables: state.variables, state, place: { epoch: history.length + 1, step: 0 }, history })
  const moment = (): Moment => ({ ...run(), steps: 0, measured: async () => history.at(-1)?.train ?? {} })
  for (const each of callbacks) await each.start?.(moment())
  while (history.length < epochs) {
    const started = performance.now()
    const epoch = history.length + 1
    const passed = await pass(state, epoch)
    if (passed === undefined) {
      const { resume: last } = await resuming(setting, name, model, optimizer)
      if (last === undefined) throw setting.signal?.reason
      return last as Own // as above
    }
    const { train, validation } = passed
    const seconds = (performance.now() - started) / 1000
    const whole = { epoch, epochs, seconds, train, ...(validation && { validation }) }
    state = passed.state
    history = [...history, whole]
    for (const each of callbacks) await each.epoch?.(whole, moment())
    if (setting.signal?.aborted) break
  }
  return run()
}
