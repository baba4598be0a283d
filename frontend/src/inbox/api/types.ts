/** The inbox's JSON, as the API describes it (`flowbuilder/handoff/api/shapes.py`). */
import type { components } from '../../shared/api/schema'
import type { Exactly } from '../../shared/flow'

export type ViewName = 'mine' | 'waiting' | 'team' | 'bot' | 'closed'
export const VIEWS: readonly ViewName[] = ['waiting', 'mine', 'team', 'bot', 'closed']

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
export type Suggestion = Api['Suggested']
export type LastLine = Exactly<Api['LastLine'], { from: Author }>
export type Row = Exactly<Api['Row'], { last: LastLine | null }>
export type RowsPage = Exactly<Api['RowsPage'], { conversations: Row[] }>
export type Message = Exactly<Api['InboxMessage'], { from: Author; content: Content }>
export type MessagesPage = Exactly<Api['MessagesPage'], { messages: Message[] }>
export type EarlierConversation = Exactly<Api['EarlierConversation'], { state: OwnerState }>
export type Card = Exactly<Api['Card'], { row: Row; earlier: EarlierConversation[] }>

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

export interface Content {
  kind: string
  text?: string
  url?: string
  alt?: string
  options?: { value: string; label: string }[]
  low?: number
  high?: number
  sources?: Source[]
  files?: SentFile[]
}
