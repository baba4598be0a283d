/** @jsxImportSource preact */
import { useRef, useState } from 'preact/hooks'

import type { Content, FormField } from '../protocol'
import type { Words } from '../words'
import { dress } from './dress'
import look from './form.css?inline'
import { laterWords, type LaterWords } from './words'

export interface FormGiven {
  seq: number
  content: Extract<Content, { kind: 'form' }>
  /** What the visitor had entered before they went back, by the names of fields. */
  before?: Values | undefined
  words: Words
  onFill: (values: Values, label: string) => void
}
export type Values = Record<string, string>

const AUTOCOMPLETE: Record<string, string> = { email: 'email', phone: 'tel' }
const TYPES: Record<string, string> = { email: 'email', phone: 'tel', date: 'date' }

/** More answers than these are picked from a list. */
const SEEN_AT_ONCE = 4

/** The form that was just sent may come back with errors: then the focus goes to the first. */
let justSent = false

/** A form to fill in: what is missing is told here, what does not fit comes back from the server. */
export function FormCard({ seq, content, before, words, onFill }: FormGiven) {
  const own = laterWords(words.language)
  const isLone = content.fields.length === 1
  const [faults, setFaults] = useState<Values>(() =>
    Object.fromEntries(content.fields.map((field) => [field.name, field.error])),
  )
  const [told, setTold] = useState('')
  const form = useRef<HTMLFormElement | null>(null)
  const inputs = () =>
    [...(form.current?.elements ?? [])].filter((each) => isInput(each)) as HTMLInputElement[]

  const drawn = (node: HTMLFormElement | null) => {
    if (!node || form.current === node) return
    form.current = node
    dress(node, look)
    if (justSent)
      inputs()
        .find((each) => faults[each.name])
        ?.focus()
    justSent = false
  }
  const send = (event: Event) => {
    event.preventDefault()
    const data = new FormData(form.current as HTMLFormElement)
    const values: Values = {}
    const found: Values = {}
    for (const each of inputs()) {
      const value = data.get(each.name)
      values[each.name] = typeof value === 'string' ? value.trim() : ''
      found[each.name] = faultOf(each, values[each.name] ?? '', own)
    }
    const wrong = content.fields.filter(({ name }) => found[name])
    setFaults(found)
    setTold('')
    if (!wrong.length) {
      justSent = true
      onFill(values, saidIn(content.fields, values, words.language))
      return
    }
    const labels = wrong.map(({ label }) => label)
    setTold(
      isLone ? Object.values(found).join('') : own('form_check', { labels: labels.join(', ') }),
    )
    inputs()
      .find((each) => found[each.name])
      ?.focus()
  }
  return (
    <form
      class={isLone ? 'form-card lone' : 'form-card'}
      ref={drawn}
      onSubmit={send}
      onInput={({ target }) => {
        const { name } = target as HTMLInputElement
        if (faults[name]) setFaults({ ...faults, [name]: '' })
        setTold('')
      }}
      aria-label={content.text}
      noValidate
    >
      {content.fields.map((field) => (
        <Entry
          key={field.name}
          id={`form-${seq}-${field.name}`}
          field={field}
          question={content.text}
          value={field.value || before?.[field.name] || ''}
          fault={faults[field.name] ?? ''}
          own={own}
        />
      ))}
      <p class={isLone ? 'hidden' : 'form-told'} role="alert">
        {told}
      </p>
      <button class="form-send">{content.submit || own('form_send')}</button>
    </form>
  )
}

function Entry({
  id,
  field,
  question,
  value,
  fault,
  own,
}: {
  id: string
  field: FormField
  question: string
  value: string
  fault: string
  own: LaterWords
}) {
  const { name, label, input, hint, required, options, low, high } = field
  const told = [hint && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(' ')
  const given = {
    id,
    name,
    required,
    'aria-label': label ? undefined : question,
    'aria-describedby': told || undefined,
    'aria-invalid': !!fault,
  }
  if (input === 'tick')
    return (
      <div class="form-entry">
        <label class="form-tick">
          <input {...given} type="checkbox" value="yes" defaultChecked={value === 'yes'} />
          <span>
            {label} {!required && <span class="form-soft">({own('form_optional')})</span>}
          </span>
        </label>
        <Told id={id} hint={hint} fault={fault} />
      </div>
    )
  if (input === 'choice' && options.length <= SEEN_AT_ONCE) {
    const shown = required ? options : [...options, { value: '', label: own('form_none') }]
    return (
      <fieldset
        class="form-entry"
        role="radiogroup"
        aria-required={required}
        aria-invalid={!!fault}
        aria-describedby={told || undefined}
      >
        <legend>
          {label} {!required && <span class="form-soft">({own('form_optional')})</span>}
        </legend>
        <Told id={id} hint={hint} fault="" />
        {shown.map((option) => (
          <label key={option.value} class="form-tick">
            <input
              type="radio"
              name={name}
              value={option.value}
              required={required}
              defaultChecked={option.value === value}
            />
            <span>{option.label}</span>
          </label>
        ))}
        <Told id={id} hint="" fault={fault} />
      </fieldset>
    )
  }
  return (
    <div class="form-entry">
      {label && (
        <label for={id}>
          {label} {!required && <span class="form-soft">({own('form_optional')})</span>}
        </label>
      )}
      <Told id={id} hint={hint} fault="" />
      {input === 'choice' ? (
        <select {...given}>
          <option value="">{own('form_pick')}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : input === 'long_text' ? (
        <textarea {...given} rows={3} maxLength={4000} defaultValue={value} />
      ) : (
        <input
          {...given}
          {...({ type: TYPES[input] ?? 'text' } as { type: 'text' })}
          inputMode={input === 'number' ? 'decimal' : undefined}
          autoComplete={AUTOCOMPLETE[input]}
          maxLength={500}
          min={low || undefined}
          max={high || undefined}
          defaultValue={value}
        />
      )}
      <Told id={id} hint="" fault={fault} />
    </div>
  )
}

function Told({ id, hint, fault }: { id: string; hint: string; fault: string }) {
  return (
    <>
      {hint && (
        <p class="form-soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="form-error" id={`${id}-error`}>
          {fault}
        </p>
      )}
    </>
  )
}

const isInput = (node: Element) => 'value' in node && node.tagName !== 'BUTTON'

/** What the browser alone can tell is wrong: it is empty, or no day, or one out of bounds. */
function faultOf(node: HTMLInputElement, value: string, own: LaterWords): string {
  const { type, required, validity, min, max } = node
  if (validity.badInput) return own('form_day')
  if (required && !value) return own(type === 'checkbox' ? 'form_tick' : 'form_needed')
  if (validity.rangeUnderflow) return own('form_from', { day: dayIn(min, own.language) })
  if (validity.rangeOverflow) return own('form_until', { day: dayIn(max, own.language) })
  return ''
}

/** The answers in words, as the server will tell them. */
export function saidIn(fields: readonly FormField[], values: Values, language: string): string {
  const lines = fields
    .map(({ name, label, input, options }) => {
      const value = values[name] ?? ''
      const picked = options.find((option) => option.value === value)?.label
      const words = input === 'date' ? dayIn(value, language) : (picked ?? value)
      return words && label ? `${label}: ${words}` : words
    })
    .filter(Boolean)
  return lines.join('\n') || '–'
}

function dayIn(day: string, language: string): string {
  const at = new Date(`${day}T12:00:00Z`)
  const locale = language === 'en' ? 'en-GB' : language
  return Number.isNaN(+at) ? day : at.toLocaleDateString(locale, { dateStyle: 'long' })
}
