import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Address, Flow, Locale } from '../../shared/flow'
import { LANGUAGES, languageName } from '../../shared/languages'
import { useDocument, useDraft, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { ProblemItem } from '../problems/ProblemItem'
import { LinesControl } from './controls/LinesControl'
import { FlowBudget } from './FlowBudget'
import { PanelHeader } from './PanelHeader'
import { useTyped } from '../useTyped'
import { VariableList } from './VariableList'
import styles from './inspector.module.css'

const NONE: never[] = []
/** As many excluded topics as a flow keeps, and as long. */
const ROOM_FOR_TOPICS = { lines: 20, characters: 120 }
const ADDRESSES: readonly Address[] = ['', 'formal', 'titled', 'casual']

/** What holds for the whole flow, shown while no card is selected. */
export function FlowSettings({ isTitled }: { isTitled: boolean }) {
  const { t } = useTranslation()
  const { documents, language, surroundings } = useEditor()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  const locale = useDocument((state) => state.document.locale)
  const translations = useDocument((state) => state.document.translations)
  const team = useDocument((state) => state.document.settings.default_team)
  const all = useDraft((draft) => draft.problems)
  const change = (key: string, recipe: (flow: Flow) => void) =>
    documents.getState().edit('edit.settings', recipe, { merge: `settings:${key}` })
  const [name, typeName] = useTyped(
    useDocument((state) => state.document.name),
    (value) =>
      change('name', (flow) => {
        flow.name = value
      }),
  )
  const address = useDocument((state) => state.document.settings.address ?? '')
  const [persona, typePersona] = useTyped(
    useDocument((state) => state.document.settings.persona ?? ''),
    (value) =>
      change('persona', (flow) => {
        flow.settings.persona = value
      }),
  )
  const excluded = useDocument((state) => state.document.settings.excluded)
  const teams = surroundings.teams.map((each) => ({ value: each.name, label: each.label }))
  const [first] = teams
  const isGone = team !== '' && !teams.some((each) => each.value === team)
  return (
    <>
      {!isTitled && <PanelHeader title={t('settings.label')} />}
      <div className={styles.body}>
        {all
          .filter((problem) => problem.node === null)
          .map((problem) => (
            <ProblemItem key={problem.code + problem.message} problem={problem} isHere />
          ))}
        <TextInput
          label={t('settings.name')}
          data-testid="flow-name"
          value={name}
          maxLength={120}
          disabled={!mayEdit}
          error={name.trim() === '' ? t('settings.nameMissing') : undefined}
          onChange={(event) => typeName(event.currentTarget.value)}
        />
        <Select
          label={t('settings.language')}
          description={t('settings.languageHelp')}
          data={LANGUAGES.filter((code) => !translations[code]).map((code) => ({
            value: code,
            label: languageName(code, language),
          }))}
          data-testid="main-language"
          value={locale}
          allowDeselect={false}
          disabled={!mayEdit}
          onChange={(value) =>
            change('locale', (flow) => {
              flow.locale = (value ?? 'pl') as Locale
            })
          }
        />
        <Button
          variant="default"
          flex="none"
          leftSection={<IconLanguage size={16} aria-hidden />}
          data-testid="open-languages"
          onClick={() => show({ translating: { language: null, row: null } })}
        >
          {t('languages.label')}
        </Button>
        <Select
          label={t('settings.team')}
          description={t('settings.teamHelp')}
          placeholder={first ? t('settings.teamNone', { team: first.label }) : t('form.noTeams')}
          data={isGone ? [...teams, { value: team, label: t('form.gone', { name: team }) }] : teams}
          value={team || null}
          clearable
          clearButtonProps={{ 'aria-label': t('form.clear') }}
          disabled={!mayEdit}
          onChange={(value) =>
            change('team', (flow) => {
              flow.settings.default_team = value ?? ''
            })
          }
        />
        <Textarea
          label={t('settings.persona')}
          description={t('settings.personaHelp')}
          placeholder={t('settings.personaExample')}
          data-testid="persona"
          value={persona}
          maxLength={1000}
          autosize
          minRows={2}
          disabled={!mayEdit}
          onChange={(event) => typePersona(event.currentTarget.value)}
        />
        <Select
          label={t('settings.address')}
          description={t('settings.addressHelp')}
          data={ADDRESSES.map((each) => ({
            value: each || 'polite',
            label: t(`settings.addresses.${each || 'polite'}`),
          }))}
          data-testid="address"
          value={address || 'polite'}
          allowDeselect={false}
          disabled={!mayEdit}
          onChange={(value) =>
            change('address', (flow) => {
              flow.settings.address = value === 'polite' ? '' : (value as Address)
            })
          }
        />
        <LinesControl
          id="settings-excluded"
          path="excluded"
          value={excluded}
          label={t('settings.excluded')}
          description={t('settings.excludedHelp')}
          problems={NONE}
          isDisabled={!mayEdit}
          isRequired={false}
          room={ROOM_FOR_TOPICS}
          onChange={(value) =>
            change('excluded', (flow) => {
              flow.settings.excluded = value as string[]
            })
          }
        />
        <FlowBudget />
        <VariableList />
      </div>
    </>
  )
}
