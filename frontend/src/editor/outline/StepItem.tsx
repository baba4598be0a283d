import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import type { Problem } from '../../shared/flow'
import { usePreview } from '../canvas/usePreview'
import { WithVariables } from '../canvas/WithVariables'
import { useEditor } from '../EditorContext'
import { iconOf } from '../icons'
import { toneOf } from '../problems/tone'
import type { Wire } from '../state/fromCanvas'
import { sameStep, type Step } from '../state/outline'
import { remove } from '../state/recipes'
import { Ways } from './Ways'
import styles from './outline.module.css'

interface Given {
  step: Step
  problems: Problem[]
  titles: ReadonlyMap<string, string>
  isChosen: boolean
  mayEdit: boolean
  onEdit: (id: string) => void
  onAdd: (from: Wire, near: HTMLElement) => void
}

/** One step: its number and name, what it says, what is wrong with it, where it leads. */
export const StepItem = memo(StepItemDrawn, sameGiven)

function sameGiven({ step, ...rest }: Given, { step: other, ...others }: Given): boolean {
  const keys = Object.keys(rest) as (keyof typeof rest)[]
  return sameStep(step, other) && keys.every((key) => rest[key] === others[key])
}

function StepItemDrawn({ step, problems, titles, ...given }: Given) {
  const { isChosen, mayEdit, onEdit, onAdd } = given
  const { t } = useTranslation()
  const { documents } = useEditor()
  const { node, info, number } = step
  const preview = usePreview(node, info)
  const Icon = iconOf(info?.icon)
  const name = titles.get(node.id) ?? node.id
  const drop = () => {
    const notice = { key: 'deletedNode', values: { name: node.title || info?.title || node.type } }
    documents.getState().edit('edit.remove', (flow) => remove(flow, new Set([node.id])), { notice })
  }
  return (
    <li
      id={`fb-step-${node.id}`}
      className={styles.step}
      data-category={info?.category ?? 'unknown'}
      data-testid={`step-${node.id}`}
    >
      <div className={styles.row}>
        <button
          type="button"
          className={styles.title}
          aria-current={isChosen || undefined}
          onClick={() => onEdit(node.id)}
        >
          <span className={styles.number}>{number}.</span>
          <Icon size={16} stroke={1.75} aria-hidden />
          <span className={styles.name}>{node.title || info?.title || node.type}</span>
          {node.title && info && <span className={styles.type}>{info.title}</span>}
        </button>
        {mayEdit && (
          <Tooltip label={t('outline.remove', { step: name })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t('outline.remove', { step: name })}
              onClick={drop}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {preview && (
        <p className={styles.preview}>
          <WithVariables text={preview} />
        </p>
      )}
      {problems.length > 0 && (
        <ul className={styles.problems} aria-label={t('problems.label')}>
          {problems.map((problem) => (
            <li
              key={`${problem.code}${problem.field}${problem.message}`}
              data-tone={toneOf(problem)}
            >
              <strong>{t(`problems.${toneOf(problem)}`)}:</strong> {problem.message}
            </li>
          ))}
        </ul>
      )}
      <Ways source={node.id} ways={step.ways} titles={titles} mayEdit={mayEdit} onAdd={onAdd} />
    </li>
  )
}
