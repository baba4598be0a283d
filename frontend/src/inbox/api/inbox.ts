import { request } from '../../shared/api/client'
import { upload } from '../../shared/api/upload'
import type {
  Agent,
  CannedReply,
  Card,
  Message,
  MessagesPage,
  People,
  Row,
  RowsPage,
  SentFile,
  Step,
  Suggestion,
  ViewName,
} from './types'

const ROOT = '/api/v1/inbox/'
const one = (id: string) => `${ROOT}conversations/${id}/`

/** Where a file of a conversation is, for whoever is signed in. */
export const fileAddress = (id: string) => `${ROOT}files/${encodeURIComponent(id)}/`

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
}

/** Every call of the inbox, typed. Each rejects with an `ApiError`. */
export const api = {
  conversations: (view: ViewName, team: number | null, cursor: string | null = null) =>
    request<RowsPage>('GET', `${ROOT}conversations/?${query({ view, team, cursor })}`),
  card: (id: string) => request<Card>('GET', one(id)),
  messages: (id: string, where: { after?: number; before?: number } = {}) =>
    request<MessagesPage>('GET', `${one(id)}messages/?${query(where)}`),
  steps: (id: string) => request<Step[]>('GET', `${one(id)}steps/`),
  suggestions: (id: string) => request<Suggestion[]>('GET', `${one(id)}suggestions/`),
  people: () => request<People>('GET', `${ROOT}people/`),
  cannedReplies: () => request<CannedReply[]>('GET', `${ROOT}canned-replies/`),
  setAvailability: (state: 'online' | 'away') =>
    request<Agent>('PUT', `${ROOT}me/`, { body: { state } }),
  claim: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}claim/`, { body: { epoch } }),
  takeOver: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}take-over/`, { body: { epoch } }),
  reply: (id: string, body: { client_id: string; text: string; epoch: number; files?: string[] }) =>
    request<Message>('POST', `${one(id)}reply/`, { body, timeoutMs: 15_000 }),
  note: (id: string, body: { client_id: string; text: string; files?: string[] }) =>
    request<Message>('POST', `${one(id)}note/`, { body, timeoutMs: 15_000 }),
  upload: (id: string, file: File, onProgress: (share: number) => void) =>
    upload<SentFile>(`${one(id)}files/`, file, onProgress),
  transfer: (
    id: string,
    body: { epoch: number; team?: number; agent?: number; comment?: string },
  ) => request<Row>('POST', `${one(id)}transfer/`, { body }),
  handBack: (id: string, body: { epoch: number; node?: string }) =>
    request<Row>('POST', `${one(id)}hand-back/`, { body }),
  close: (id: string, epoch: number) =>
    request<Row>('POST', `${one(id)}close/`, { body: { epoch } }),
  read: (id: string, seq: number) =>
    request<{ seq: number }>('POST', `${one(id)}read/`, { body: { seq } }),
}
