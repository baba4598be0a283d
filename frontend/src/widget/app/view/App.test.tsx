// @vitest-environment jsdom
import { getByRole, getByText, queryByRole, waitFor } from '@testing-library/dom'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, test } from 'vitest'

import { disconnected } from '../connection'
import { provide } from '../parts'
import type { Content, ServerFrame } from '../protocol'
import { act, type Talk } from '../talk'
import {
  client,
  CONTRACT,
  fromTheStart,
  NOW,
  parts,
  PHOTO,
  REQUEST,
  root,
  said,
  show,
  talkOf,
  text,
} from './stage'

provide(parts)
const SCALE: Content = {
  kind: 'rating',
  text: 'Jak oceniają Państwo rozmowę?',
  scale: 'csat',
  low: 1,
  high: 5,
  low_label: 'źle',
  high_label: 'dobrze',
  skip: 'Pomiń',
}
const CHOICES: Content = {
  kind: 'choices',
  text: 'W czym pomóc?',
  options: [
    { value: 'a', label: 'Paczka' },
    { value: 'b', label: 'Zwrot' },
  ],
}
const live = { ...disconnected, phase: 'open' as const }
const SCENES: [string, () => Talk][] = [
  ['empty', () => talkOf()],
  ['choices', () => talkOf(said('bot', CHOICES), text('visitor', 'Paczka'))],
  ['rating', () => talkOf(said('bot', SCALE))],
  ['queue', () => talkOf({ type: 'status', state: 'queued', position: 2, eta_s: 200 })],
  ['agent', () => talkOf({ type: 'status', state: 'agent', agent: 'Anna' }, text('agent', 'Hej'))],
  ['closed', () => talkOf({ type: 'status', state: 'closed' })],
  ['asked for a file', () => talkOf(said('bot', REQUEST))],
  [
    'files',
    () => talkOf(said('agent', { kind: 'files', text: 'Proszę:', files: [PHOTO, CONTRACT] })),
  ],
  ['typing', () => talkOf({ type: 'typing', from: 'bot' })],
  [
    'unsent',
    () => act(talkOf(), { type: 'say', client_id: 'x', text: 'Halo' }, 'Halo', NOW - 60_000),
  ],
]

test.each(SCENES)('nothing bars anyone: axe finds no problem (%s)', async (_name, scene) => {
  await show(scene())

  const found = await axe.run(root, {
    // jsdom lays nothing out; contrast is tested over the tokens.
    rules: { 'color-contrast': { enabled: false } },
  })

  expect(found.violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([])
})

test('the notice is there before anything is said, in the polite log', async () => {
  await show(talkOf())
  const log = getByRole(root, 'log', { name: 'Rozmowa' })

  expect(log.getAttribute('aria-live')).toBe('polite')
  expect(log.firstElementChild?.textContent).toBe('Odpowiada asystent AI.')
})

test('each run of messages says who speaks', async () => {
  await show(
    talkOf(text('bot', 'a'), text('ai', 'b', true), text('agent', 'c'), text('visitor', 'd')),
  )

  expect([...root.querySelectorAll('.who span')].map((e) => e.textContent)).toEqual([
    'Asystent (automat)',
    'Asystent AI',
    'Anna',
    'Ja',
  ])
})

test('only generated text carries the mark for machines', async () => {
  await show(talkOf(text('bot', 'written'), text('ai', 'made', true), text('ai', 'quoted')))

  const marked = [...root.querySelectorAll('[data-generated-by="ai"]')]

  expect(marked.map((e) => e.textContent)).toEqual(['made'])
})

const ATTACKS = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '![x](https://evil.example/?q=1)',
  '"><svg onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
]

