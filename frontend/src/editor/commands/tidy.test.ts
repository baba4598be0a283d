import { beforeEach, expect, test, vi } from 'vitest'

import { useSaid } from '../said'
import { arrange } from '../state/arrange'
import { createDocumentStore } from '../state/documentStore'
import { move } from '../state/recipes'
import { CATALOGUE, testFlow, typeTitle } from '../state/testFlow'
import type { CommandContext } from './command'
import { tidy } from './tidy'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('matchMedia', () => ({ matches: true })) // no motion is wanted
  useSaid.setState({ notice: null })
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

function opened() {
  const documents = createDocumentStore(testFlow())
  documents.getState().edit('edit.move', (flow) => move(flow, { menu: { x: 9, y: 999 } }))
  const fitView = vi.fn()
  const canvas = { getNodes: () => [], fitView }
  const context = { documents, canvas, catalogue: CATALOGUE } as unknown as CommandContext
  return {
    documents,
    fitView,
    run: () => tidy.run(context),
    layout: () => documents.getState().document.layout,
    said: () => useSaid.getState().notice?.key,
  }
}

/** A worker that answers when it is told to, with the places of the flow it was given. */
function withWorker() {
  const answers: (() => void)[] = []
  const ends: number[] = []
  vi.stubGlobal(
    'Worker',
    class {
      onmessage: (event: { data: unknown }) => void = () => undefined
      postMessage({ flow, catalogue, sizes }: never) {
        answers.push(() => this.onmessage({ data: arrange(flow, catalogue, sizes) }))
      }
      terminate() {
        ends.push(1)
      }
    },
  )
  return { answers, ends }
}

test('every card gets its place in one step that undo takes back', async () => {
  const { documents, run, layout, fitView } = opened()
  const before = layout()
  await run()
  vi.advanceTimersByTime(100)

  expect(layout()).toMatchObject(arrange(testFlow(), CATALOGUE))
  expect(documents.getState().done.map(({ label }) => label)).toEqual(['edit.move', 'edit.tidy'])
  expect(fitView).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ duration: 0 }))
  documents.getState().undo()
  expect(layout()).toEqual(before)
})

test.each([
  [
    'an edit',
    (documents: ReturnType<typeof opened>['documents']) =>
      documents.getState().edit('edit.move', (flow) => move(flow, { bye: { x: 4, y: 4 } })),
  ],
  [
    'typing',
    (documents: ReturnType<typeof opened>['documents']) => {
      typeTitle(documents, 'Ada')
      vi.advanceTimersByTime(100)
    },
  ],
])('%s meanwhile stops it, and the author is told', async (_what, change) => {
  const { answers, ends } = withWorker()
  const { documents, run, layout, fitView, said } = opened()
  const running = run()
  change(documents)
  const before = layout()
  expect(ends).toHaveLength(1)
  answers[0]?.()
  await running
  vi.advanceTimersByTime(100)

  expect(layout()).toBe(before)
  expect(said()).toBe('tidyStopped')
  expect(fitView).not.toHaveBeenCalled()
})

test('what is typed when the answer comes is not lost: the flow is another one', async () => {
  const { answers } = withWorker()
  const { documents, run, said } = opened()
  const running = run()
  typeTitle(documents, 'Ada')
  answers[0]?.()
  await running

  expect(said()).toBe('tidyStopped')
  expect(documents.getState().document.nodes[0]?.title).toBe('Ada')
})

test('what takes long is said, and asked for again it is not begun twice', async () => {
  const { answers } = withWorker()
  const { run, said } = opened()
  const running = run()
  vi.advanceTimersByTime(299)
  expect(said()).toBeUndefined()
  vi.advanceTimersByTime(1)
  expect(said()).toBe('tidying')
  await run()
  expect(answers).toHaveLength(1)
  answers[0]?.()
  await running
})
