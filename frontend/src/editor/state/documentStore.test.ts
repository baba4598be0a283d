import { expect, test } from 'vitest'

import { createDocumentStore } from './documentStore'
import { configure, move, remove, rename } from './recipes'
import { CATALOGUE, testFlow } from './testFlow'

function opened() {
  let time = 0
  const store = createDocumentStore(testFlow(), () => time)
  return { store, pass: (ms: number) => (time += ms) }
}

test('undo and redo walk back and forth through edits', () => {
  const { store } = opened()
  const before = store.getState().document
  store.getState().edit('edit.remove', (flow) => remove(flow, new Set(['menu'])))
  const after = store.getState().document

  store.getState().undo()
  expect(store.getState().document).toEqual(before)
  store.getState().redo()

  expect(store.getState().document).toEqual(after)
})

test('an edit that changes nothing is not remembered', () => {
  const { store } = opened()
  const before = store.getState().document

  store.getState().edit('edit.rename', (flow) => rename(flow, 'menu', 'Menu'))

  expect(store.getState().done).toEqual([])
  expect(store.getState().document).toBe(before)
})

test('typing in one field is one undo step, after a pause another', () => {
  const { store, pass } = opened()
  const type = (title: string) => {
    store
      .getState()
      .edit('edit.rename', (flow) => rename(flow, 'hello', title), { merge: 'title:hello' })
    pass(100)
  }
  type('H')
  type('Hi')
  pass(5_000)
  type('Hi there')

  expect(store.getState().done).toHaveLength(2)
  store.getState().undo()
  expect(store.getState().document.nodes[0]?.title).toBe('Hi')
  store.getState().undo()
  expect(store.getState().document.nodes[0]?.title).toBe('')
})

test('typing in another field is another step', () => {
  const { store } = opened()
  store.getState().edit('a', (flow) => rename(flow, 'hello', 'A'), { merge: 'title:hello' })
  store.getState().edit('b', (flow) => rename(flow, 'menu', 'B'), { merge: 'title:menu' })

  expect(store.getState().done.map((change) => change.label)).toEqual(['a', 'b'])
})

test('what was undone cannot be joined by typing', () => {
  const { store } = opened()
  store.getState().edit('a', (flow) => rename(flow, 'hello', 'A'), { merge: 'title:hello' })
  store.getState().undo()
  store.getState().redo()
  store.getState().edit('a', (flow) => rename(flow, 'hello', 'AB'), { merge: 'title:hello' })
  store.getState().undo()

  expect(store.getState().document.nodes[0]?.title).toBe('A')
})

test('a new edit forgets what was undone', () => {
  const { store } = opened()
  store.getState().edit('a', (flow) => move(flow, { hello: { x: 8, y: 8 } }))
  store.getState().undo()
  store.getState().edit('b', (flow) => move(flow, { menu: { x: 8, y: 8 } }))

  expect(store.getState().undone).toEqual([])
})

test('a config edit with its wires is undone as one', () => {
  const { store } = opened()
  const before = store.getState().document
  const options = [{ value: 'other', label: 'Other' }]
  store
    .getState()
    .edit('edit.configure', (flow) => configure(flow, 'menu', { text: '', options }, CATALOGUE))
  expect(store.getState().document.edges).toHaveLength(1)

  store.getState().undo()

  expect(store.getState().document).toEqual(before)
})

test('one can go back to any moment and forward again, and each step knows what it was about', () => {
  const { store } = opened()
  const titles = ['A', 'B', 'C']
  for (const title of titles)
    store.getState().edit('edit.rename', (flow) => rename(flow, 'hello', title))
  store.getState().travel(1)
  expect(store.getState().document.nodes[0]?.title).toBe('A')
  store.getState().travel(3)
  expect(store.getState().document.nodes[0]?.title).toBe('C')
  store.getState().travel(0)

  expect(store.getState().document).toEqual(testFlow())
  expect(store.getState().undone.map((change) => change.subject?.title)).toEqual(['C', 'B', 'A'])
})

test('a removed step is what its removal was about; two moved steps are no one step', () => {
  const { store } = opened()
  store
    .getState()
    .edit('edit.move', (flow) => move(flow, { hello: { x: 8, y: 8 }, menu: { x: 8, y: 80 } }))
  store.getState().edit('edit.move', (flow) => move(flow, { menu: { x: 8, y: 800 } }))

  expect(store.getState().done.map((change) => change.subject?.id ?? null)).toEqual([null, 'menu'])
})
