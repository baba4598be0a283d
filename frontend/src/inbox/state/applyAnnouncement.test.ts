import { describe, expect, it } from 'vitest'
import { WIDE, type Agent, type Counts, type Message, type Row, type ViewName } from '../api/types'
import { applyAnnouncement, type Announcement } from './applyAnnouncement'
import { emptyInbox, type InboxState } from './inboxState'
import { belongs, compare } from './lists'

const NOW = 1_000_000
const ME: Agent = {
  id: 1,
  name: 'Ewa',
  state: 'online',
  online: true,
  present: true,
  load: 0,
  capacity: 4,
  teams: [7],
}
const COUNTS: Counts = {
  mine: 0,
  mine_unread: 0,
  chats: 0,
  waiting: 0,
  team: 0,
  bot: 0,
  at_risk: 0,
  left: 0,
  mentioned: 0,
  snoozed: 0,
  queues: {},
}

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  state: 'queued',
  epoch: 1,
  head_seq: 3,
  seen_seq: 0,
  language: 'pl',
  channel: 'web',
  mail: null,
  contact: { id: 5, name: 'Ada', known: true, blocked: false },
  agent: null,
  team: { id: 7, name: 'Obsługa' },
  reason: '',
  passed: null,
  by_mail: false,
  left: null,
  noted: false,
  urgent: false,
  waiting_since: '2026-11-22T07:00:00Z',
  queued_at: '2026-11-22T07:00:00Z',
  heard_at: null,
  target_s: 120,
  sla: null,
  last: null,
  unread: 1,
  tags: [],
  snoozed_until: null,
  mentioned: false,
  mention_unread: false,
  at_risk: false,
  rating: false,
  answered_by: '',
  score: null,
  started_at: '2026-11-22T06:00:00Z',
  last_activity_at: '2026-11-22T07:00:00Z',
  ...more,
})

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  seq,
  from: 'visitor',
  private: false,
  content: { kind: 'text', text: `m${seq}` },
  generated: false,
  at: '2026-11-22T07:00:00Z',
  client_id: null,
  mail: null,
  agent: null,
  ...more,
})

/** A server in a few lines: what a fresh fetch of a view's first page would show. */
function fetched(all: Row[], view: ViewName, page = 50): Pick<InboxState, 'rows' | 'next'> {
  const rows = all
    .filter((one) => belongs(one, view, ME.id, null))
    .sort((a, b) => compare(view, a, b))
  return { rows: rows.slice(0, page), next: rows.length > page ? 'more' : null }
}

const inbox = (all: Row[], view: ViewName, page?: number): InboxState => ({
  ...emptyInbox,
  me: ME,
  view,
  ...fetched(all, view, page),
})

const updated = (conversation: Row, counts = COUNTS): Announcement => ({
  type: 'conversation.updated',
  conversation,
  counts,
})

