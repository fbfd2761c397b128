import type { Crew } from './crew.js'
import { CrewInPlace } from './crew-in-place.js'
import { CrewOfWorkers } from './crew-of-workers.js'
import { canShare, processors } from './threads.js'

/**
 * A crew of so many threads, or of the calling one alone where threads can't share memory: in a page that is not cross-origin isolated. One for each processor
 * if it is not said how many.
 */
export const createCrew = ({ threads = processors() }: { readonly threads?: number } = {}): Crew =>
  !canShare() ? new CrewInPlace() : new CrewOfWorkers(threads)
