import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { ApiError } from '../shared/api/client'
import { beginWith, type Facts, type Template } from '../shared/api/templates'
import styles from './gallery.module.css'
import { GraphPicture } from './GraphPicture'
import { PreviewChat } from './PreviewChat'
import { useTalk } from './useTalk'

interface Given {
  template: Template
  flowsUrl: string
  onClose: () => void
}

/** A template looked at closely: it talks, its graph is shown, and it can be taken. */
export function Preview({ template, flowsUrl, onClose }: Given) {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const [facts, setFacts] = useState<Facts>({})
  const talking = useTalk(template.key, facts)

  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="preview-title"
      data-testid="preview"
      onClose={onClose}
    >
      <div className={styles.sheet}>
        <header className={styles.dialogHead}>
          <div>
            <h2 id="preview-title">{template.name}</h2>
            <p>
              {t(`language.${template.language}`)}
              {template.does.map((each) => ` · ${t(`does.${each}`)}`)}
            </p>
          </div>
          <button
            type="button"
            className={styles.quiet}
            aria-label={t('close')}
            onClick={() => dialog.current?.close()}
          >
            <IconX size={20} aria-hidden />
          </button>
        </header>
        <div className={styles.columns}>
          <div className={styles.about}>
            {template.summary && <p>{template.summary}</p>}
            {template.forWhom && <p className={styles.soft}>{template.forWhom}</p>}
            <Graph template={template} active={talking.talk.latest?.activeNode ?? null} />
            <Take
              template={template}
              flowsUrl={flowsUrl}
              facts={facts}
              onFacts={setFacts}
              onTold={talking.start}
            />
          </div>
          <PreviewChat {...talking} language={template.language} />
        </div>
      </div>
    </dialog>
  )
}

/** The graph, scrolled to where the talk stands. */
function Graph({ template, active }: { template: Template; active: string | null }) {
  const { t } = useTranslation()
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const shown = pane.current
    const step = active && shown?.querySelector(`[data-node="${CSS.escape(active)}"]`)
    if (!shown || !step) return
    const at = step.getBoundingClientRect()
    const around = shown.getBoundingClientRect()
    shown.scrollTo({
      left: shown.scrollLeft + at.left - around.left - around.width / 3,
      top: shown.scrollTop + at.top - around.top - around.height / 3,
    })
  }, [active])
  return (
    <div
      className={styles.graph}
      ref={pane}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
      tabIndex={0}
      role="group"
      aria-label={t('preview.graph')}
    >
      <GraphPicture
        template={template}
        active={active}
        isLegible
        label={t('preview.steps', { count: template.nodes.length })}
      />
    </div>
  )
}

interface TakeGiven {
  template: Template
  flowsUrl: string
  facts: Facts
  onFacts: (facts: Facts) => void
  onTold: () => void
}

/** One's own facts, what comes along, and the button that makes a draft. */
function Take({ template, flowsUrl, facts, onFacts, onTold }: TakeGiven) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [knowledge, setKnowledge] = useState(true)
  const [state, setState] = useState<'idle' | 'busy' | string>('idle')

  const take = (event: FormEvent) => {
    event.preventDefault()
    setState('busy')
    beginWith(template.key, { name, facts, knowledge })
      .then(({ flow }) => window.location.assign(`${flowsUrl}${flow}/change/`))
      .catch((problem: unknown) =>
        setState((problem instanceof ApiError && problem.message) || t('use.failed')),
      )
  }

  return (
    <form className={styles.take} onSubmit={take}>
      {template.facts.length > 0 && (
        <fieldset>
          <legend>{t('use.facts')}</legend>
          <p className={styles.soft}>{t('use.factsHelp')}</p>
          {template.facts.map((fact) => (
            <label key={fact.variable} className={styles.field}>
              <span>{fact.title}</span>
              <input
                value={facts[fact.variable] ?? ''}
                maxLength={200}
                placeholder={fact.example}
                data-testid={`fact-${fact.variable}`}
                onChange={(event) =>
                  onFacts({ ...facts, [fact.variable]: event.currentTarget.value })
                }
                onBlur={() => {
                  if (facts[fact.variable]?.trim()) onTold()
                }}
              />
            </label>
          ))}
        </fieldset>
      )}
      <label className={styles.field}>
        <span>{t('use.name')}</span>
        <input
          value={name}
          maxLength={120}
          placeholder={template.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {template.entries > 0 && (
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={knowledge}
            onChange={(event) => setKnowledge(event.currentTarget.checked)}
          />
          <span>{t('use.knowledge', { count: template.entries })}</span>
        </label>
      )}
      {template.needs.length > 0 && (
        <details className={styles.later}>
          <summary>{t('use.later', { count: template.needs.length })}</summary>
          <ul>
            {template.needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </details>
      )}
      {state !== 'idle' && state !== 'busy' && (
        <p role="alert" className={styles.error}>
          {state}
        </p>
      )}
      <div className={styles.takeFoot}>
        <button
          type="submit"
          className={styles.primary}
          disabled={state === 'busy'}
          data-testid="use-template"
        >
          {t('use.button')}
        </button>
      </div>
    </form>
  )
}
