// @vitest-environment jsdom
import { getByRole, waitFor } from '@testing-library/dom'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { root, show, talkOf, text } from './stage'

test('a part that cannot be loaded is said to, and the talk stays', async () => {
  await show({ ...talkOf(text('visitor', 'Halo')), visitor: 'token' })
  await userEvent.click(getByRole(root, 'button', { name: 'Więcej' }))
  await userEvent.click(getByRole(root, 'button', { name: 'Moje dane' }))

  await waitFor(() => expect(root.textContent).toContain('Nie udało się'))
  expect(getByRole(root, 'log')).toBeTruthy()
})
