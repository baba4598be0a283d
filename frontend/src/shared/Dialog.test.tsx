// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Dialog } from './Dialog'
import { standInForBrowser } from './standIns'

let phone: boolean

beforeEach(() => {
  phone = false
  standInForBrowser((query) => phone && query.includes('max-width: 859px'))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const shown = (children: ReactNode) => (
  <MantineProvider env="test">
    <Dialog
      opened
      onClose={() => undefined}
      title="Send it"
      closeButtonProps={{ 'aria-label': 'x' }}
    >
      {children}
    </Dialog>
  </MantineProvider>
)

const focused = () => document.activeElement?.getAttribute('aria-label')

it.each([
  ['its first field', [<button key="b" aria-label="b" />, <input key="f" aria-label="f" />], 'f'],
  ['its first control', [<p key="p" />, <button key="b" aria-label="b" />], 'b'],
  ['no field that is locked', [<input key="f" disabled />, <input key="g" aria-label="g" />], 'g'],
  ['what asks for it', [<input key="f" />, <button key="b" aria-label="b" data-autofocus />], 'b'],
  [
    'the choice that is made',
    [
      <input key="f" type="radio" name="to" aria-label="f" />,
      <input key="g" type="radio" name="to" aria-label="g" defaultChecked />,
    ],
    'g',
  ],
  [
    'nothing that is folded away',
    [
      <details key="d">
        <summary aria-label="s">More</summary>
        <input />
      </details>,
    ],
    's',
  ],
])('a dialog begins at %s', async (_name, children, where) => {
  render(shown(children))

  await waitFor(() => expect(focused()).toBe(where))
})

it('with nothing to work it begins at its words', async () => {
  render(shown(<p>It is done.</p>))

  await waitFor(() => expect(document.activeElement?.textContent).toBe('It is done.'))
})

it('what comes after loading gets the focus, unless the reader has moved it', async () => {
  const { rerender } = render(shown(<p>Loading</p>))
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Loading'))
  rerender(shown(<input aria-label="late" />))
  await waitFor(() => expect(focused()).toBe('late'))
  cleanup()

  const other = render(shown(<p>Loading</p>))
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Loading'))
  screen.getByRole('button', { name: 'x' }).focus()
  other.rerender(shown(<input aria-label="late" />))
  await screen.findByLabelText('late')
  expect(focused()).toBe('x')
})

it('on a phone no keyboard opens over what is there to read', async () => {
  phone = true
  render(
    shown(
      <>
        <p>Long words</p>
        <input aria-label="f" />
      </>,
    ),
  )

  await waitFor(() => expect(document.activeElement?.textContent).toBe('Long words'))
})
