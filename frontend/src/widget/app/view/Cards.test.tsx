// @vitest-environment jsdom
import { getAllByRole, getByRole, queryByRole } from '@testing-library/dom'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'

import { provide } from '../parts'
import { readContent } from '../protocol'
import { client, fromTheStart, parts, root, said, show, talkOf, text } from './stage'

provide(parts)
const ORDER = { label: 'Zamów', url: '' }
const SHOWN = {
  kind: 'cards',
  text: 'Co Państwa interesuje?',
  cards: [
    {
      title: 'Kubek',
      price: '39 zł',
      picture: '/pictures/abc',
      alt: 'Kubek w kratę',
      buttons: [
        { ...ORDER, value: '1.order' },
        { label: 'Szczegóły', value: '', url: 'https://shop.example/kubek' },
      ],
    },
    {
      title: 'Wazon',
      picture: 'https://other.example/a.jpg',
      buttons: [{ ...ORDER, value: '2.order' }],
    },
    7,
    {
      title: 'Zły',
      buttons: [
        { label: 'X', url: 'javascript:alert(1)' },
        { label: 'Y', url: 5 },
      ],
    },
  ],
}
const cards = () => said('bot', readContent(SHOWN))
const name = (button: string) => ({ name: button })

beforeEach(fromTheStart)

test('each card says which it is, and its buttons say of which card', async () => {
  await show(talkOf(cards()))

  expect(getAllByRole(root, 'listitem').map((item) => item.textContent?.slice(0, 6))).toEqual([
    '1 z 3K',
    '2 z 3W',
    '3 z 3Z',
  ])
  expect(getByRole(root, 'button', name('Zamów: Wazon'))).toBeTruthy()
  const link = getByRole(root, 'link', { name: /^Szczegóły/ })
  expect(link.getAttribute('href')).toBe('https://shop.example/kubek')
  expect(link.getAttribute('target')).toBe('_blank')
})

test('a picture of another host is not loaded, nor is an address that is none opened', async () => {
  await show(talkOf(cards()))

  expect([...root.querySelectorAll('img')].map((each) => each.getAttribute('src'))).toEqual([
    '/pictures/abc',
  ])
  expect(getAllByRole(root, 'link')).toHaveLength(1)
  expect(queryByRole(root, 'button', name('X: Zły'))).toBeNull()
})

test('a pressed button answers with its card', async () => {
  await show(talkOf(cards()))

  await userEvent.click(getByRole(root, 'button', name('Zamów: Wazon')))

  expect(client.choose).toHaveBeenCalledExactlyOnceWith(1, '2.order', 'Wazon: Zamów')
})

test('cards that were answered stay and show what was chosen', async () => {
  const answer = { kind: 'text', text: 'Wazon: Zamów', choice: { message: 1, value: '2.order' } }
  await show(talkOf(cards(), said('visitor', readContent(answer)), text('bot', 'Ile sztuk?')))

  const chosen = getByRole(root, 'button', name('Zamów: Wazon (wybrano)'))
  const other = getByRole(root, 'button', name('Zamów: Kubek'))

  expect(chosen.getAttribute('aria-disabled')).toBe('true')
  expect(other.getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(other)
  expect(client.choose).not.toHaveBeenCalled()
})