test.each(ATTACKS)('%s is shown and does nothing', async (attack) => {
  const everywhere: ServerFrame[] = [
    text('bot', attack),
    text('agent', attack),
    text('visitor', attack),
    text('system', attack),
    said('bot', { kind: 'choices', text: attack, options: [{ value: attack, label: attack }] }),
    said('bot', { ...SCALE, text: attack, low_label: attack } as Content),
    said('bot', { kind: 'image', url: attack, alt: attack }),
    said('ai', { kind: 'text', text: 'a', sources: [{ title: attack, url: attack }] }),
  ]

  await show(talkOf(...everywhere, { type: 'error', code: 'x', message: attack }))

  expect(root.querySelector('script, iframe, object, [onerror], [onload]')).toBeNull()
  expect([...root.querySelectorAll('svg')].every((e) => e.classList.contains('icon'))).toBe(true)
  for (const link of root.querySelectorAll('a')) expect(link.protocol).toMatch(/^https?:$/)
  for (const image of root.querySelectorAll('img')) {
    expect(new URL(image.src).origin).toBe(location.origin)
  }
})

test('a generated answer names its sources by marks that lead to them', async () => {
  const sources = [{ title: 'Dostawa', url: 'https://shop.example/dostawa' }, { title: 'Zwroty' }]
  const answer: Content = {
    kind: 'text',
    text: 'Kurier 14,99 zł [1]. Zwrot 14 dni [2] [9].',
    sources,
  }
  await show(talkOf(said('ai', answer, true)))

  const marks = [...root.querySelectorAll('.mark')]
  expect(marks.map((mark) => mark.firstElementChild?.getAttribute('title'))).toEqual([
    'Źródło 1: Dostawa',
    'Źródło 2: Zwroty',
  ])
  expect(marks[0]?.querySelector('a')?.getAttribute('href')).toBe('https://shop.example/dostawa')
  expect(root.querySelector('.bubble')?.textContent).toContain('[9]')
  expect(root.querySelectorAll('.sources ol > li')).toHaveLength(2)
})

test('brackets that a person wrote are no marks', async () => {
  const sources = [{ title: 'Dostawa' }]
  await show(talkOf(said('bot', { kind: 'text', text: 'Punkt [1] regulaminu', sources })))

  expect(root.querySelector('.mark')).toBeNull()
  expect(root.querySelector('.bubble')?.textContent).toContain('[1]')
})

test('a link opens apart, tells nobody, and shows where it leads', async () => {
  await show(talkOf(text('bot', '[przewodnik](https://shop.example/a)')))
  const link = getByRole(root, 'link', { name: /przewodnik/ })

  expect(link.getAttribute('rel')).toContain('noopener noreferrer')
  expect(link.getAttribute('target')).toBe('_blank')
  expect(root.querySelector('.host')?.textContent?.trim()).toBe('(shop.example)')
})

test('after a choice the chosen one is marked and none can be pressed', async () => {
  await show(talkOf(said('bot', CHOICES), text('visitor', 'Paczka')))

  getByRole(root, 'button', { name: /Paczka.*wybrano/ })
  await userEvent.click(getByRole(root, 'button', { name: 'Zwrot' }))

  expect(client.choose).not.toHaveBeenCalled()
})

test('an older question that the server takes still can be answered, once', async () => {
  const passed = [said('bot', CHOICES), text('visitor', 'godziny'), text('bot', 'Do 18.')]
  const open: ServerFrame = { type: 'changeable', seqs: [], open: [1] }
  const talk = talkOf(...passed, open)
  await show(talk)

  await userEvent.click(getByRole(root, 'button', { name: 'Zwrot' }))
  expect(client.choose).toHaveBeenCalledExactlyOnceWith(1, 'b', 'Zwrot')

  const press = { type: 'choose', client_id: 'p', message: 1, value: 'b' } as const
  await show(act(talk, press, 'Zwrot', NOW))
  await userEvent.click(getByRole(root, 'button', { name: 'Paczka' }))
  expect(client.choose).toHaveBeenCalledOnce()
})

