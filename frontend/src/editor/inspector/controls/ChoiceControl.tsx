import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { useDocument, useEditor, useScreen } from '../../EditorContext'
import type { Thing } from '../../state/find'
import { titleOf } from '../../state/ports'
import { optionsOf, type Option } from '../fieldWords'
import styles from '../inspector.module.css'
import { errorOf, type ControlProps } from './control'

interface Choosing extends ControlProps {
  options: Option[]
  /** What an empty value means, when it may be empty. */
  empty?: string
  nothing?: string
  /** What kind of thing is chosen, when its other uses can be shown. */
  kind?: Thing['kind']
}

/** One of several named things. A value that is no longer among them is shown as it is. */
function Choosing({ options, empty, nothing, kind, ...props }: Choosing) {
  const { id, path, value, onChange, label, description, problems, isDisabled, isRequired } = props
  const { t } = useTranslation()
  const { show } = useScreen()
  const chosen = value === undefined || value === null ? '' : String(value)
  const isKnown = chosen === '' || options.some((option) => option.value === chosen)
  const data = isKnown
    ? options
    : [...options, { value: chosen, label: t('form.gone', { name: chosen }) }]
  const select = (
    <Select
      id={id}
      label={label}
      description={description}
      data={data}
      value={chosen === '' ? null : chosen}
      placeholder={empty ?? t('form.choose')}
      clearable={empty !== undefined}
      searchable={data.length > 8}
      allowDeselect={false}
      checkIconPosition="right"
      nothingFoundMessage={nothing ?? t('form.nothingFound')}
      onChange={(next) => onChange(next ?? '')}
      withAsterisk={isRequired}
      disabled={isDisabled}
      error={errorOf(problems, path)}
      comboboxProps={{ withinPortal: true }}
      clearButtonProps={{ 'aria-label': t('form.clear') }}
    />
  )
  if (!kind || chosen === '') return select
  const shown = data.find((option) => option.value === chosen)?.label ?? chosen
  return (
    <div>
      {select}
      <button
        type="button"
        className={styles.usesLink}
        onClick={() => show({ find: { uses: { kind, name: chosen }, label: shown } })}
      >
        {t('find.all')}
      </button>
    </div>
  )
}

export function ChoiceControl(props: ControlProps) {
  const values = props.schema.enum ?? []
  return (
    <Choosing
      {...props}
      options={optionsOf(props.schema)}
      onChange={(next) => props.onChange(values.find((value) => String(value) === next) ?? next)}
    />
  )
}

const named = (list: readonly { name: string; label: string }[]): Option[] =>
  list.map(({ name, label }) => ({ value: name, label }))

export function TeamControl(props: ControlProps) {
  const { t } = useTranslation()
  const { surroundings } = useEditor()
  const chosen = useDocument((state) => state.document.settings.default_team)
  const { teams } = surroundings
  const team = teams.find(({ name }) => name === chosen) ?? teams[0]
  return (
    <Choosing
      {...props}
      kind="team"
      options={named(teams)}
      empty={team ? t('form.defaultTeam', { team: team.label }) : t('form.noTeams')}
      nothing={t('form.noTeams')}
    />
  )
}

export function CredentialControl(props: ControlProps) {
  const { t } = useTranslation()
  const { surroundings } = useEditor()
  return (
    <Choosing
      {...props}
      kind="credential"
      options={named(surroundings.credentials)}
      empty={t('form.none')}
      nothing={t('form.noCredentials')}
    />
  )
}

export function SurveyControl(props: ControlProps) {
  const { t } = useTranslation()
  const { surroundings } = useEditor()
  return (
    <Choosing
      {...props}
      kind="survey"
      options={named(surroundings.surveys)}
      empty={t('form.ownQuestion')}
      nothing={t('form.noSurveys')}
    />
  )
}

export function FlowControl(props: ControlProps) {
  const { t } = useTranslation()
  const { surroundings, flowsUrl } = useEditor()
  const called = surroundings.flows.find(({ name }) => name === props.value)
  return (
    <>
      <Choosing
        {...props}
        kind="flow"
        options={named(surroundings.flows)}
        nothing={t('form.noFlows')}
      />
      {called && (
        <a
          className={styles.usesLink}
          href={`${flowsUrl}${encodeURIComponent(called.name)}/change/`}
          target="_blank"
          rel="noreferrer"
        >
          {t('subflow.open')}
        </a>
      )}
    </>
  )
}

export function NodeControl(props: ControlProps) {
  const { catalogue } = useEditor()
  const nodes = useDocument((state) => state.document.nodes)
  const options = nodes.map((node) => ({
    value: node.id,
    label: titleOf(node, catalogue.get(node.type)),
  }))
  return <Choosing {...props} kind="node" options={options} />
}
