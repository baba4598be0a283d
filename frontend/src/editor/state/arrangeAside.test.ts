import { afterEach, expect, test, vi } from 'vitest'

import { arrange } from './arrange'
import { arrangeAside, type Arranging } from './arrangeAside'
import { CATALOGUE, testFlow } from './testFlow'

afterEach(() => void vi.unstubAllGlobals())

const GIVEN: Arranging = { flow: testFlow(), catalogue: CATALOGUE, sizes: new Map() }
const PLACES = arrange(GIVEN.flow, GIVEN.catalogue, GIVEN.sizes)
const never = new AbortController().signal

/** A browser's workers: `made` holds those that were begun, which answer when the test lets them. */
function withWorkers() {
  const made: FakeWorker[] = []
  class FakeWorker {
    asked: unknown = null
    isGone = false
    onmessage: (event: { data: unknown }) => void = () => undefined
    onerror: () => void = () => undefined
    constructor(
      readonly address: URL,
      readonly options: WorkerOptions,
    ) {
      made.push(this)
    }
    postMessage(given: unknown) {
      // As the browser copies it: what cannot be copied is refused.
      this.asked = structuredClone(given)
    }
    terminate() {
      this.isGone = true
    }
  }
  vi.stubGlobal('Worker', FakeWorker)
  return made
}

test('where there are no workers the page does it itself', async () => {
  expect(await arrangeAside(GIVEN, never)).toEqual(PLACES)
})

test('a worker is given all it needs, and ended with its answer', async () => {
  const made = withWorkers()
  const answer = arrangeAside(GIVEN, never)
  const [worker] = made
  expect(worker?.asked).toEqual(GIVEN)
  expect(String(worker?.address)).toMatch(/arrange\.worker\.ts$/)
  worker?.onmessage({ data: PLACES })

  expect(await answer).toEqual(PLACES)
  expect(worker?.isGone).toBe(true)
})

test('a worker that does not come is done without', async () => {
  const made = withWorkers()
  const answer = arrangeAside(GIVEN, never)
  made[0]?.onerror()

  expect(await answer).toEqual(PLACES)
})

test('called off, the worker is ended and nothing comes of it', async () => {
  const made = withWorkers()
  const off = new AbortController()
  const answer = arrangeAside(GIVEN, off.signal)
  off.abort()

  expect(await answer).toBeNull()
  expect(made[0]?.isGone).toBe(true)
})
