/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import type { Talk } from '../talk'
import type { Words } from '../words'
import { dress } from './dress'
import { readFrame, Transcript } from './lent'
import look from './myData.css?inline'
import { laterWords } from './words'

interface Past {
  id: string
  at: string
  words: string
}
interface Given {
  ask: (method: string, path?: string) => Promise<Response>
  words: Words
  onClose: () => void
}

const nothing = () => {}
const OVER: Talk = {
  conversation: null,
  visitor: null,
  messages: [],
  outgoing: [],
  settled: 0,
  promised: 0,
  state: 'closed',
  notice: '',
  position: null,
  etaSeconds: null,
  agent: '',
  typing: null,
  stream: null,
  problem: '',
  changeable: [],
  open: [],
}

/** The visitor's earlier conversations, to read. */
export function History({ ask, words, onClose }: Given) {
  const [talks, setTalks] = useState<Past[] | null>(null)
  const [read, setRead] = useState<Talk | null>(null)
  const [problem, setProblem] = useState('')
  const title = useRef<HTMLHeadingElement>(null)
  const own = laterWords(words.language)

  const load = useCallback(
    async <T,>(path: string): Promise<T | null> => {
      setProblem('')
      try {
        const answer = await ask('GET', `/conversations${path}`)
        if (answer.ok) return (await answer.json()) as T
      } catch {
        // Said below.
      }
      setProblem(words('later_failed'))
      return null
    },
    [ask, words],
  )
  useEffect(() => {
    if (title.current) dress(title.current, look)
    void load<{ conversations: Past[] }>('').then((found) => found && setTalks(found.conversations))
  }, [load])
  useEffect(() => title.current?.focus(), [read])

  const open = async ({ id }: Past) => {
    const found = await load<{ frames: unknown[] }>(`/${id}`)
    if (!found) return
    const messages = found.frames
      .map((frame) => readFrame(JSON.stringify(frame)))
      .filter((frame) => frame?.type === 'message')
    setRead({ ...OVER, messages })
  }
  const day = ({ at }: Past) =>
    new Date(at).toLocaleDateString(words.language === 'en' ? 'en-GB' : words.language, {
      dateStyle: 'long',
    })

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, wherever in it the focus is
    <section
      class="my-data history"
      role="dialog"
      aria-modal="true"
      aria-labelledby="history"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation() // or the whole chat would close
        onClose()
      }}
    >
      <h2 id="history" tabIndex={-1} ref={title}>
        {words('history')}
      </h2>
      <p role="status">{problem || (talks?.length === 0 && own('no_history'))}</p>
      {read ? (
        <>
          <Transcript
            talk={read}
            connected
            now={Date.now()}
            words={words}
            onChoose={nothing}
            onFill={nothing}
            onRetry={nothing}
            onChange={nothing}
            onRead={nothing}
          />
          <button type="button" class="link" onClick={() => setRead(null)}>
            {words('history')}
          </button>
        </>
      ) : (
        <ul class="talks">
          {talks?.map((one) => (
            <li key={one.id}>
              <button type="button" class="entry" onClick={() => open(one)}>
                {one.words} <small>{day(one)}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="link" onClick={onClose}>
        {own('back')}
      </button>
    </section>
  )
}
