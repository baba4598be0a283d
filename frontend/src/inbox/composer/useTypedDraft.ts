import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Row } from '../api/types'
import { useInbox } from '../state/store'

/** So long the agent has paused before the model is asked, which may cost money. */
const PAUSE_MS = 1_000
/** So long it is left alone after it could not answer. */
const REST_MS = 60_000
const LEAST = 8
const MOST = 1_000

export interface TypedDraft {
  text: string
  sources: string[]
}

interface Offer extends TypedDraft {
  after: string
  head: number
}

/**
 * What the model proposes to go on with after `text`, or null. It is asked once the agent pauses;
 * new typing calls that off, and an answer to other words than are there now is dropped.
 */
export function useTypedDraft(row: Row, text: string, isReply: boolean) {
  const wanted = useInbox((state) =>
    state.teams.some((one) => one.id === row.team?.id && one.drafts),
  )
  const head = useInbox((state) => (state.open?.id === row.id ? state.open.head_seq : row.head_seq))
  const [offer, setOffer] = useState<Offer | null>(null)
  /** Words after which nothing more is wanted: a draft was taken or refused there. */
  const [settled, setSettled] = useState('')
  const restsUntil = useRef(0)
  const length = text.trim().length
  const asks = wanted && isReply && length >= LEAST && text.length <= MOST && text !== settled

  useEffect(() => {
    if (!asks) return
    const asking = new AbortController()
    const timer = setTimeout(async () => {
      if (Date.now() < restsUntil.current) return
      try {
        const found = await api.replyDraft(row.id, text, asking.signal)
        if (!asking.signal.aborted && found.text) setOffer({ ...found, after: text, head })
      } catch (failure) {
        if (asking.signal.aborted) return
        if (!(failure instanceof ApiError)) throw failure
        // Where the visitor asks nothing (400) no model was asked: the next question may come.
        if (failure.status !== 400) restsUntil.current = Date.now() + REST_MS
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [asks, row.id, text, head])

  const fits = asks && offer?.after === text && offer.head === head
  return { draft: fits ? (offer as TypedDraft) : null, settle: setSettled }
}

/** `text` with the draft after it, a space between where one belongs. */
export function joined(text: string, draft: string): string {
  const glued = /\s$/.test(text) || /^[\s.,;:!?)]/.test(draft)
  return glued ? text + draft : `${text} ${draft}`
}
