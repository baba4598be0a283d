/** The inbox's JSON, as the API describes it (`flowbuilder/handoff/api/shapes.py`). */
import type { components } from '../../shared/api/schema'
import type { Exactly } from '../../shared/flow'

export type ViewName = components['schemas']['ViewEnum']
export const VIEWS: readonly ViewName[] = [
  'waiting',
  'mine',
  'at_risk',
  'left',
  'team',
  'mentioned',
  'snoozed',
  'bot',
  'closed',
]

export type OwnerState = components['schemas']['ConversationState']
export type Author = 'bot' | 'ai' | 'agent' | 'visitor' | 'system'

type Api = components['schemas']

export type Named = Api['Named']
export type Counts = Api['Counts']
export type Agent = Api['AgentShown']
export type Team = Api['TeamShown']
export type People = Api['People']
export type CannedReply = Api['CannedReplyShown']
export type Step = Api['Step']
export type HandBackForeseen = Api['HandBackForeseen']
export type Suggestion = Api['Suggested']
export type Written = Api['WrittenShown']
export type ReplyDraft = Api['Drafted']
export type LastLine = Exactly<Api['LastLine'], { from: Author }>
export type Row = Exactly<Api['Row'], { last: LastLine | null }>
export type RowsPage = Exactly<Api['RowsPage'], { conversations: Row[] }>
export type Message = Exactly<Api['InboxMessage'], { from: Author; content: Content }>
export type MessagesPage = Exactly<Api['MessagesPage'], { messages: Message[] }>
export type EarlierConversation = Exactly<Api['EarlierConversation'], { state: OwnerState }>
export type Card = Exactly<Api['Card'], { row: Row; earlier: EarlierConversation[] }>

export type Tag = Api['TagShown']
export type ContactShown = Api['ContactShown']
export type FoundContact = Api['FoundContact']
export type SavedView = Api['SavedViewShown']
export type NewView = Api['HandoffSavedViewsInput']
export type Colleague = Api['Colleague']
export type TeamCalendar = Api['TeamCalendar']
export type Priority = Api['PriorityEnum']
export type ManyInput = Api['HandoffManyInput']
export type ManyResult = Api['Result']
export type Excerpt = Exactly<Api['Excerpt'], { from: Author | 'contact' | '' }>
export type Found = Exactly<Api['Found'], { row: Row; excerpt: Excerpt }>
export type FoundPage = Exactly<Api['FoundPage'], { results: Found[] }>

/** When a snoozed conversation is to come back. */
export type When = { until: string }

/** What a list is narrowed to, beside its view and team. */
export interface Narrowing {
  tags: number[]
  language: string
  channel: string
  sla: string
}

export const WIDE: Narrowing = { tags: [], language: '', channel: '', sla: '' }

/** Somebody whom a note calls by name; `told` is false for one whose role has no inbox. */
export interface Mentioned {
  id: number
  name: string
  told: boolean
}

export interface Source {
  title: string
  url?: string
}

export interface SentFile {
  id: string
  name: string
  kind: string
  size: number
  width?: number
  height?: number
}

export interface ShownCard {
  title: string
  text?: string
  price?: string
  /** As the flow has it; the picture itself comes from our own address. */
  picture?: string
  alt?: string
  buttons?: { label: string; url?: string }[]
}

export interface Content {
  kind: string
  text?: string
  url?: string
  alt?: string
  options?: { value: string; label: string }[]
  /** What a form asks. */
  fields?: { name: string; label: string }[]
  cards?: ShownCard[]
  low?: number
  high?: number
  sources?: Source[]
  mentions?: Mentioned[]
  files?: SentFile[]
  /** Said by going back: the answer of this seq, and all after it, do not count any more. */
  back?: { to: number }
}
