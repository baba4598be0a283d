import { request } from '../../shared/api/client'
import { upload } from '../../shared/api/upload'
import type {
  Agent,
  CannedReply,
  Card,
  Colleague,
  ContactShown,
  FoundContact,
  FoundPage,
  HandBackForeseen,
  ManyInput,
  ManyResult,
  Priority,
  Message,
  MessagesPage,
  Narrowing,
  NewView,
  People,
  ReplyDraft,
  Row,
  RowsPage,
  SavedView,
  SentFile,
  Step,
  Suggestion,
  Tag,
  TeamCalendar,
  ViewName,
  When,
  Written,
} from './types'

const ROOT = '/api/v1/inbox/'
/** A model is given 30 seconds. */
const WRITING_MS = 40_000
const one = (id: string) => `${ROOT}conversations/${id}/`

/** Where a file of a conversation is, for whoever is signed in. */
export const fileAddress = (id: string) => `${ROOT}files/${encodeURIComponent(id)}/`

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
}

/** Every call of the inbox, typed. Each rejects with an `ApiError`. */
export const api = {
  conversations: (
    view: ViewName,
    team: number | null,
    narrowing: Narrowing,
    cursor: string | null = null,
  ) => {
    const { tags, language, channel, sla } = narrowing
    const narrow = {
      tags: tags.join(',') || null,
      language: language || null,
      channel: channel || null,
      sla: sla || null,
    }
    const where = query({ view, team, cursor, ...narrow })
    return request<RowsPage>('GET', `${ROOT}conversations/?${where}`)
  },
  search: (q: string, cursor: string | null, signal?: AbortSignal) =>
    request<FoundPage>('GET', `${ROOT}search/?${query({ q, cursor })}`, signal ? { signal } : {}),
  contacts: (q: string) => request<FoundContact[]>('GET', `${ROOT}contacts/?${query({ q })}`),
  contact: (id: number) => request<ContactShown>('GET', `${ROOT}contacts/${id}/`),
  editContact: (
    id: number,
    body: { values?: Record<string, string>; add_tags?: string[]; remove_tags?: string[] },
  ) => request<ContactShown>('PATCH', `${ROOT}contacts/${id}/`, { body }),
  mergeContacts: (id: number, other: number) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/merge/`, { body: { other } }),
  mergeLater: (id: number, other: number) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/merge-later/`, { body: { other } }),
  keepApart: (id: number) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/keep-apart/`, { body: {} }),
  blockContact: (id: number, why: string) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/block/`, { body: { why } }),
  unblockContact: (id: number) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/unblock/`, { body: {} }),
  withdrawConsent: (id: number, purpose: string) =>
    request<ContactShown>('POST', `${ROOT}contacts/${id}/withdraw-consent/`, {
      body: { purpose },
    }),
  tags: () => request<Tag[]>('GET', `${ROOT}tags/`),
  makeTag: (name: string, color: Tag['color']) =>
    request<Tag>('POST', `${ROOT}tags/`, { body: { name, color } }),
  changeTags: (id: string, body: { add?: number[]; remove?: number[] }) =>
    request<Row>('POST', `${one(id)}tags/`, { body }),
  setPriority: (id: string, body: { epoch: number; priority: Priority }) =>
    request<Row>('POST', `${one(id)}priority/`, { body }),
  colleagues: () => request<Colleague[]>('GET', `${ROOT}colleagues/`),
  teamCalendar: (id: string) => request<TeamCalendar>('GET', `${one(id)}snooze/`),
  snooze: (id: string, epoch: number, when: When) =>
    request<Row>('POST', `${one(id)}snooze/`, { body: { epoch, ...when } }),
  wake: (id: string, epoch: number) => request<Row>('POST', `${one(id)}wake/`, { body: { epoch } }),
  leftUnanswered: (id: string, ticket: number) =>
    request<Row>('POST', `${one(id)}left-unanswered/`, { body: { ticket } }),
  leftAnswered: (id: string) => request<Row>('POST', `${one(id)}left-answered/`, { body: {} }),
  views: () => request<SavedView[]>('GET', `${ROOT}views/`),
  saveView: (body: NewView) => request<SavedView>('POST', `${ROOT}views/`, { body }),
  deleteView: (id: number) => request<void>('DELETE', `${ROOT}views/${id}/`),
  many: (body: ManyInput) =>
    request<{ results: ManyResult[] }>('POST', `${ROOT}many/`, { body, timeoutMs: 60_000 }),
  card: (id: string) => request<Card>('GET', one(id)),
  messages: (id: string, where: { after?: number; before?: number } = {}) =>
    request<MessagesPage>('GET', `${one(id)}messages/?${query(where)}`),
  steps: (id: string) => request<Step[]>('GET', `${one(id)}steps/`),
  suggestions: (id: string) => request<Suggestion[]>('GET', `${one(id)}suggestions/`),
  summary: (id: string) =>
    request<Written>('POST', `${one(id)}summary/`, { body: {}, timeoutMs: WRITING_MS }),
  translation: (id: string, seq: number) =>
    request<Written>('POST', `${one(id)}translation/`, { body: { seq }, timeoutMs: WRITING_MS }),
  replyDraft: (id: string, begun = '', signal?: AbortSignal) =>
    request<ReplyDraft>('POST', `${one(id)}reply-draft/`, {
      body: begun ? { begun } : {},
      timeoutMs: WRITING_MS,
      signal,
    }),
  pushKey: () => request<{ key: string }>('GET', `${ROOT}push/`),
  pushSubscribe: (body: { endpoint: string; p256dh: string; auth: string }) =>
    request<void>('POST', `${ROOT}push/`, { body }),
  pushUnsubscribe: (endpoint: string) =>
    request<void>('DELETE', `${ROOT}push/`, { body: { endpoint } }),
  people: () => request<People>('GET', `${ROOT}people/`),
  cannedReplies: () => request<CannedReply[]>('GET', `${ROOT}canned-replies/`),
  setAvailability: (state: 'online' | 'away') =>
    request<Agent>('PUT', `${ROOT}me/`, { body: { state } }),
  sendAgain: (id: string, seq: number) =>
    request<void>('POST', `${one(id)}send-again/`, { body: { seq } }),
  claim: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}claim/`, { body: { epoch } }),
  takeOver: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}take-over/`, { body: { epoch } }),
  reply: (id: string, body: { client_id: string; text: string; epoch: number; files?: string[] }) =>
    request<Message>('POST', `${one(id)}reply/`, { body, timeoutMs: 15_000 }),
  note: (
    id: string,
    body: { client_id: string; text: string; mentions?: number[]; files?: string[] },
  ) => request<Message>('POST', `${one(id)}note/`, { body, timeoutMs: 15_000 }),
  upload: (id: string, file: File, onProgress: (share: number) => void) =>
    upload<SentFile>(`${one(id)}files/`, file, onProgress),
  transfer: (
    id: string,
    body: { epoch: number; team?: number; agent?: number; comment?: string },
  ) => request<Row>('POST', `${one(id)}transfer/`, { body }),
  handBack: (id: string, body: { epoch: number; node?: string }) =>
    request<Row>('POST', `${one(id)}hand-back/`, { body }),
  foreseeHandBack: (id: string, node: string) =>
    request<HandBackForeseen>('GET', `${one(id)}hand-back/?${query({ node })}`),
  close: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}close/`, { body: { epoch } }),
  read: (id: string, seq: number) =>
    request<{ seq: number }>('POST', `${one(id)}read/`, { body: { seq } }),
}
