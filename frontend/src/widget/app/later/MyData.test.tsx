// @vitest-environment jsdom
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { expect, test, vi } from 'vitest'

import { wordsIn } from '../words'
import { MyData } from './MyData'

test('Escape goes back to the conversation and leaves the chat open', async () => {
  const onClose = vi.fn()
  const closeChat = vi.fn()
  const root = document.body.appendChild(document.createElement('div'))
  document.addEventListener('keydown', closeChat)
  const ask = () => Promise.resolve(Response.json({ fields: [] }))
  await act(() =>
    render(
      <MyData ask={ask} words={wordsIn('en')} onClose={onClose} onForgotten={vi.fn()} />,
      root,
    ),
  )

  const title = root.querySelector('h2')
  expect(document.activeElement).toBe(title)
  title?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))

  expect(onClose).toHaveBeenCalledOnce()
  expect(closeChat).not.toHaveBeenCalled()
})

test('what is being typed stays when something else comes in', async () => {
  const root = document.body.appendChild(document.createElement('div'))
  const fields = [{ name: 'name', label: 'Name', value: '', locked: false }]
  const ask = () => Promise.resolve(Response.json({ fields }))
  const [words, nothing] = [wordsIn('en'), vi.fn()]
  const draw = () =>
    act(() =>
      render(<MyData ask={ask} words={words} onClose={nothing} onForgotten={nothing} />, root),
    )
  await draw()
  await vi.waitFor(() => expect(root.querySelector('input')).not.toBeNull())
  const field = root.querySelector('input') as HTMLInputElement
  field.value = 'Ada'

  await draw()
  await act(() => root.querySelector<HTMLButtonElement>('button.link')?.click())

  expect(root.querySelector('input')?.value).toBe('Ada')
})

test('a consent can be withdrawn, and is told so', async () => {
  const root = document.body.appendChild(document.createElement('div'))
  const consents = [{ purpose: 'news', label: 'Newsletter', at: '2026-11-29T08:00:00Z' }]
  const answers = [
    { fields: [], consents },
    { fields: [], consents: [] },
  ]
  const ask = vi.fn((_method: string, _path?: string, _body?: unknown) =>
    Promise.resolve(Response.json(answers.shift())),
  )
  const [words, nothing] = [wordsIn('pl'), vi.fn()]
  await act(() =>
    render(<MyData ask={ask} words={words} onClose={nothing} onForgotten={nothing} />, root),
  )
  await vi.waitFor(() => expect(root.querySelector('.consents')).not.toBeNull())
  expect(root.querySelector('.consents span')?.textContent).toBe('Newsletter (29 listopada 2026)')

  const withdraw = root.querySelector<HTMLButtonElement>('.consents button')
  expect(withdraw?.ariaLabel ?? withdraw?.getAttribute('aria-label')).toBe(
    'Wycofaj zgodę: Newsletter',
  )
  await act(() => withdraw?.click())

  await vi.waitFor(() => expect(root.querySelector('.consents')).toBeNull())
  expect(ask).toHaveBeenLastCalledWith('PATCH', '', { withdraw: 'news' })
  expect(root.querySelector('[role=status]')?.textContent).toBe('Zgoda wycofana: Newsletter.')
  expect(document.activeElement).toBe(root.querySelector('h2'))
})

test('why something cannot be corrected here is said with it', async () => {
  const root = document.body.appendChild(document.createElement('div'))
  const fields = [
    { name: 'name', label: 'Name', value: 'Ada', locked: false },
    { name: 'email', label: 'E-mail', value: 'ada@shop.pl', locked: true },
  ]
  const [words, nothing] = [wordsIn('en'), vi.fn()]
  const ask = () => Promise.resolve(Response.json({ fields }))
  await act(() =>
    render(<MyData ask={ask} words={words} onClose={nothing} onForgotten={nothing} />, root),
  )
  await vi.waitFor(() => expect(root.querySelectorAll('input')).toHaveLength(2))

  const [open, locked] = Array.from(root.querySelectorAll('input'))
  const why = root.querySelector(`#${locked?.getAttribute('aria-describedby')}`)

  expect([open?.disabled, open?.getAttribute('aria-describedby')]).toEqual([false, null])
  expect(locked?.disabled).toBe(true)
  expect(why?.textContent).toBe('Confirmed by the website. Correct it in your account there.')
})
