import { Button, Checkbox, MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import { VIEWS, type Narrowing, type ViewName } from '../api/types'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { problemText } from '../shell/showProblem'
import { chooseSaved, chooseView, loadSaved } from '../state/session'
import { useInbox } from '../state/store'
import { channelName } from './channelName'

const LANGUAGES = ['pl', 'en', 'uk', 'de']

/** What the list is narrowed to, and a name to keep it under. */
export function FilterDialog() {
  const { t } = useTranslation()
  const opened = useDialogs((state) => state.shown === 'filter')
  return (
    <Dialog opened={opened} onClose={closeDialog} title={t('filter.title')} size="sm">
      <Filter />
    </Dialog>
  )
}

/** The form: shows what is chosen now, and changes the list when it is sent. */
export function Filter() {
  const { t } = useTranslation()
  const now = useInbox.getState()
  const tags = useInbox((state) => state.tags)
  const teams = useInbox((state) => state.teams)
  const rows = useInbox((state) => state.rows)
  const [view, setView] = useState<ViewName>(now.view)
  const [team, setTeam] = useState<number | null>(now.team)
  const [narrowing, setNarrowing] = useState<Narrowing>(now.narrowing)
  const [name, setName] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const narrow = (part: Partial<Narrowing>) => setNarrowing((old) => ({ ...old, ...part }))
  const channels = [
    ...new Set([...rows.map((row) => row.channel), narrowing.channel, 'web', 'email']),
  ]
  const languages = [...new Set([...LANGUAGES, ...rows.map((row) => row.language)])]
  const known = narrowing.tags.filter((id) => tags.some((tag) => tag.id === id))

  const show = () => {
    chooseView(view, team, { ...narrowing, tags: known })
    closeDialog()
  }
  const keep = async () => {
    setBusy(true)
    setProblem('')
    try {
      const sla = narrowing.sla === 'at_risk' ? ('at_risk' as const) : ('' as const)
      const saved = await api.saveView({ name, view, team, ...narrowing, tags: known, sla })
      await loadSaved()
      chooseSaved(saved)
      closeDialog()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      setProblem(problemText({ code, problem: failure.message }, t))
    }
    setBusy(false)
  }
  return (
    <Stack gap="sm">
      <Select
        label={t('filter.view')}
        value={view}
        allowDeselect={false}
        data={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
        onChange={(value) => setView((value ?? 'waiting') as ViewName)}
      />
      <MultiSelect
        label={t('filter.tags')}
        placeholder={known.length ? undefined : t('filter.any')}
        searchable
        value={known.map(String)}
        data={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
        nothingFoundMessage={t('filter.noTags')}
        onChange={(value) => narrow({ tags: value.map(Number) })}
      />
      <Select
        label={t('filter.team')}
        placeholder={t('filter.any')}
        clearable
        value={team === null ? null : String(team)}
        data={teams.map((one) => ({ value: String(one.id), label: one.name }))}
        onChange={(value) => setTeam(value === null ? null : Number(value))}
      />
      <Select
        label={t('filter.language')}
        placeholder={t('filter.any')}
        clearable
        value={narrowing.language || null}
        data={languages.map((value) => ({ value, label: languageName(value, t('filter.locale')) }))}
        onChange={(value) => narrow({ language: value ?? '' })}
      />
      {channels.filter(Boolean).length > 1 && (
        <Select
          label={t('filter.channel')}
          placeholder={t('filter.any')}
          clearable
          value={narrowing.channel || null}
          data={channels.filter(Boolean).map((value) => ({ value, label: channelName(value, t) }))}
          onChange={(value) => narrow({ channel: value ?? '' })}
        />
      )}
      <Checkbox
        label={t('filter.atRisk')}
        checked={narrowing.sla === 'at_risk'}
        onChange={(event) => narrow({ sla: event.currentTarget.checked ? 'at_risk' : '' })}
      />
      <Button onClick={show}>{t('filter.show')}</Button>
      <form
        className="ib-keep"
        onSubmit={(event) => {
          event.preventDefault()
          void keep()
        }}
      >
        <TextInput
          label={t('filter.keep')}
          placeholder={t('filter.name')}
          maxLength={60}
          value={name}
          error={problem}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setProblem('')
          }}
        />
        <Button type="submit" variant="default" disabled={!name.trim()} loading={busy}>
          {t('filter.save')}
        </Button>
      </form>
    </Stack>
  )
}

function languageName(code: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code
}