test('older buttons that are over look so and say why', async () => {
  const passed = [said('bot', CHOICES), text('visitor', 'godziny'), text('bot', 'Do 18.')]
  await show(talkOf(...passed))

  const group = getByRole(root, 'group', { name: 'W czym pomóc?' })

  expect(group.classList).toContain('answered')
  getByText(group, 'Te przyciski już nie działają, bo rozmowa poszła dalej.')
  expect(getByRole(group, 'button', { name: 'Zwrot' }).ariaDisabled).toBe('true')
})

test('a pointer answers a rating at once', async () => {
  await show(talkOf(said('bot', SCALE)))

  await userEvent.click(getByRole(root, 'radio', { name: '4 w skali od 1 do 5' }))

  expect(client.choose).toHaveBeenCalledExactlyOnceWith(1, '4', '4')
})

test('a score may be skipped, until it was', async () => {
  await show(talkOf(said('bot', SCALE)))

  await userEvent.click(getByRole(root, 'button', { name: 'Pomiń' }))

  expect(client.choose).toHaveBeenCalledExactlyOnceWith(1, '__skip__', 'Pomiń')
  await show(talkOf(said('bot', SCALE), text('visitor', 'Pomiń'), text('bot', 'Dziękuję.')))
  expect(queryByRole(root, 'button', { name: 'Pomiń' })).toBeNull()
})

test('the keyboard walks over a rating without answering, then answers', async () => {
  await show(talkOf(said('bot', SCALE)))
  getByRole(root, 'radio', { name: '1 w skali od 1 do 5, źle' }).focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')

  expect(client.choose).not.toHaveBeenCalled()

  await waitFor(() => getByRole(root, 'button', { name: 'Wyślij ocenę' }))
  await userEvent.keyboard('{Enter}')

  expect(client.choose).toHaveBeenCalledExactlyOnceWith(1, '3', '3')
})

test('an answered rating shows the answer and takes no other', async () => {
  await show(talkOf(said('bot', SCALE), text('visitor', '5')))

  const given = getByRole<HTMLInputElement>(root, 'radio', { name: '5 w skali od 1 do 5, dobrze' })

  expect(given.checked).toBe(true)
  expect(given.matches(':disabled')).toBe(true)
})

test('a rating that the talk has passed by takes no score and offers to send none', async () => {
  await show(talkOf(said('bot', SCALE)))
  getByRole(root, 'radio', { name: '1 w skali od 1 do 5, źle' }).focus()
  await userEvent.keyboard('{ArrowRight}')
  await waitFor(() => getByRole(root, 'button', { name: 'Wyślij ocenę' }))
  fromTheStart()
  await show(
    talkOf(said('bot', SCALE), text('visitor', 'Chcę do człowieka'), text('bot', 'Już łączę.')),
  )

  const scores = [...root.querySelectorAll<HTMLInputElement>('.scale input')]

  expect(scores.map((e) => [e.checked, e.matches(':disabled')])).toEqual(
    scores.map(() => [false, true]),
  )
  expect(queryByRole(root, 'button', { name: 'Wyślij ocenę' })).toBeNull()
  expect(document.activeElement?.getAttribute('role')).toBe('log')
})

test('Enter sends, Shift and Enter makes a line, an empty message is not sent', async () => {
  await show(talkOf())
  const field = getByRole<HTMLTextAreaElement>(root, 'textbox', { name: 'Wiadomość' })
  await userEvent.type(field, '  {Enter}')

  expect(client.say).not.toHaveBeenCalled()

  await userEvent.type(field, 'raz{Shift>}{Enter}{/Shift}dwa{Enter}')

  expect(client.say).toHaveBeenCalledExactlyOnceWith('raz\ndwa', [])
  expect(field.value).toBe('')
})

test('the way to a person is there unless one is there or on the way', async () => {
  for (const [, scene] of SCENES) {
    const talk = scene()
    await show(talk)

    const served = talk.state === 'agent' || talk.state === 'queued'
    expect(root.querySelectorAll('header [aria-label*=człowiek]')).toHaveLength(served ? 0 : 1)
  }
  await show(talkOf())
  await userEvent.click(getByRole(root, 'button', { name: 'Porozmawiaj z człowiekiem' }))

  expect(client.askForPerson).toHaveBeenCalledOnce()
})

