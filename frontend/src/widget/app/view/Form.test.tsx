// @vitest-environment jsdom
import { getByRole, getByText, queryByRole } from '@testing-library/dom'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'

import { provide } from '../parts'
import type { Content, FormField, MessageFrame } from '../protocol'
import { emptyTalk, receive, type Talk } from '../talk'
import { client, fromTheStart, NOW, parts, root, said, show, talkOf, text } from './stage'

provide(parts)
const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  input: 'text',
  hint: '',
  required: true,
  options: [],
  low: '',
  high: '',
  value: '',
  error: '',
  ...more,
})
const SIZES = [
  { value: 's', label: 'Mały' },
  { value: 'l', label: 'Duży' },
]
const BOOKING: Content = {
  kind: 'form',
  text: 'Dane do wizyty',
  submit: 'Umów',
  fields: [
    field('name', { label: 'Imię' }),
    field('email', { label: 'E-mail', input: 'email', hint: 'Na potwierdzenie.' }),
    field('day', { label: 'Dzień', input: 'date', low: '2026-12-01' }),
    field('size', { label: 'Rozmiar', input: 'choice', options: SIZES }),
    field('note', { label: 'Uwagi', input: 'long_text', required: false }),
  ],
}
const box = (name: string) =>
  root.querySelector<HTMLInputElement>(`[name=${name}]`) as HTMLInputElement
const told = (name: string) =>
  (box(name).getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)

beforeEach(fromTheStart)

async function fillIn(user: ReturnType<typeof userEvent.setup>) {
  await user.type(box('name'), ' Ada ')
  await user.type(box('email'), 'ada@example.pl')
  await user.type(box('day'), '2026-12-03')
  await user.click(getByRole(root, 'radio', { name: 'Duży' }))
}

test('a form is filled in and sent, and says what was answered', async () => {
  const user = userEvent.setup()
  await show(talkOf(said('bot', BOOKING)))

  await fillIn(user)
  await user.click(getByRole(root, 'button', { name: 'Umów' }))

  expect(getByRole(root, 'textbox', { name: 'Uwagi (opcjonalnie)' })).toBe(box('note'))
  expect(told('email')).toEqual(['Na potwierdzenie.'])
  expect(client.fill).toHaveBeenCalledExactlyOnceWith(
    1,
    { name: 'Ada', email: 'ada@example.pl', day: '2026-12-03', size: 'l', note: '' },
    'Imię: Ada\nE-mail: ada@example.pl\nDzień: 3 grudnia 2026\nRozmiar: Duży',
  )
})

test('what is missing or out of bounds is told at its field, and the first has the focus', async () => {
  const user = userEvent.setup()
  await show(talkOf(said('bot', BOOKING)))

  await user.type(box('name'), 'Ada')
  await user.type(box('day'), '2026-11-03')
  await user.click(getByRole(root, 'button', { name: 'Umów' }))

  expect(client.fill).not.toHaveBeenCalled()
  expect(getByRole(root, 'alert').textContent).toBe('Proszę poprawić: E-mail, Dzień, Rozmiar.')
  expect(told('email')).toEqual(['Na potwierdzenie.', 'Proszę wypełnić to pole.'])
  expect(told('day')).toEqual(['Proszę podać dzień 1 grudnia 2026 lub późniejszy.'])
  expect(box('name').getAttribute('aria-invalid')).toBe('false')
  expect(document.activeElement).toBe(box('email'))
  expect(box('name').value).toBe('Ada')

  await user.type(box('email'), 'a')
  expect(told('email')).toEqual(['Na potwierdzenie.'])
  expect(told('day')).toEqual(['Proszę podać dzień 1 grudnia 2026 lub późniejszy.'])
})

