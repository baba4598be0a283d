/** The flow addresses of the REST API, typed. */
import type {
  CallableFlow,
  Exactly,
  Flow,
  FlowBudget,
  LiveChoice,
  LiveTalks,
  NodeTypeInfo,
  Problem,
  Publication,
  SavedDraft,
  Surroundings,
  Thread,
  VersionInfo,
} from '../flow'
import { completeFlow } from '../flow'
import { request } from './client'
import type { components } from './schema'

const at = (flowId: string, path: string) => `/api/v1/flows/${encodeURIComponent(flowId)}/${path}`

export const nodeTypes = (signal?: AbortSignal): Promise<NodeTypeInfo[]> =>
  request('GET', '/api/v1/node-types/', { signal })

export const surroundings = (flowId: string, signal?: AbortSignal): Promise<Surroundings> =>
  request('GET', at(flowId, 'surroundings/'), { signal })

/** Make a flow of a part of this one; published at once if this person may and nothing hinders it. */
export const createFlow = (name: string, document: Flow): Promise<CallableFlow> =>
  request('POST', '/api/v1/flows/', { body: { name, document } })

export async function readDraft(flowId: string, signal?: AbortSignal): Promise<SavedDraft> {
  return complete(await request<SavedDraft>('GET', at(flowId, 'draft/'), { signal }))
}

export async function saveDraft(
  flowId: string,
  revision: number,
  document: Flow,
): Promise<SavedDraft> {
  const body = { revision, document }
  return complete(await request<SavedDraft>('PUT', at(flowId, 'draft/'), { body }))
}

/** What is wrong with a document that is not saved. */
export async function checkFlow(
  flowId: string,
  document: Flow,
  signal?: AbortSignal,
): Promise<Problem[]> {
  const options = { body: { document }, signal }
  return (await request<{ problems: Problem[] }>('POST', at(flowId, 'check/'), options)).problems
}

/** What the model may spend in a month in this flow, and what it spent. */
export const flowBudget = (flowId: string, signal?: AbortSignal): Promise<FlowBudget> =>
  request('GET', at(flowId, 'budget/'), { signal })

/** `perMonth` in tokens; null for no limit. */
export const saveFlowBudget = (flowId: string, perMonth: number | null): Promise<FlowBudget> =>
  request('PUT', at(flowId, 'budget/'), { body: { perMonth } })

export const publish = (
  flowId: string,
  revision: number,
  note: string,
  live: LiveChoice,
): Promise<{ number: number }> =>
  request('POST', at(flowId, 'publish/'), { body: { revision, note, live } })

export const publication = (flowId: string, signal?: AbortSignal): Promise<Publication> =>
  request('GET', at(flowId, 'publication/'), { signal })

/** `day` as 2026-11-30 and `hour` as 08:00, by the workspace's clock. */
export const schedule = (
  flowId: string,
  given: { revision: number; note: string; live: LiveChoice; day: string; hour: string },
): Promise<Publication> => request('POST', at(flowId, 'schedule/'), { body: given })

export const unschedule = (flowId: string): Promise<Publication> =>
  request('DELETE', at(flowId, 'schedule/'))

export const askForReview = (
  flowId: string,
  revision: number,
  note: string,
): Promise<Publication> => request('POST', at(flowId, 'review/'), { body: { revision, note } })

export const returnReview = (
  flowId: string,
  review: number,
  reason: string,
): Promise<Publication> =>
  request('POST', at(flowId, 'review/return/'), { body: { review, reason } })

export const withdrawReview = (flowId: string, review: number): Promise<Publication> =>
  request('POST', at(flowId, 'review/withdraw/'), { body: { review } })

export const threads = (flowId: string, signal?: AbortSignal): Promise<Thread[]> =>
  request('GET', at(flowId, 'comments/'), { signal })

export const beginThread = (flowId: string, node: string, text: string): Promise<Thread[]> =>
  request('POST', at(flowId, 'comments/'), { body: { node, text } })

export const replyTo = (flowId: string, thread: number, text: string): Promise<Thread[]> =>
  request('POST', at(flowId, `comments/${thread}/`), { body: { text } })

export const resolveThread = (
  flowId: string,
  thread: number,
  resolved: boolean,
): Promise<Thread[]> =>
  request('POST', at(flowId, `comments/${thread}/resolve/`), { body: { resolved } })

export const editComment = (
  flowId: string,
  thread: number,
  comment: number,
  text: string,
): Promise<Thread[]> =>
  request('PUT', at(flowId, `comments/${thread}/${comment}/`), { body: { text } })

export const deleteComment = (flowId: string, thread: number, comment: number): Promise<Thread[]> =>
  request('DELETE', at(flowId, `comments/${thread}/${comment}/`))

/** The conversations under way, and where they stand. */
export const liveTalks = (flowId: string, signal?: AbortSignal): Promise<LiveTalks> =>
  request('GET', at(flowId, 'live/'), { signal })

export const versions = (flowId: string, signal?: AbortSignal): Promise<VersionInfo[]> =>
  request('GET', at(flowId, 'versions/'), { signal })

