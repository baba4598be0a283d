import { ActionIcon, Button, Checkbox, Menu, Select, TextInput, Tooltip } from '@mantine/core'
import { IconArrowsExchange, IconCheck, IconPlus, IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Variable, VariableKind } from '../../shared/flow'
import {
  useDeferredDocument,
  useDocument,
  useEditor,
  useMayEdit,
  useScreen,
} from '../EditorContext'
import { declareVariable } from '../state/recipes'
import { renameVariable, usesOf } from '../state/variables'
import { useTyped } from '../useTyped'
import { variableNameOf } from './fieldWords'
import styles from './inspector.module.css'

const ROLES = ['own', 'input', 'output', 'both'] as const

function roleOf({ input, output }: Variable): (typeof ROLES)[number] {
  if (input) return output ? 'both' : 'input'
  return output ? 'output' : 'own'
}

const KINDS: VariableKind[] = ['text', 'number', 'boolean', 'date', 'list', 'object']

/** The flow's variables: what each holds, and whether that is personal data. */
export function VariableList() {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const variables = useDocument((state) => state.document.variables)
  const [typed, setTyped] = useState('')
  const name = variableNameOf(typed)
  const isTaken = variables.some((variable) => variable.name === name)
  const add = () => {
    if (!name || isTaken) return
    documents.getState().edit('edit.variable', (flow) => declareVariable(flow, { name }))
    setTyped('')
  }
  return (
    <section className={styles.variables} aria-labelledby="fb-variables">
      <h3 id="fb-variables">{t('variables.label')}</h3>
      <p className={styles.note}>{variables.length ? t('variables.help') : t('variables.empty')}</p>
      <ul>
        {variables.map((variable) => (
          <VariableRow key={variable.name} variable={variable} />
        ))}
      </ul>
      {mayEdit && (
        <div className={styles.addVariable}>
          <TextInput
            size="xs"
            flex={1}
            value={typed}
            placeholder={t('variables.new')}
            aria-label={t('variables.new')}
            classNames={{ input: styles.code }}
            error={isTaken && name ? t('variables.taken', { name }) : undefined}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') add()
            }}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={!name || isTaken}
            onClick={add}
          >
            {t('form.add')}
          </Button>
        </div>
      )}
    </section>
  )
}