test('a form that comes back keeps what was entered, and the focus goes to the first error', async () => {
  const user = userEvent.setup()
  const first = said('bot', { ...BOOKING, fields: [field('email', { label: 'E-mail' })] })
  await show(talkOf(first))
  await user.type(box('email'), 'ada')
  await user.click(getByRole(root, 'button', { name: 'Umów' }))
  const answer = { kind: 'text', text: 'E-mail: ada', choice: { message: 1, value: '' } } as const
  const wrong = field('email', { label: 'E-mail', value: 'ada', error: 'To nie jest adres.' })

  await show(talkOf(first, said('visitor', answer), said('bot', { ...BOOKING, fields: [wrong] })))

  expect(root.querySelectorAll('form.form-card')).toHaveLength(1)
  expect(box('email').value).toBe('ada')
  expect(told('email')).toEqual(['To nie jest adres.'])
  expect(document.activeElement).toBe(box('email'))
})

test('what is entered into the greeting and the composer stays when the conversation begins', async () => {
  const user = userEvent.setup()
  const form = said('bot', BOOKING) as MessageFrame
  const greeted: Talk = { ...emptyTalk, messages: [{ ...form, at: '' }] }
  await show(greeted)
  const name = box('name')
  await user.type(name, 'Ada')
  await user.type(getByRole(root, 'textbox', { name: 'Wiadomość' }), 'Hm')
  const welcome = { type: 'welcome', conversation: 'c', visitor: 't', head: 1 } as const
  const begun = receive(greeted, { ...welcome, state: 'bot', notice: '', open: [] }, NOW)

  await show(begun)
  await show(receive(begun, form, NOW))

  expect(box('name')).toBe(name)
  expect(name.value).toBe('Ada')
})

test('a form that was passed by stays where the server takes it still, with what was entered', async () => {
  const frames = [said('bot', BOOKING), text('visitor', 'Ile to kosztuje?')]
  await show(talkOf(...frames))
  const name = box('name')
  await userEvent.type(name, 'Ada')

  await show(talkOf(...frames, { type: 'changeable', seqs: [], open: [1] }, text('bot', '80 zł.')))

  expect(box('name')).toBe(name)
  expect(name.value).toBe('Ada')
})

test('a form that was passed by is words', async () => {
  await show(talkOf(said('bot', BOOKING), text('visitor', 'Wolę napisać.'), text('bot', 'Imię?')))

  expect(queryByRole(root, 'button', { name: 'Umów' })).toBeNull()
  expect(getByText(root, 'Dane do wizyty')).toBeTruthy()
})

test('who went back finds in the form what they had entered', async () => {
  const filled = { name: 'Ada', email: 'ada@example.pl', size: 'l' }
  const answer = { kind: 'text', text: 'Ada', choice: { message: 1, value: '' }, filled } as const

  await show(
    talkOf(
      said('bot', BOOKING),
      said('visitor', answer),
      text('bot', 'Dziękuję.'),
      said('visitor', { kind: 'text', text: 'Chcę zmienić.', back: 2 }),
      said('bot', BOOKING),
    ),
  )

  expect([box('name').value, box('note').value]).toEqual(['Ada', ''])
  expect(getByRole<HTMLInputElement>(root, 'radio', { name: 'Duży' }).checked).toBe(true)
})

test('a date alone is a calendar under its question', async () => {
  const user = userEvent.setup()
  const day = field('day', { label: '', input: 'date' })
  await show(
    talkOf(said('bot', { kind: 'form', text: 'Kiedy?', fields: [day], submit: '' })),
    {},
    'en',
  )

  await user.type(box('day'), '2026-12-03')
  await user.click(root.querySelector('.form-send') as Element)

  expect([box('day').type, box('day').getAttribute('aria-label')]).toEqual(['date', 'Kiedy?'])
  expect(client.fill).toHaveBeenCalledWith(1, { day: '2026-12-03' }, '3 December 2026')
})

