/** A tried conversation: what was said, where it stands, and how to go on. The server runs it. */
import { useCallback, useEffect, useRef, useState } from 'react'

import {
  tryFlow,
  type TriedMessage,
  type TraceStep,
  type Tried,
  type Pretence,
  type TryEvent,
} from '../../shared/api/flows'
import { useLight } from '../canvas/light'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useEditor, useShownLanguage } from '../EditorContext'
import type { Problem } from '../../shared/flow'

export interface Line extends TriedMessage {
  id: number
}

export interface Talk {
  lines: Line[]
  trace: TraceStep[]
  latest: Tried | null
  problems: Problem[]
  error: unknown
  isBusy: boolean
}

const NOTHING: Talk = {
  lines: [],
  trace: [],
  latest: null,
  problems: [],
  error: null,
  isBusy: false,
}

export function useTry() {
  const { flowId, documents } = useEditor()
  const { reveal } = useCanvasActions()
  const language = useShownLanguage()
  const [talk, setTalk] = useState<Talk>(NOTHING)
  const run = useRef(0)
  const nextId = useRef(0)
  const pretended = useRef<Pretence>({ open: true, agents_online: 1 })

  const send = useCallback(
    async (session: Tried['session'], event: TryEvent, said?: string) => {
      const mine = run.current
      const own: Line[] = said
        ? [
            {
              id: nextId.current++,
              from: 'visitor',
              content: { kind: 'text', text: said },
              generated: false,
            },
          ]
        : []
      setTalk((now) => ({ ...now, lines: [...now.lines, ...own], isBusy: true, error: null }))
      try {
        const { document } = documents.getState()
        const controls = { ...pretended.current, ...(language && { language }) }
        const tried = await tryFlow(flowId, document, session, event, controls)
        if (mine !== run.current) return
        const heard = tried.messages
          .filter((message) => message.from !== 'visitor')
          .map((message) => ({ ...message, id: nextId.current++ }))
        setTalk((now) => ({
          lines: [...now.lines, ...heard],
          trace: [...now.trace, ...tried.trace],
          latest: tried,
          problems: tried.problems,
          error: null,
          isBusy: false,
        }))
        if (tried.activeNode) reveal(tried.activeNode)
        useLight.setState({
          active: tried.activeNode,
          walked: new Set(tried.trace.map((step) => step.node)),
        })
      } catch (error) {
        if (mine !== run.current) return
        setTalk((now) => ({
          ...now,
          lines: own.length ? now.lines.filter((line) => line.id !== own[0]?.id) : now.lines,
          isBusy: false,
          error,
        }))
        throw error
      }
    },
    [documents, flowId, language, reveal],
  )

  const start = useCallback(() => {
    run.current += 1
    setTalk(NOTHING)
    send(null, { kind: 'start' }).catch(() => undefined) // shown by the panel
  }, [send])

  const go = useCallback(
    (event: TryEvent, said?: string) => send(talk.latest?.session ?? null, event, said),
    [send, talk.latest],
  )

  useEffect(() => {
    start()
    return () => {
      run.current += 1
      useLight.setState({ active: null, walked: new Set() })
    }
  }, [start])

  const pretend = useCallback((next: Pretence) => {
    pretended.current = next
  }, [])

  return { talk, start, go, pretend }
}
