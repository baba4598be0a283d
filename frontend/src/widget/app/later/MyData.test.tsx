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