test('a wish for a person that is on its way is sent once', async () => {
  await show(act(talkOf(), { type: 'human', client_id: 'x' }, 'a', NOW))

  const asked = getByRole(root, 'button', { name: 'Prośba o rozmowę z człowiekiem' })
  expect(asked.getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(asked)

  expect(client.askForPerson).not.toHaveBeenCalled()
})

test('a message that does not get through offers to try again', async () => {
  await show(act(talkOf(), { type: 'say', client_id: 'x', text: 'a' }, 'a', NOW - 60_000))
  await userEvent.click(getByRole(root, 'button', { name: 'Ponów' }))

  expect(client.retry).toHaveBeenCalledWith('x')
})

test('the queue is told with place and time', async () => {
  await show(talkOf({ type: 'status', state: 'queued', position: 3, eta_s: 200 }))

  expect(root.querySelector('.waiting')?.textContent).toBe(
    'Miejsce w kolejce: 3. Przewidywany czas oczekiwania: około 4 min.',
  )
})

test('a closed conversation offers a new one and no field to write in', async () => {
  await show(talkOf({ type: 'status', state: 'closed' }))

  expect(queryByRole(root, 'textbox')).toBeNull()
  await userEvent.click(getByRole(root, 'button', { name: 'Nowa rozmowa' }))

  expect(client.startNewConversation).toHaveBeenCalledOnce()
})

test('what was being written when the conversation closed is there in the new one', async () => {
  await show(talkOf())
  await userEvent.type(getByRole(root, 'textbox', { name: 'Wiadomość' }), 'Jeszcze jedno')
  await show(talkOf({ type: 'status', state: 'closed' }))
  await show(talkOf())

  expect(getByRole<HTMLTextAreaElement>(root, 'textbox').value).toBe('Jeszcze jedno')
})

test('a person can be asked for after the end too: in a new conversation', async () => {
  await show(talkOf({ type: 'status', state: 'closed' }))
  await userEvent.click(getByRole(root, 'button', { name: 'Porozmawiaj z człowiekiem' }))

  expect(client.startNewConversation).toHaveBeenCalledOnce()
  expect(client.askForPerson).toHaveBeenCalledOnce()
})

test('a lost connection is said after a moment, with a way to try', async () => {
  await show(talkOf(), { link: { ...live, phase: 'waiting', lostAt: NOW - 5000 } })
  await userEvent.click(getByRole(root, 'button', { name: 'Spróbuj teraz' }))

  expect(client.tryNow).toHaveBeenCalledOnce()
})

test('a refused widget says so and offers nothing to write in', async () => {
  await show(talkOf(), { link: { ...disconnected, phase: 'refused' } })

  expect(root.textContent).toContain('Czat nie jest dostępny na tej stronie.')
  expect(queryByRole(root, 'textbox')).toBeNull()
})

test('a browser that keeps nothing is said to', async () => {
  await show(talkOf(), { kept: false }, 'en')

  expect(root.textContent).toContain('This conversation is not stored on your device.')
})

test('what went away with the focus leaves it to the talk', async () => {
  const asked = said('bot', REQUEST)
  await show(talkOf(asked))
  getByRole(root, 'button', { name: 'Pomiń' }).focus()

  await show(talkOf(asked, text('bot', 'Dziękujemy.')))

  expect(document.activeElement?.getAttribute('role')).toBe('log')
})

test('while the team is not at work the chat says when it is back, unless a person is there', async () => {
  const away = 'Teraz nas nie ma. Wracamy jutro o 9:00.'
  await show(talkOf(text('bot', 'Dzień dobry.')), {}, 'pl', true, away)
  expect(root.querySelector('.banner')?.textContent).toBe(away)

  const withAgent = { ...talkOf(text('agent', 'Słucham.')), state: 'agent' as const }
  await show(withAgent, {}, 'pl', true, away)
  expect(root.querySelector('.banner')).toBeNull()
})
