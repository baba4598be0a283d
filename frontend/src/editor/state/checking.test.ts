import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Flow, Problem } from '../../shared/flow'
import { startSaving } from './autosave'
import { startChecking } from './checking'
import { createDocumentStore } from './documentStore'
import { rename } from './recipes'
import { testFlow, typeTitle } from './testFlow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const problem = (message: string): Problem => ({
  code: 'flow.E001',
  level: 'error',
  unfinished: false,
  message,
  hint: '',
  node: 'hello',
  field: null,
  fix: null,
})

/** A server whose answers come when the test lets them. */
function opened() {
  const asked: {
    title: string | undefined
    signal: AbortSignal
    answer: (found: Problem[]) => void
    fail: () => void
  }[] = []
  const documents = createDocumentStore(testFlow())
  const { document } = documents.getState()
  const draft = {
    revision: 1,
    document,
    problems: [],
    savedAt: '',
    publishedNumber: null,
    publishedRevision: null,
  }
  const { store } = startSaving({ flowId: '1', documents, draft, mayEdit: true })
  const stop = startChecking(
    documents,
    store,
    (flow: Flow, signal) =>
      new Promise((answer, refuse) => {
        asked.push({
          title: flow.nodes[0]?.title,
          signal,
          answer,
          fail: () => refuse(new Error('offline')),
        })
      }),
  )
  const edit = (title: string) =>
    documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', title))
  return {
    asked,
    edit,
    type: (title: string) => typeTitle(documents, title),
    stop,
    messages: () => store.getState().problems.map((each) => each.message),
  }
}

test('a moment after the last key the server is asked once, and its answer shown', async () => {
  const { asked, edit, messages } = opened()
  edit('A')
  await vi.advanceTimersByTimeAsync(60)
  edit('AB')
  await vi.advanceTimersByTimeAsync(200)
  expect(asked.map((each) => each.title)).toEqual(['AB'])
  asked[0]?.answer([problem('Wrong.')])
  await vi.advanceTimersByTimeAsync(0)

  expect(messages()).toEqual(['Wrong.'])
})

test('what is typed is asked about once, as soon after its last key as any edit', async () => {
  const { asked, type } = opened()
  for (const title of ['A', 'Ad', 'Ada']) {
    type(title)
    await vi.advanceTimersByTimeAsync(80)
  }
  await vi.advanceTimersByTimeAsync(39)
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked.map((each) => each.title)).toEqual(['Ada'])
  await vi.advanceTimersByTimeAsync(1_000)

  expect(asked).toHaveLength(1)
})

test('an answer about an older document is not shown', async () => {
  const { asked, edit, messages } = opened()
  edit('A')
  await vi.advanceTimersByTimeAsync(200)
  edit('AB')
  expect(asked[0]?.signal.aborted).toBe(true)
  asked[0]?.answer([problem('Old.')])
  await vi.advanceTimersByTimeAsync(200)
  asked[1]?.answer([problem('New.')])
  await vi.advanceTimersByTimeAsync(0)

  expect(messages()).toEqual(['New.'])
})

test('a check that fails changes nothing, and none is made after the end', async () => {
  const { asked, edit, stop, messages } = opened()
  edit('A')
  await vi.advanceTimersByTimeAsync(200)
  asked[0]?.answer([problem('There.')])
  edit('B')
  await vi.advanceTimersByTimeAsync(200)
  asked[1]?.fail()
  edit('C')
  stop()
  await vi.advanceTimersByTimeAsync(1_000)

  expect(asked).toHaveLength(2)
  expect(messages()).toEqual([])
})
