/** Tidying up in a thread of its own: about a large flow it thinks for seconds. */
import { arrange } from './arrange'
import type { Arranging } from './arrangeAside'

self.onmessage = ({ data: { flow, catalogue, sizes } }: MessageEvent<Arranging>) =>
  self.postMessage(arrange(flow, catalogue, sizes))
