/** A talk with a template: what was said and where it stands. The server runs it, stores nothing. */
import { useCallback, useEffect, useRef, useState } from 'react'

import type { Tried, TryEvent } from '../shared/api/flows'
import { tryTemplate, type Facts } from '../shared/api/templates'
import type { Line } from '../editor/simulator/trial'

export interface Talk {
  lines: Line[]
  latest: Tried | null
  isBusy: boolean
  hasFailed: boolean
}

const NOTHING: Talk = { lines: [], latest: null, isBusy: true, hasFailed: false }

export function useTalk(key: string, facts: Facts) {
  const [talk, setTalk] = useState<Talk>(NOTHING)
  const run = useRef(0)
  const nextId = useRef(0)
  const told = useRef(facts)
  useEffect(() => {
    told.current = facts
  }, [facts])

  const send = useCallback(
    async (session: Tried['session'], event: TryEvent, said?: string) => {
      const mine = run.current
      const own: Line[] = said
        ? [line(nextId.current++, { from: 'visitor', content: { kind: 'text', text: said } })]
        : []
      setTalk((now) => ({
        ...now,
        lines: [...now.lines, ...own],
        isBusy: true,
        hasFailed: false,
      }))
      try {
        const tried = await tryTemplate(key, session, event, told.current)
        if (mine !== run.current) return
        const heard = tried.messages
          .filter((message) => message.from !== 'visitor')
          .map((message) => line(nextId.current++, message))
        setTalk((now) => ({
          lines: [...now.lines, ...heard],
          latest: tried,
          isBusy: false,
          hasFailed: false,
        }))
      } catch {
        if (mine !== run.current) return
        setTalk((now) => ({
          ...now,
          lines: now.lines.filter(({ id }) => id !== own[0]?.id),
          isBusy: false,
          hasFailed: true,
        }))
      }
    },
    [key],
  )

  const start = useCallback(() => {
    run.current += 1
    setTalk(NOTHING)
    void send(null, { kind: 'start', chance: '' })
  }, [send])

  useEffect(() => {
    start()
    return () => {
      run.current += 1
    }
  }, [start])

  const go = useCallback(
    (event: TryEvent, said?: string) => void send(talk.latest?.session ?? null, event, said),
    [send, talk.latest],
  )
  return { talk, start, go }
}

function line(id: number, message: Pick<Line, 'from' | 'content'> & Partial<Line>): Line {
  return { generated: false, ...message, id, step: 0 }
}