test('what is wrong with a date alone is said once, and told', async () => {
  const user = userEvent.setup()
  const day = field('day', { label: '', input: 'date' })
  await show(talkOf(said('bot', { kind: 'form', text: 'Kiedy?', fields: [day], submit: '' })))

  await user.click(root.querySelector('.form-send') as Element)

  expect(told('day')).toEqual(['Proszę wypełnić to pole.'])
  expect(getByRole(root, 'alert').textContent).toBe('Proszę wypełnić to pole.')
  expect(getByRole(root, 'alert').className).toBe('hidden')
})

test('a box is ticked, and says so when it must be', async () => {
  const user = userEvent.setup()
  const yes = [{ value: 'yes', label: 'Tak' }]
  const agreed = field('agreed', { label: 'Zgadzam się', input: 'tick', options: yes })
  const form: Content = { ...BOOKING, fields: [agreed, field('name', { required: false })] }
  await show(talkOf(said('bot', form)))

  await user.click(getByRole(root, 'button', { name: 'Umów' }))
  expect(told('agreed')).toEqual(['Proszę zaznaczyć to pole.'])

  await user.click(getByRole(root, 'checkbox', { name: 'Zgadzam się' }))
  await user.click(getByRole(root, 'button', { name: 'Umów' }))
  expect(client.fill).toHaveBeenCalledWith(1, { agreed: 'yes', name: '' }, 'Zgadzam się: Tak')
})

const many = Array.from({ length: 5 }, (_, n) => ({ value: `v${n}`, label: `Nr ${n}` }))

test('up to four answers are seen at once, more are picked from a list', async () => {
  const user = userEvent.setup()
  const few = field('few', { label: 'Kilka', input: 'choice', options: many.slice(0, 4) })
  const lot = field('lot', { label: 'Wiele', input: 'choice', options: many })
  await show(talkOf(said('bot', { ...BOOKING, fields: [few, lot] })))

  expect(getByRole(root, 'radiogroup', { name: 'Kilka' }).querySelectorAll('input')).toHaveLength(4)
  await user.selectOptions(getByRole(root, 'combobox', { name: 'Wiele' }), 'v4')
  await user.click(getByRole(root, 'button', { name: 'Umów' }))
  const group = getByRole(root, 'radiogroup', { name: 'Kilka' })
  expect(group.getAttribute('aria-invalid')).toBe('true')
  expect(document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'Proszę wypełnić to pole.',
  )
  expect(document.activeElement).toBe(getByRole(root, 'radio', { name: 'Nr 0' }))

  await user.click(getByRole(root, 'radio', { name: 'Nr 2' }))
  await user.click(getByRole(root, 'button', { name: 'Umów' }))
  expect(client.fill).toHaveBeenCalledExactlyOnceWith(
    1,
    { few: 'v2', lot: 'v4' },
    'Kilka: Nr 2\nWiele: Nr 4',
  )
})

test('what need not be answered can be taken back', async () => {
  const user = userEvent.setup()
  const size = field('size', { label: 'Rozmiar', input: 'choice', options: SIZES, required: false })
  await show(talkOf(said('bot', { ...BOOKING, fields: [size, field('name', { value: 'Ada' })] })))

  await user.click(getByRole(root, 'radio', { name: 'Mały' }))
  await user.click(getByRole(root, 'radio', { name: 'Bez odpowiedzi' }))
  await user.click(getByRole(root, 'button', { name: 'Umów' }))

  expect(client.fill).toHaveBeenCalledWith(1, { size: '', name: 'Ada' }, 'name: Ada')
})

test('once a form was answered by words, what comes next is brought into sight', async () => {
  const talk = talkOf(said('bot', BOOKING), { type: 'changeable', seqs: [], open: [1] })
  await show(talk)
  const log = getByRole(root, 'log')
  Object.defineProperty(log, 'scrollHeight', { get: () => 900, configurable: true })
  log.scrollTop = 300

  await show(receive(talk, text('bot', 'Dobrze, zapytam po kolei.'), NOW))

  expect(box('name')).toBeTruthy()
  expect(log.scrollTop).toBe(900)
})
