import type { Catalogue, Flow, Place } from '../../shared/flow'
import { arrange } from './arrange'
import type { Size } from './estimate'

export interface Arranging {
  flow: Flow
  catalogue: Catalogue
  sizes: ReadonlyMap<string, Size>
}

type Places = Record<string, Place>

/**
 * Arrange beside the page, which stays alive meanwhile; null once `signal` has called it off.
 *
 * Where there are no workers, or ours does not come, the page does it itself.
 */
export function arrangeAside(given: Arranging, signal: AbortSignal): Promise<Places | null> {
  const here = async () => arrange(given.flow, given.catalogue, given.sizes)
  if (typeof Worker === 'undefined') return here()
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./arrange.worker.ts', import.meta.url), { type: 'module' })
    const end = (places: Places | null | Promise<Places>) => {
      worker.terminate()
      resolve(places)
    }
    worker.onmessage = ({ data }: MessageEvent<Places>) => end(data)
    worker.onerror = () => end(here())
    signal.addEventListener('abort', () => end(null))
    worker.postMessage(given)
  })
}
