/** The chat on a bare page with the network and the clock in a test's hands. */
import { render } from 'preact'
import { act as settle } from 'preact/test-utils'
import { beforeEach, vi } from 'vitest'

import type { Client, View } from '../client'
import { disconnected } from '../connection'
import { CardRow } from '../later/CardRow'
import { FormCard } from '../later/FormCard'
import { Rating } from '../later/Rating'
import type { Content, Sender, ServerFrame } from '../protocol'
import { emptyTalk, receive, type Talk } from '../talk'
import { Tray, type Answer } from '../tray'
import { wordsIn } from '../words'
import { App } from './App'

export const NOW = Date.parse('2026-11-22T12:00:10Z')
const live = { ...disconnected, phase: 'open' as const }
export let root: HTMLElement
let seq = 0
/** What is loaded later, at hand: for `provide`. */
export const parts = { CardRow, FormCard, Rating }

/** Messages are counted from one again. */
export const fromTheStart = () => {
  seq = 0
}

export const said = (from: Sender, content: Content, generated = false): ServerFrame => ({
  type: 'message',
  seq: (seq += 1),
  from,
  content,
  at: '2026-11-22T12:00:00Z',
  generated,
  ...(from === 'agent' && { agent: 'Anna' }),
})
export const text = (from: Sender, words: string, generated = false) =>
  said(from, { kind: 'text', text: words }, generated)
export const talkOf = (...frames: ServerFrame[]): Talk =>
  frames.reduce<Talk>((talk, frame) => receive(talk, frame, NOW), {
    ...emptyTalk,
    conversation: 'c',
  })

export const menu = {
  sound: () => false,
  toggleSound: vi.fn(),
  print: vi.fn(),
  mail: vi.fn(() => Promise.resolve('')),
  startOver: vi.fn(),
}

export const client = {
  say: vi.fn(),
  choose: vi.fn(),
  fill: vi.fn(),
  goBack: vi.fn(),
  retry: vi.fn(),
  askForPerson: vi.fn(),
  startNewConversation: vi.fn(),
  typing: vi.fn(),
  tryNow: vi.fn(),
}

/** Up to which message the visitor has read, as the chat tells. */
export const read = vi.fn()

/** The network of files: what went up, and how to answer it. */
export const uploads: { file: File; answer: (answer: Answer) => void }[] = []
let tray: Tray

function freshTray(redraw: () => void): Tray {
  let number = 0
  return new Tray(
    {
      upload: (file) => {
        let answer: (answer: Answer) => void = () => {}
        const done = new Promise<Answer>((resolve) => (answer = resolve))
        uploads.push({ file, answer })
        return { done, cancel: () => {} }
      },
      newId: () => String((number += 1)),
      preview: () => '',
      forget: () => {},
      changed: redraw,
    },
    wordsIn('pl'),
    10_000,
  )
}

export async function show(
  talk: Talk,
  more: Partial<View> = {},
  language = 'pl',
  files = true,
  away = '',
): Promise<void> {
  const draw = () =>
    render(
      <App
        title="Pod Lipą"
        avatar=""
        away={away}
        menu={menu}
        notice="Odpowiada asystent AI."
        view={{ talk, link: live, kept: true, ...more }}
        client={client as unknown as Client}
        tray={tray}
        files={files}
        host={{ framed: true, close: () => {}, unread: () => {} }}
        ask={() => Promise.reject(new Error('nobody is asked'))}
        now={NOW}
        words={wordsIn(language)}
        onRead={read}
      />,
      root,
    )
  tray = freshTray(draw)
  await settle(draw)
}

export const REQUEST: Content = {
  kind: 'file_request',
  text: 'Proszę o zdjęcie.',
  accepts: 'images',
  most: 1,
  skip: 'Pomiń',
}
const SENT = { size: 1_500_000, width: 40, height: 30 }
export const PHOTO = { ...SENT, id: 'a', name: 'rysa.png', kind: 'image', url: '/files/a' }
export const CONTRACT = { ...SENT, id: 'b', name: '<b>umowa.pdf', kind: 'pdf', url: '/files/b' }

// jsdom scrolls nothing.
Element.prototype.scrollIntoView = () => {}
// user-event needs it to walk over radio buttons; jsdom has none.
vi.stubGlobal('CSS', { escape: (name: string) => name })

beforeEach(() => {
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  seq = 0
  uploads.length = 0
  vi.clearAllMocks()
})
