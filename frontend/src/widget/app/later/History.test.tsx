// @vitest-environment jsdom
import * as hooks from 'preact/hooks'
import * as runtime from 'preact/jsx-runtime'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { expect, test, vi } from 'vitest'

import { readFrame } from '../protocol'
import { Transcript } from '../view/Transcript'
import { wordsIn } from '../words'
import { History } from './History'
import { borrow } from './lent'

const { useCallback, useEffect, useRef, useState } = hooks
const { Fragment, jsx, jsxs } = runtime
borrow({ Fragment, jsx, jsxs, useCallback, useEffect, useRef, useState, Transcript, readFrame })

const PAST = { id: 'one', at: '2026-11-20T10:00:00Z', words: 'Where is my parcel?' }
const FRAMES = [
  { type: 'message', seq: 1, from: 'visitor', at: PAST.at, content: { kind: 'text', text: 'Hi' } },
  { type: 'status', state: 'closed' },
]

async function open(answers: Record<string, unknown>): Promise<HTMLElement> {
  const root = document.body.appendChild(document.createElement('div'))
  const ask = (_method: string, path = '') =>
    Promise.resolve(path in answers ? Response.json(answers[path]) : Response.error())
  await act(() => render(<History ask={ask} words={wordsIn('en')} onClose={vi.fn()} />, root))
  return root
}

test('an earlier conversation is chosen by its first words and its day, and read', async () => {
  const root = await open({
    '/conversations': { conversations: [PAST] },
    '/conversations/one': { frames: FRAMES },
  })
  await vi.waitFor(() => expect(root.querySelector('.entry')).not.toBeNull())
  const entry = root.querySelector<HTMLButtonElement>('.entry')

  expect(entry?.textContent).toBe('Where is my parcel? 20 November 2026')
  await act(() => entry?.click())
  await vi.waitFor(() => expect(root.querySelector('[role=log]')?.textContent).toContain('Hi'))
})

test.each([
  ['that there are none', { '/conversations': { conversations: [] } }, /no earlier/],
  ['that they cannot be had', {}, /./],
])('it is said %s', async (_what, answers, sentence) => {
  const root = await open(answers)

  await vi.waitFor(() => expect(root.querySelector('[role=status]')?.textContent).toMatch(sentence))
})
