/** @jsxImportSource preact */
import { safeLink } from '../markdown'
import type { Content } from '../protocol'
import { SKIP, type Message } from '../talk'
import type { Words } from '../words'
import { openPicker, SentFiles } from './Files'
import { Icon } from './icons'
import { Markdown, OutLink } from './Markdown'
import { Slot } from './Slot'

interface Given {
  message: Message
  answer: string | null
  open: boolean
  words: Words
  onChoose: (seq: number, value: string, label: string) => void
  onFill: (seq: number, values: Record<string, string>, label: string) => void
  /** What was entered into a form that the visitor went back behind. */
  before?: Record<string, string> | undefined
  onPick?: (() => void) | undefined
  /** It does not count any more: the visitor went back behind it. */
  left?: boolean
  /** It is the very answer that they changed. */
  altered?: boolean
  /** Set when the visitor may change this answer of theirs. */
  onChange?: (() => void) | undefined
}

type Is<K extends Content['kind']> = Extract<Content, { kind: K }>

/** One message. `data-generated-by` marks, for machines, the words that a model wrote. */
export function Bubble({
  message,
  answer,
  open,
  words,
  onChoose,
  onFill,
  before,
  onPick = openPicker,
  left = false,
  altered = false,
  onChange,
}: Given) {
  const { content, from, generated, seq } = message
  const mark = generated ? 'ai' : undefined
  const choose = (value: string, label: string) => onChoose(seq, value, label)
  return (
    <div class={`message ${left ? 'past' : ''}`} data-seq={seq} data-generated-by={mark}>
      {content.kind === 'image' && <Picture content={content} words={words} />}
      {content.kind !== 'image' && (content.kind !== 'files' || content.text) && (
        <div class="bubble">
          {from === 'visitor' ? (
            <p class="plain">{content.text}</p>
          ) : (
            <Markdown
              text={content.text || words('unknown')}
              words={words}
              sources={generated && content.kind === 'text' ? content.sources : undefined}
            />
          )}
          {content.kind === 'text' && <Sources content={content} words={words} />}
        </div>
      )}
      {content.kind === 'files' && <SentFiles files={content.files} words={words} />}
      {content.kind === 'choices' && (
        <Pills content={content} answer={answer} open={open} words={words} onChoose={choose} />
      )}
      {content.kind === 'file_request' && open && (
        <div class="pills">
          <button type="button" class="pill" onClick={onPick}>
            <Icon name="clip" />
            {words(content.most > 1 ? 'choose_files' : 'choose_file')}
          </button>
          {content.skip && (
            <button type="button" class="pill" onClick={() => choose(SKIP, content.skip)}>
              {content.skip}
            </button>
          )}
        </div>
      )}
      {content.kind === 'form' && open && (
        <Slot
          part="FormCard"
          seq={seq}
          content={content}
          before={before}
          words={words}
          onFill={(values, label) => onFill(seq, values, label)}
        />
      )}
      {content.kind === 'cards' && (
        <Slot
          part="CardRow"
          content={content}
          answer={answer}
          open={open}
          words={words}
          onChoose={choose}
        />
      )}
      {content.kind === 'rating' && (
        <Slot
          part="Rating"
          seq={seq}
          content={content}
          answer={answer}
          open={open}
          words={words}
          onChoose={choose}
        />
      )}
      {altered && <p class="fate">{words('changed')}</p>}
      {onChange && (
        <button type="button" class="change" aria-live="off" onClick={onChange}>
          {words('change')}
          <span class="hidden"> {words('change_what', { answer: answerOf(content) })}</span>
        </button>
      )}
    </div>
  )
}

const answerOf = (content: Content): string =>
  content.kind === 'files'
    ? content.files.map((f) => f.name).join(', ')
    : 'text' in content
      ? content.text
      : ''

/** Buttons to choose from. Once the talk has gone on they only show what was offered and chosen. */
function Pills({
  content,
  answer,
  open,
  words,
  onChoose,
}: {
  content: Is<'choices'>
  answer: string | null
  open: boolean
  words: Words
  onChoose: (value: string, label: string) => void
}) {
  return (
    <div class={`pills ${open ? '' : 'answered'}`} role="group" aria-label={content.text}>
      {!open && answer === null && <span class="hidden">{words('passed')}</span>}
      {content.options.map(({ value, label }) => (
        <button
          type="button"
          class={`pill ${answer === value ? 'chosen' : ''}`}
          // Not `disabled`: that would take the focus away from whoever has just pressed it.
          aria-disabled={!open || answer === value}
          onClick={() => open && answer !== value && onChoose(value, label)}
        >
          {answer === value && <Icon name="check" />}
          {label}
          {answer === value && <span class="hidden"> ({words('chosen')})</span>}
        </button>
      ))}
    </div>
  )
}

/** Pictures from our own origin load by themselves; any other is a link with its host. */
function Picture({ content, words }: { content: Is<'image'>; words: Words }) {
  let own = false
  try {
    own = new URL(content.url, location.href).origin === location.origin
  } catch {
    own = false
  }
  if (own) return <img class="picture" src={content.url} alt={content.alt} loading="lazy" />
  const target = safeLink(content.url)
  return (
    <div class="bubble">
      <p>
        {target ? (
          <OutLink href={target.href} host={target.host} words={words}>
            {content.alt || words('image')}
          </OutLink>
        ) : (
          content.alt || words('unknown')
        )}
      </p>
    </div>
  )
}

function Sources({ content, words }: { content: Is<'text'>; words: Words }) {
  if (!content.sources?.length) return null
  return (
    <div class="sources">
      <span>{words(content.sources[1] ? 'sources' : 'source')}</span>
      <ol>
        {content.sources.map(({ title, url }) => {
          const target = url ? safeLink(url) : null
          return (
            <li>
              {target ? (
                <OutLink href={target.href} host={target.host} words={words}>
                  {title || target.host}
                </OutLink>
              ) : (
                title
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}
