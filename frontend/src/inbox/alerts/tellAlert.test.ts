// @vitest-environment jsdom
import type { TFunction } from 'i18next'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Row } from '../api/types'
import { emptyInbox } from '../state/inboxState'

const row = (id: string, at: string, more: object = {}) =>
  ({
    id, state: 'queued', head_seq: 2, agent: null, team: null, reason: 'A parcel', last: null,
    contact: { id: 1, name: id }, waiting_since: at, last_activity_at: at, ...more,
  }) as unknown as Row // prettier-ignore
const t = ((_key: string, { name }: { name: string }) => name) as unknown as TFunction
let told: typeof import('./tellAlert')
let shown: string[]

beforeEach(async () => {
  vi.resetModules()
  shown = []
  vi.stubGlobal(
    'Notification',
    class {
      static permission = 'granted'
      onclick = null
      constructor(title: string) {
        shown.push(title)
      }
    },
  )
  document.hasFocus = () => false
  told = await import('./tellAlert')
  const store = (await import('../state/store')).useInbox
  store.setState({ ...emptyInbox, me: { id: 7, state: 'online', teams: [] } as never })
  ;(await import('./choices')).useChoices.setState({ desktop: true })
})

const tell = async (rows: Row[]) => {
  told.tellAlerts(rows, t, () => undefined)
  await Promise.resolve()
  await Promise.resolve()
}

it('the first list tells nothing, and the next what came since', async () => {
  await tell([row('Ada', '2026-11-28T08:00:00Z')])
  expect(shown).toEqual([])

  await tell([row('Ada', '2026-11-28T08:00:00Z'), row('Bo', '2026-11-28T08:01:00Z')])
  await tell([row('Ada', '2026-11-28T08:00:00Z'), row('Bo', '2026-11-28T08:01:00Z')])

  expect(shown).toEqual(['Bo'])
})

it('another list with older conversations tells nothing', async () => {
  await tell([row('Ada', '2026-11-28T08:00:00Z')])
  await tell([row('Cy', '2026-11-28T07:00:00Z')])

  expect(shown).toEqual([])
})

it('one that was passed on just now is news, however long the visitor has waited', async () => {
  await tell([row('Ada', '2026-11-28T08:00:00Z')])
  const waits = { waiting_since: '2026-11-28T07:30:00Z', queued_at: '2026-11-28T08:01:00Z' }
  await tell([row('Bo', '2026-11-28T08:01:00Z', waits)])

  expect(shown).toEqual(['Bo'])
})

it('what was announced is not told again by the list', async () => {
  await tell([])
  const ada = row('Ada', '2026-11-28T08:00:00Z')
  told.tellAlert(ada, t, () => undefined)
  await tell([ada])

  expect(shown).toEqual(['Ada'])
})

it('what came before it was known who looks is told afterwards', async () => {
  await tell([])
  const store = (await import('../state/store')).useInbox
  const me = store.getState().me
  const ada = row('Ada', '2026-11-28T08:00:00Z')

  store.setState({ me: null })
  told.tellAlert(ada, t, () => undefined)
  store.setState({ me })
  await tell([ada])

  expect(shown).toEqual(['Ada'])
})

it('a conversation that was given calls once, also when its row was never seen', async () => {
  const about = { conversation: 'c', visitor: 'Cy', by: 'Ola' }
  told.tellGiven({ type: 'conversation.given', ...about }, t, () => undefined)
  await tell([])

  expect(shown).toEqual(['Cy'])
})

it('what sounds twice for one reason sounds once', async () => {
  let tones = 0
  vi.stubGlobal(
    'AudioContext',
    class {
      // prettier-ignore
      currentTime = 1
      state = 'running'
      createGain = () => ({
        gain: { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() },
        connect: () => ({}),
      })
      createOscillator = () => ({
      frequency: {}, connect: () => ({ connect: vi.fn() }), start: () => (tones += 1), stop: vi.fn(),
    }) // prettier-ignore
    },
  )
  const { chime } = await import('./chime')
  chime()
  chime()

  expect(tones).toBe(2)
})
