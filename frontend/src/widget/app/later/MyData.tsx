/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import type { Words } from '../words'
import { dress } from './dress'
import look from './myData.css?inline'
import { laterWords } from './words'

interface Field {
  name: string
  label: string
  value: string
  locked: boolean
}
interface Consent {
  purpose: string
  label: string
  at: string
}
interface Kept {
  fields: Field[]
  consents?: Consent[]
}
interface Given {
  /** Asks the server about this visitor; the path is what follows `/me`. */
  ask: (method: string, path?: string, body?: unknown) => Promise<Response>
  words: Words
  onClose: () => void
  /** Everything was deleted. */
  onForgotten: () => void
}

const takeFocus = (node: HTMLElement | null) => node?.focus()

/** What is kept about the visitor: to see, to correct, to take away and to have deleted. */
export function MyData({ ask, words, onClose, onForgotten }: Given) {
  const [kept, setKept] = useState<Kept | null>(null)
  const [said, setSaid] = useState('')
  const [sure, setSure] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  const own = laterWords(words.language)

  const attempt = useCallback(
    async (method: string, path?: string, body?: unknown) => {
      setSaid('')
      try {
        const answer = await ask(method, path, body)
        if (answer.ok) return answer
        const problem = (await answer.json()) as { message?: string }
        setSaid(problem.message || words('later_failed'))
      } catch {
        setSaid(words('later_failed'))
      }
      return null
    },
    [ask, words],
  )
  useEffect(() => {
    title.current?.focus()
    if (title.current) dress(title.current, look)
    void attempt('GET').then(async (answer) => answer && setKept((await answer.json()) as Kept))
  }, [attempt])

  const change = async (body: unknown, told: string) => {
    const answer = await attempt('PATCH', '', body)
    if (!answer) return
    setKept((await answer.json()) as Kept)
    setSaid(told)
  }

  const save = async (event: Event) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget as HTMLFormElement)
    await change({ values: Object.fromEntries(given) }, own('saved'))
  }
  const copy = async (path: string, name: string) => {
    const answer = await attempt('GET', `/export${path}`)
    if (!answer) return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await answer.blob())
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, wherever in it the focus is
    <section
      class="my-data"
      role="dialog"
      aria-modal="true"
      aria-labelledby="my-data"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation() // or the whole chat would close
        onClose()
      }}
    >
      <h2 id="my-data" tabIndex={-1} ref={title}>
        {words('my_data')}
      </h2>
      {kept && (
        <form onSubmit={save}>
          {kept.fields.map((field) => (
            // What is typed must outlive what comes in meanwhile; what was stored anew is shown.
            <label key={field.name + field.value}>
              {field.label}
              <input
                name={field.name}
                defaultValue={field.value}
                disabled={field.locked}
                maxLength={500}
                aria-describedby={field.locked ? `locked-${field.name}` : undefined}
              />
              {field.locked && <small id={`locked-${field.name}`}>{own('locked')}</small>}
            </label>
          ))}
          <button class="primary">{own('save')}</button>
        </form>
      )}
      {kept?.consents?.length ? (
        <section aria-labelledby="my-consents">
          <h3 id="my-consents">{own('consents')}</h3>
          <ul class="consents">
            {kept.consents.map(({ purpose, label, at }) => (
              <li key={purpose}>
                <span>
                  {label} <small>({dayIn(at, words.language)})</small>
                </span>
                <button
                  type="button"
                  class="link danger"
                  aria-label={own('withdraw_what', { label })}
                  onClick={async () => {
                    await change({ withdraw: purpose }, own('withdrawn', { label }))
                    title.current?.focus()
                  }}
                >
                  {own('withdraw')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p role="status">{said}</p>
      <button type="button" class="link" onClick={() => copy('?as=html', 'my-data.html')}>
        {own('copy')}
      </button>
      <button type="button" class="link" onClick={() => copy('', 'my-data.json')}>
        {own('json')}
      </button>
      {sure ? (
        <>
          <p tabIndex={-1} ref={takeFocus}>
            {own('sure')}
          </p>
          <button
            type="button"
            class="primary danger"
            onClick={async () => (await attempt('DELETE')) && onForgotten()}
          >
            {own('delete')}
          </button>
        </>
      ) : (
        <button type="button" class="link danger" onClick={() => setSure(true)}>
          {own('delete')}
        </button>
      )}
      <button type="button" class="link" onClick={onClose}>
        {own('back')}
      </button>
    </section>
  )
}

function dayIn(at: string, language: string): string {
  const locale = language === 'en' ? 'en-GB' : language
  return new Date(at).toLocaleDateString(locale, { dateStyle: 'long' })
}