/** The document of a version, as it was published. */
export async function readVersion(
  flowId: string,
  number: number,
  signal?: AbortSignal,
): Promise<Flow> {
  const path = at(flowId, `versions/${number}/`)
  return completeFlow((await request<{ document: Flow }>('GET', path, { signal })).document)
}

export async function restore(
  flowId: string,
  number: number,
  revision: number,
): Promise<SavedDraft> {
  const path = at(flowId, `versions/${number}/restore/`)
  return complete(await request<SavedDraft>('POST', path, { body: { revision } }))
}

function complete(draft: SavedDraft): SavedDraft {
  return { ...draft, document: completeFlow(draft.document) }
}

/** What a message holds, for any channel. Mirrors `core/messages.py`. */
export type Content =
  | { kind: 'text'; text: string; sources?: { title: string; url: string }[] }
  | { kind: 'choices'; text: string; options: { value: string; label: string }[] }
  | {
      kind: 'rating'
      text: string
      scale: 'csat' | 'nps' | 'ces' | 'own'
      low: number
      high: number
      low_label: string
      high_label: string
      skip: string
    }
  | { kind: 'image'; url: string; alt: string }
  | {
      kind: 'form'
      text: string
      fields: {
        name: string
        label: string
        input: string
        hint: string
        required: boolean
        options: { value: string; label: string }[]
        low: string
        high: string
        value: string
        error: string
      }[]
      submit: string
    }
  | {
      kind: 'cards'
      text: string
      cards: {
        title: string
        text: string
        price: string
        picture: string
        alt: string
        buttons: { label: string; value: string; url: string }[]
      }[]
    }
  | {
      kind: 'file_request'
      text: string
      accepts: 'any' | 'images' | 'documents'
      most: number
      skip: string
    }

/** One message of a tried conversation; `effectId` says which offer a choice answers. */
export interface TriedMessage {
  from: 'bot' | 'ai' | 'agent' | 'visitor' | 'system'
  content: Content
  generated: boolean
  effectId?: string
  /** The step that said it. */
  node?: string
}

export interface TraceStep {
  node: string
  /** In a flow that was called: that flow's name and the step's; else empty. */
  inside?: string
  port: string | null
  text: string
  kind: 'entered' | 'left' | 'waits' | 'stopped' | 'trigger' | 'note' | (string & {})
}

/** What came of one event. */
export type TriedStep = Exactly<
  components['schemas']['TriedOutput'],
  {
    session: Record<string, unknown> | null
    messages: TriedMessage[]
    trace: TraceStep[]
    status: 'new' | 'waiting' | 'queued' | 'with_agent' | 'ended'
    variables: Record<string, unknown>
    timers: { id: string; seconds: number }[]
  }
>

export type Tried = TriedStep & { problems: Problem[] }

/** What the author lets happen. */
export type TryEvent =
  | {
      kind: 'start'
      chance: string
      node?: string
      variables?: Record<string, unknown>
      clock?: string
      language?: string
    }
  | { kind: 'say'; text: string }
  | { kind: 'choose'; value: string; label: string; effect_id: string }
  | { kind: 'fill'; values: Record<string, string>; label: string; effect_id: string }
  | { kind: 'upload'; names: string[] }
  | { kind: 'human' }
  | { kind: 'time'; seconds: number }
  | { kind: 'clock'; to: string }
  | { kind: 'set'; name: string; value: unknown }
  | { kind: 'answer'; how: string; text?: string }
  | { kind: 'agent'; action: 'join' | 'close' | 'hand_back' }
  | { kind: 'nobody' }

/** How a step's question to the world is answered: `real`, `ask` (the author) or made up. */
export type World = 'knowledge' | 'model' | 'http'

/** What the author pretends about the world outside; `open` null means by the teams' hours. */
export interface Pretence extends Record<World, string> {
  open: boolean | null
  agents_online: number
  /** The language that the visitor asks for; the main one when left out. */
  language?: string
}

export const tryFlow = (
  flowId: string,
  document: Flow,
  session: Tried['session'],
  event: TryEvent,
  controls: Pretence,
): Promise<Tried> =>
  request('POST', at(flowId, 'try/'), {
    body: { document, session, event, controls },
    timeoutMs: 60_000,
  })

/** The same events with another document, as far as they can happen. */
export const tryAgain = (
  flowId: string,
  document: Flow,
  steps: { event: TryEvent; outcomes: unknown[] }[],
  controls: Pretence,
): Promise<{ steps: TriedStep[]; problems: Problem[] }> =>
  request('POST', at(flowId, 'try/again/'), {
    body: { document, steps, controls },
    timeoutMs: 60_000,
  })

type TopicTrial = components['schemas']['TopicTrialOutput']

/** What `text` is about by these topics, and which examples confuse them. */
export const tryTopics = (
  topics: { key: string; examples: string[] }[],
  text: string,
  language: string,
): Promise<TopicTrial> =>
  request('POST', '/api/v1/topics/trial/', { body: { topics, text, language } })
