// @vitest-environment jsdom
import { getByRole, queryByRole } from '@testing-library/dom'
import userEvent from '@testing-library/user-event'
import { act as settle } from 'preact/test-utils'
import { expect, test, vi } from 'vitest'

import type { Content } from '../protocol'
import { client, CONTRACT, PHOTO, REQUEST, root, said, show, talkOf, text, uploads } from './stage'

const withAgent = () => ({ ...talkOf(text('agent', 'Słucham.')), state: 'agent' as const })
const picker = () => root.querySelector<HTMLInputElement>('input[type=file]')
const pdf = () => new File(['%PDF'], 'umowa.pdf', { type: 'application/pdf' })

test('files can be sent to a person, and where the flow asks, and nowhere else', async () => {
  await show(talkOf(text('bot', 'Dzień dobry.')))
  expect(picker()).toBeNull()

  await show(withAgent())
  expect(picker()?.multiple).toBe(true)

  await show(talkOf(said('bot', REQUEST)))
  expect(picker()?.accept).not.toContain('pdf')
  expect(picker()?.multiple).toBe(false)

  await show(withAgent(), {}, 'pl', false)
  expect(picker()).toBeNull()
})

test('a picked file goes up, and is sent with the words when it is there', async () => {
  const user = userEvent.setup()
  await show(withAgent())
  const input = picker() as HTMLInputElement

  await user.upload(input, pdf())
  expect(root.textContent).toContain('umowa.pdf')
  expect(getByRole(root, 'button', { name: 'Wyślij' }).getAttribute('aria-disabled')).toBe('true')

  await settle(() => uploads[0]?.answer({ ok: true, id: 'f1' }))
  await user.type(getByRole(root, 'textbox'), 'Moja umowa')
  await user.click(getByRole(root, 'button', { name: 'Wyślij' }))

  expect(client.say).toHaveBeenCalledWith('Moja umowa', [{ id: 'f1', name: 'umowa.pdf' }])
  expect(root.querySelector('.tray')).toBeNull()
})

test('a refused file says why, can be removed, and holds nothing up', async () => {
  const user = userEvent.setup()
  await show(withAgent())

  await user.upload(picker() as HTMLInputElement, pdf())
  await settle(() =>
    uploads[0]?.answer({ ok: false, message: 'Plik jest uszkodzony.', again: false }),
  )
  expect(getByRole(root, 'alert').textContent).toContain('Plik jest uszkodzony.')

  await user.click(getByRole(root, 'button', { name: 'Usuń plik: umowa.pdf' }))
  expect(root.querySelector('.tray')).toBeNull()
})

test('a picture is pasted and a file is dropped', async () => {
  await show(withAgent())
  const area = getByRole(root, 'textbox')
  const paste = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(paste, { clipboardData: { files: [pdf()], getData: () => '' } })
  await settle(() => void area.dispatchEvent(paste))

  const drop = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(drop, { dataTransfer: { files: [pdf()], types: ['Files'] } })
  await settle(() => void root.querySelector('main')?.dispatchEvent(drop))

  expect([paste.defaultPrevented, drop.defaultPrevented]).toEqual([true, true])
  expect(uploads).toHaveLength(2)
})

test('a question for a file opens the choice of files, or is skipped', async () => {
  const user = userEvent.setup()
  await show(talkOf(said('bot', REQUEST)))
  const click = vi.spyOn(picker() as HTMLInputElement, 'click').mockImplementation(() => {})

  await user.click(getByRole(root, 'button', { name: 'Wybierz plik' }))
  await user.click(getByRole(root, 'button', { name: 'Pomiń' }))

  expect(click).toHaveBeenCalledOnce()
  expect(client.choose).toHaveBeenCalledWith(1, '__skip__', 'Pomiń')
})

test('an answered question for a file offers it no more', async () => {
  const files: Content = { kind: 'files', text: '', files: [] }
  await show(talkOf(said('bot', REQUEST), said('visitor', files)))

  expect(queryByRole(root, 'button', { name: 'Wybierz plik' })).toBeNull()
  expect(picker()).toBeNull()
})

test('sent files are a picture with words for it, or a card to open', async () => {
  const files = [PHOTO, CONTRACT]
  await show({
    ...talkOf(said('agent', { kind: 'files', text: 'Proszę:', files })),
    state: 'agent',
  })

  const image = getByRole(root, 'img', { name: 'Obraz: rysa.png' })
  expect(image.getAttribute('src')).toBe('/files/a?small')
  const card = getByRole(root, 'link', { name: /umowa/ })
  expect([card.getAttribute('href'), card.getAttribute('rel')]).toEqual([
    '/files/b',
    'noopener noreferrer',
  ])
  expect(card.textContent).toContain('<b>umowa.pdf1,4 MB')
})