describe('conversation.updated: old state + announcement equals a fresh fetch', () => {
  const early = row('a', { queued_at: '2026-11-22T06:50:00Z' })
  const late = row('b', { queued_at: '2026-11-22T06:55:00Z' })

  it('a new waiting one takes its place by the time it asked', () => {
    const fresh = row('c', { queued_at: '2026-11-22T06:52:00Z' })
    const after = applyAnnouncement(inbox([early, late], 'waiting'), updated(fresh), NOW)

    expect(after.rows).toEqual(fetched([early, late, fresh], 'waiting').rows)
    expect(after.rows.map((one) => one.id)).toEqual(['a', 'c', 'b'])
  })

  it('one that was passed on stands where it joined the queue, however long it waits', () => {
    const passed = row('c', {
      waiting_since: '2026-11-22T06:00:00Z',
      queued_at: '2026-11-22T06:56:00Z',
    })
    const after = applyAnnouncement(inbox([early, late], 'waiting'), updated(passed), NOW)

    expect(after.rows.map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })

  it('an urgent one goes first', () => {
    const urgent = row('z', { urgent: true, queued_at: '2026-11-22T06:59:00Z' })
    const after = applyAnnouncement(inbox([early, late], 'waiting'), updated(urgent), NOW)

    expect(after.rows).toEqual(fetched([early, late, urgent], 'waiting').rows)
  })

  it('one that a colleague took leaves the waiting ones', () => {
    const taken = { ...early, state: 'agent', agent: { id: 2, name: 'Jan' }, epoch: 2 } as Row
    const after = applyAnnouncement(inbox([early, late], 'waiting'), updated(taken), NOW)

    expect(after.rows).toEqual(fetched([taken, late], 'waiting').rows)
  })

  it('one that I took appears among mine', () => {
    const taken = { ...early, state: 'agent', agent: { id: 1, name: 'Ewa' }, epoch: 2 } as Row
    const after = applyAnnouncement(inbox([early, late], 'mine'), updated(taken), NOW)

    expect(after.rows).toEqual(fetched([taken, late], 'mine').rows)
  })

  const MINE = { state: 'agent', agent: { id: 1, name: 'Ewa' }, waiting_since: null } as const
  const first = row('a', { ...MINE, heard_at: '2026-11-22T07:10:00Z' })
  const second = row('b', { ...MINE, heard_at: '2026-11-22T07:05:00Z' })

  it('whoever begins to wait goes to the top of mine, behind those who wait longer', () => {
    const waits = { ...second, head_seq: 4, waiting_since: '2026-11-22T07:20:00Z' }
    const longer = row('c', { ...MINE, waiting_since: '2026-11-22T07:15:00Z' })
    const after = applyAnnouncement(inbox([first, second, longer], 'mine'), updated(waits), NOW)

    expect(after.rows).toEqual(fetched([first, waits, longer], 'mine').rows)
    expect(after.rows.map((one) => one.id)).toEqual(['c', 'b', 'a'])
  })

  it('a note of my own moves nothing in mine', () => {
    const noted = { ...second, head_seq: 4, last_activity_at: '2026-11-22T07:30:00Z' }
    const after = applyAnnouncement(inbox([first, second], 'mine'), updated(noted), NOW)

    expect(after.rows.map((one) => one.id)).toEqual(['a', 'b'])
  })

  it('no row goes away from under the pointer, and a new one comes at the end', () => {
    const held = { ...inbox([first, second], 'mine'), held: true }
    const waits = { ...second, head_seq: 4, waiting_since: '2026-11-22T07:20:00Z' }
    const after = [waits, row('c', { ...MINE, waiting_since: '2026-11-22T07:15:00Z' })].reduce(
      (state, one) => applyAnnouncement(state, updated(one), NOW),
      held,
    )

    expect(after.rows.map((one) => one.id)).toEqual(['a', 'b', 'c'])
    expect(after.rows[1]).toEqual(waits)
  })

  it('a row beyond the loaded page waits for the next page', () => {
    const last = row('y', { queued_at: '2026-11-22T06:58:00Z' })
    const beyond = row('x', { queued_at: '2026-11-22T06:59:00Z' })
    const before = inbox([early, late, last], 'waiting', 2)
    const after = applyAnnouncement(before, updated(beyond), NOW)

    expect(after.rows).toEqual(fetched([early, late, last, beyond], 'waiting', 2).rows)
  })

  it('the counts and the open conversation follow', () => {
    const before = { ...inbox([early], 'waiting'), open: early }
    const closed = { ...early, state: 'closed', epoch: 5 } as Row
    const counts = { ...COUNTS, waiting: 9 }
    const after = applyAnnouncement(before, updated(closed, counts), NOW)

    expect([after.open, after.counts, after.rows]).toEqual([closed, counts, []])
  })

  it('an older row that arrives late changes nothing', () => {
    const newer = { ...early, epoch: 4 }
    const before = inbox([newer], 'waiting')

    expect(applyAnnouncement(before, updated(early), NOW).rows).toEqual([newer])
  })

  it('a team filter holds', () => {
    const before = { ...inbox([], 'waiting'), team: 8 }

    expect(applyAnnouncement(before, updated(early), NOW).rows).toEqual([])
  })

  it('what is snoozed leaves its list, and comes back when it wakes', () => {
    const mine = row('m', { state: 'agent', agent: { id: 1, name: 'Ewa' } })
    const snoozed = { ...mine, snoozed_until: '2026-11-23T08:00:00Z' }
    const gone = applyAnnouncement(inbox([mine], 'mine'), updated(snoozed), NOW)

    expect(gone.rows).toEqual([])
    expect(applyAnnouncement(gone, updated(mine), NOW).rows).toEqual([mine])
    expect(applyAnnouncement(inbox([], 'snoozed'), updated(snoozed), NOW).rows).toEqual([snoozed])
  })

  it('what is at risk, and what mentions me, have lists of their own', () => {
    const risky = row('r', { at_risk: true })
    const called = row('n', { state: 'closed', mentioned: true, mention_unread: true })

    expect(applyAnnouncement(inbox([], 'at_risk'), updated(risky), NOW).rows).toEqual([risky])
    expect(applyAnnouncement(inbox([risky], 'at_risk'), updated(row('r')), NOW).rows).toEqual([])
    expect(applyAnnouncement(inbox([], 'mentioned'), updated(called), NOW).rows).toEqual([called])
  })

  it('a narrowed list takes only what fits: all the tags, the language, the channel', () => {
    const tag = (id: number) => ({ id, name: `t${id}`, color: 'talk' as const })
    const before = { ...inbox([], 'waiting'), narrowing: { ...WIDE, tags: [1, 2], language: 'pl' } }
    const fits = row('a', { tags: [tag(2), tag(1), tag(3)] })

    expect(applyAnnouncement(before, updated(fits), NOW).rows).toEqual([fits])
    for (const other of [{ tags: [tag(1)] }, { ...fits, language: 'en' }]) {
      expect(applyAnnouncement(before, updated(row('a', other)), NOW).rows).toEqual([])
    }
  })
})

describe('message.added', () => {
  const open = (messages: Message[]): InboxState => ({
    ...emptyInbox,
    threads: { a: { messages, earlier: false } },
  })
  const added = (one: Message): Announcement => ({
    type: 'message.added',
    conversation: 'a',
    message: one,
  })

  it('goes to the end of its thread', () => {
    const after = applyAnnouncement(open([message(1)]), added(message(2)), NOW)

    expect(after.threads['a']).toEqual({ messages: [message(1), message(2)], earlier: false })
  })

  it('is shown once however often it comes, and in order', () => {
    const before = open([message(1), message(3)])
    const after = [message(2), message(3), message(2)].reduce(
      (state, one) => applyAnnouncement(state, added(one), NOW),
      before,
    )

    expect(after.threads['a']?.messages.map((one) => one.seq)).toEqual([1, 2, 3])
  })

  it('takes the place of the draft it confirms', () => {
    const draft = {
      files: [],
      clientId: 'k',
      text: 'Hi',
      private: false,
      mentions: [],
      epoch: 1,
      status: 'sending' as const,
      problem: '',
      at: '',
    }
    const before = { ...open([]), drafts: { a: [draft, { ...draft, clientId: 'other' }] } }
    const after = applyAnnouncement(before, added(message(1, { client_id: 'k' })), NOW)

    expect(after.drafts['a']?.map((one) => one.clientId)).toEqual(['other'])
  })

  it('ends the hint that the visitor is writing', () => {
    const before = { ...open([]), visitorTypingAt: { a: NOW } }

    expect(applyAnnouncement(before, added(message(1)), NOW).visitorTypingAt).toEqual({})
  })

  it('of a conversation that is not loaded leaves the threads alone', () => {
    expect(applyAnnouncement(emptyInbox, added(message(1)), NOW).threads).toEqual({})
  })
})

describe('the small ones', () => {
  it('welcome says who I am', () => {
    expect(applyAnnouncement(emptyInbox, { type: 'welcome', me: ME }, NOW).me).toEqual(ME)
  })

  it('counts.updated replaces the counts', () => {
    const counts = { ...COUNTS, mine: 3 }

    expect(applyAnnouncement(emptyInbox, { type: 'counts.updated', counts }, NOW).counts).toEqual(
      counts,
    )
  })

  it('people.updated replaces colleagues and teams, and me among them', () => {
    const away: Agent = { ...ME, state: 'away', online: false }
    const after = applyAnnouncement(
      { ...emptyInbox, me: ME },
      { type: 'people.updated', agents: [away], teams: [] },
      NOW,
    )

    expect([after.agents, after.me]).toEqual([[away], away])
  })

  it('visitor.typing is remembered with its time', () => {
    const after = applyAnnouncement(emptyInbox, { type: 'visitor.typing', conversation: 'a' }, NOW)

    expect(after.visitorTypingAt).toEqual({ a: NOW })
  })

  it('visitor.seen moves forward only', () => {
    const before = { ...inbox([row('a', { seen_seq: 3 })], 'waiting') }
    const seen = (seq: number): Announcement => ({ type: 'visitor.seen', conversation: 'a', seq })

    expect(applyAnnouncement(before, seen(2), NOW).rows[0]?.seen_seq).toBe(3)
    expect(applyAnnouncement(before, seen(5), NOW).rows[0]?.seen_seq).toBe(5)
  })

  it('agent.viewing shows a colleague until they are gone', () => {
    const viewing = (gone: boolean): Announcement => ({
      type: 'agent.viewing',
      conversation: 'a',
      agent: { id: 2, name: 'Jan' },
      typing: true,
      listens: false,
      gone,
    })
    const there = applyAnnouncement(emptyInbox, viewing(false), NOW)

    expect(there.viewers['a']).toEqual({
      2: { name: 'Jan', typing: true, listens: false, at: NOW },
    })
    expect(applyAnnouncement(there, viewing(true), NOW).viewers['a']).toEqual({})
  })
})