function VariableRow({ variable }: { variable: Variable }) {
  const { t } = useTranslation()
  const { documents, catalogue } = useEditor()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  const { nodes } = useDeferredDocument()
  const uses = useMemo(
    () => usesOf({ nodes }, catalogue, variable.name).length,
    [nodes, catalogue, variable.name],
  )
  const change = (values: Partial<Variable>, merged?: string) =>
    documents.getState().edit(
      'edit.variable',
      (flow) => {
        const own = flow.variables.find((each) => each.name === variable.name)
        if (own) Object.assign(own, values)
      },
      merged ? { merge: `variable:${variable.name}:${merged}` } : undefined,
    )
  const [initial, typeInitial] = useTyped(variable.initial, (value) =>
    change({ initial: value }, 'initial'),
  )
  const remove = () =>
    documents.getState().edit('edit.variable', (flow) => {
      flow.variables = flow.variables.filter((each) => each.name !== variable.name)
    })
  return (
    <li className={styles.variableRow} data-testid={`variable-${variable.name}`}>
      <span className={styles.variableName}>
        <VariableName name={variable.name} />
        {uses ? (
          <button
            type="button"
            className={styles.usesLink}
            onClick={() => show({ find: { uses: { kind: 'variable', name: variable.name } } })}
          >
            {t('variables.uses', { count: uses })}
          </button>
        ) : (
          <span className={styles.faint}>{t('variables.uses', { count: 0 })}</span>
        )}
      </span>
      <Select
        size="xs"
        w={92}
        aria-label={t('variables.kind', { name: variable.name })}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={variable.kind}
        allowDeselect={false}
        disabled={!mayEdit}
        onChange={(kind) => change({ kind: (kind ?? 'text') as VariableKind })}
      />
      <Tooltip label={t('variables.personalHelp')} multiline w={220}>
        <Checkbox
          size="xs"
          label={t('variables.personal')}
          checked={variable.personal}
          disabled={!mayEdit}
          onChange={(event) => change({ personal: event.currentTarget.checked })}
        />
      </Tooltip>
      <Role variable={variable} onChange={change} />
      {mayEdit && (
        <Tooltip
          label={
            uses
              ? t('variables.inUse', { count: uses })
              : t('variables.remove', { name: variable.name })
          }
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t('variables.remove', { name: variable.name })}
            className={uses > 0 ? styles.off : undefined}
            aria-disabled={uses > 0}
            onClick={() => {
              if (uses === 0) remove()
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {typeof initial === 'string' && (
        <TextInput
          className={styles.variableInitial}
          size="xs"
          label={t('variables.initial')}
          value={initial}
          disabled={!mayEdit}
          onChange={(event) => typeInitial(event.currentTarget.value)}
        />
      )}
    </li>
  )
}

/** Whether it goes in or out when another flow calls this one; marked when it does. */
function Role({
  variable,
  onChange,
}: {
  variable: Variable
  onChange: (values: Partial<Variable>) => void
}) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  const role = roleOf(variable)
  const label = t('variables.role', {
    name: variable.name,
    role: t(`variables.roles.${role}`),
  })
  return (
    <Menu position="bottom-end" withinPortal disabled={!mayEdit}>
      <Menu.Target>
        <ActionIcon
          variant={role === 'own' ? 'subtle' : 'light'}
          color={role === 'own' ? 'gray' : 'accent'}
          size={24}
          title={label}
          aria-label={label}
          data-testid={`role-${variable.name}`}
          data-role={role}
        >
          <IconArrowsExchange size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ROLES.map((each) => (
          <Menu.Item
            key={each}
            role="menuitemradio"
            aria-checked={each === role}
            leftSection={
              <IconCheck
                size={14}
                aria-hidden
                style={{ visibility: each === role ? 'visible' : 'hidden' }}
              />
            }
            data-testid={`role-${each}`}
            onClick={() =>
              onChange({
                input: each === 'input' || each === 'both',
                output: each === 'output' || each === 'both',
              })
            }
          >
            {t(`variables.roles.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The name, which can be changed: everything that uses the variable follows. */
function VariableName({ name }: { name: string }) {
  const { t } = useTranslation()
  const { documents, catalogue } = useEditor()
  const mayEdit = useMayEdit()
  const others = useDocument((state) => state.document.variables)
  const [typed, setTyped] = useState<string | null>(null)
  if (typed === null || !mayEdit) {
    return (
      <button
        type="button"
        className={`${styles.code} ${styles.nameButton}`}
        disabled={!mayEdit}
        title={t('variables.rename', { name })}
        aria-label={t('variables.rename', { name })}
        data-testid={`rename-${name}`}
        onClick={() => setTyped(name)}
      >
        {name}
      </button>
    )
  }
  const wanted = variableNameOf(typed)
  const isTaken = wanted !== name && others.some((variable) => variable.name === wanted)
  const keep = () => {
    setTyped(null)
    if (!wanted || isTaken || wanted === name) return
    documents
      .getState()
      .edit('edit.renameVariable', (flow) => renameVariable(flow, catalogue, name, wanted))
  }
  return (
    <TextInput
      size="xs"
      data-autofocus
      ref={(input) => input?.focus()}
      value={typed}
      aria-label={t('variables.rename', { name })}
      classNames={{ input: styles.code }}
      error={isTaken ? t('variables.taken', { name: wanted }) : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isTaken) keep()
        if (event.key === 'Escape') {
          event.stopPropagation()
          setTyped(null)
        }
      }}
    />
  )
}
