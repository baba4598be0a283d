import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { deleteTemplate, templates, type Template } from '../shared/api/templates'
import type { Language } from '../shared/i18n'
import { Card } from './Card'
import { BUSINESSES, DOES, EVERYTHING, fitting, present, type Wanted } from './filters'
import styles from './gallery.module.css'
import { Preview } from './Preview'

/** The templates, filtered; one may be looked at closely. */
export function Gallery({ language, flowsUrl }: { language: Language; flowsUrl: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [wanted, setWanted] = useState<Wanted>({ ...EVERYTHING, language })
  const [open, setOpen] = useState<string | null>(null)
  const [hasFailed, setHasFailed] = useState(false)
  const found = useQuery({ queryKey: ['templates'], queryFn: ({ signal }) => templates(signal) })

  if (found.isError) {
    return (
      <div className={styles.empty} role="alert">
        <p>{t('notLoaded')}</p>
        <button type="button" onClick={() => void found.refetch()}>
          {t('retry')}
        </button>
      </div>
    )
  }
  const all = found.data ?? []
  const shown = fitting(all, wanted)
  const opened = all.find(({ key }) => key === open)
  const groups = [
    { id: 'own', templates: shown.filter(({ own }) => own) },
    { id: 'library', templates: shown.filter(({ own }) => !own) },
  ].filter((group) => group.templates.length > 0)

  const remove = (template: Template) => {
    if (!window.confirm(t('own.confirm', { name: template.name }))) return
    setHasFailed(false)
    deleteTemplate(template.key)
      .catch(() => setHasFailed(true))
      .finally(() => void queries.invalidateQueries({ queryKey: ['templates'] }))
  }

  return (
    <div className={styles.gallery} aria-busy={found.isPending}>
      <Filters all={all} wanted={wanted} onChange={setWanted} />
      {hasFailed && (
        <p role="alert" className={styles.error}>
          {t('own.notDeleted')}
        </p>
      )}
      {found.isPending && (
        <ul className={styles.cards} aria-label={t('loading')}>
          {Array.from({ length: 6 }, (_, index) => (
            <li key={index} className={styles.ghost} />
          ))}
        </ul>
      )}
      {!found.isPending && shown.length === 0 && (
        <div className={styles.empty}>
          <p>{t('nothing')}</p>
          <button type="button" onClick={() => setWanted({ ...EVERYTHING })}>
            {t('showAll')}
          </button>
        </div>
      )}
      {groups.map((group) => (
        <section key={group.id}>
          <h2>{t(`group.${group.id}`)}</h2>
          <ul className={styles.cards}>
            {group.templates.map((template) => (
              <Card
                key={template.key}
                template={template}
                onOpen={() => setOpen(template.key)}
                onDelete={() => remove(template)}
              />
            ))}
          </ul>
        </section>
      ))}
      <p role="status" className={styles.count}>
        {!found.isPending && t('count', { count: shown.length })}
      </p>
      {opened && (
        <Preview
          key={opened.key}
          template={opened}
          flowsUrl={flowsUrl}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  )
}

interface FiltersGiven {
  all: readonly Template[]
  wanted: Wanted
  onChange: (wanted: Wanted) => void
}

function Filters({ all, wanted, onChange }: FiltersGiven) {
  const { t } = useTranslation()
  const businesses = present(
    BUSINESSES,
    all.map(({ business }) => business),
  )
  const does = present(
    DOES,
    all.flatMap((template) => template.does),
  )
  return (
    <div className={styles.filters} role="search">
      <label className={styles.search}>
        <IconSearch size={16} aria-hidden />
        <input
          type="search"
          value={wanted.words}
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={(event) => onChange({ ...wanted, words: event.currentTarget.value })}
        />
      </label>
      <Choice
        label={t('filter.business')}
        none={t('filter.everyBusiness')}
        options={businesses.map((value) => [value, t(`business.${value}`)])}
        value={wanted.business}
        onChange={(business) => onChange({ ...wanted, business })}
      />
      <Choice
        label={t('filter.does')}
        none={t('filter.everything')}
        options={does.map((value) => [value, t(`does.${value}`)])}
        value={wanted.does}
        onChange={(chosen) => onChange({ ...wanted, does: chosen })}
      />
      <Choice
        label={t('filter.language')}
        none={t('filter.everyLanguage')}
        options={[
          ['pl', t('language.pl')],
          ['en', t('language.en')],
        ]}
        value={wanted.language}
        onChange={(value) => onChange({ ...wanted, language: value as Wanted['language'] })}
      />
      {all.some(({ own }) => own) && (
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={wanted.own}
            onChange={(event) => onChange({ ...wanted, own: event.currentTarget.checked })}
          />
          <span>{t('filter.own')}</span>
        </label>
      )}
    </div>
  )
}

interface ChoiceGiven {
  label: string
  none: string
  options: (readonly [string, string])[]
  value: string
  onChange: (value: string) => void
}

function Choice({ label, none, options, value, onChange }: ChoiceGiven) {
  return (
    <select
      aria-label={label}
      className={styles.choice}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{none}</option>
      {options.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </select>
  )
}
