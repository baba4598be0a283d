import { expect, test, vi } from 'vitest'

import { Tray, type Answer } from './tray'
import { wordsIn } from './words'

function network() {
  const going: { file: File; progress: (share: number) => void; answer: (a: Answer) => void }[] = []
  const cancel = vi.fn()
  const forget = vi.fn()
  let number = 0
  const tray = new Tray(
    {
      upload: (file, progress) => {
        let answer: (a: Answer) => void = () => {}
        const done = new Promise<Answer>((resolve) => (answer = resolve))
        going.push({ file, progress, answer })
        return { done, cancel }
      },
      newId: () => String((number += 1)),
      preview: (file) => `blob:${file.name}`,
      forget,
      changed: () => {},
    },
    wordsIn('en'),
    1000,
  )
  return { tray, going, cancel, forget }
}
const file = (name: string, size = 10, type = '') => new File(['x'.repeat(size)], name, { type })
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('a file goes up, says how far it is, and can then be sent once', async () => {
  const { tray, going } = network()

  tray.add([file('a.pdf')])
  going[0]?.progress(0.5)
  expect(tray.files[0]).toMatchObject({ name: 'a.pdf', status: 'uploading', progress: 0.5 })
  expect([tray.isBusy, tray.isReady]).toEqual([true, false])

  going[0]?.answer({ ok: true, id: 'f1' })
  await settled()

  expect(tray.isReady).toBe(true)
  expect(tray.take()).toEqual([{ id: 'f1', name: 'a.pdf' }])
  expect(tray.take()).toEqual([])
})

test('what the server refuses stays in sight with its sentence and is not sent', async () => {
  const { tray, going } = network()
  tray.add([file('a.exe')])

  going[0]?.answer({ ok: false, message: 'Not accepted.', again: false })
  await settled()

  expect(tray.files[0]).toMatchObject({ status: 'failed', problem: 'Not accepted.', again: false })
  expect([tray.isBusy, tray.isReady]).toEqual([false, false])
  tray.retry('1')
  expect(going).toHaveLength(1)
})

test('after a lost connection it can be tried again', async () => {
  const { tray, going } = network()
  tray.add([file('a.pdf')])
  going[0]?.answer({ ok: false, message: 'Check the connection.', again: true })
  await settled()

  tray.retry('1')
  going[1]?.answer({ ok: true, id: 'f2' })
  await settled()

  expect(tray.take()).toEqual([{ id: 'f2', name: 'a.pdf' }])
})

test('what is too large or empty does not even go up', () => {
  const { tray, going } = network()

  tray.add([file('big.pdf', 1001), file('empty.pdf', 0)])

  expect(tray.files.map((f) => f.problem)).toEqual([
    'This file is too large. It may have up to 1 KB.',
    'This file is empty.',
  ])
  expect(going).toHaveLength(0)
})

test('no more than five, or than the flow asks for', () => {
  const { tray } = network()
  tray.add(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => file(name)))

  expect([tray.files.length, tray.problem]).toEqual([5, 'Up to 5 files can be attached.'])

  const one = network().tray
  one.add([file('a'), file('b')], 1)
  expect([one.files.length, one.problem]).toEqual([1, 'One file can be attached.'])
})

test('taking a file back stops it and lets its picture go', () => {
  const { tray, cancel, forget } = network()
  tray.add([file('a.png', 5, 'image/png')])
  expect(tray.files[0]?.preview).toBe('blob:a.png')

  tray.remove('1')

  expect(cancel).toHaveBeenCalledOnce()
  expect(forget).toHaveBeenCalledWith('blob:a.png')
  expect(tray.files).toEqual([])
})

test('an answer that comes after it was taken back changes nothing', async () => {
  const { tray, going } = network()
  tray.add([file('a.pdf')])
  tray.remove('1')

  going[0]?.answer({ ok: true, id: 'f1' })
  await settled()

  expect(tray.files).toEqual([])
})
