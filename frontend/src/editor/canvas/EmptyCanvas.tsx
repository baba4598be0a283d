import { IconLayoutGrid } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useEditor, useMayEdit } from '../EditorContext'
import { iconOf } from '../icons'
import { noteUsed } from '../palette/groups'
import styles from './canvas.module.css'
import { useCanvasActions } from './useCanvasActions'

/** Good first steps, where the catalogue has them. */
const FIRST = ['greeting', 'choices', 'question']

/** An empty canvas says how to go on. */
export function EmptyCanvas() {
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  return (
    <div className={styles.emptyRoom}>
      <div className={styles.empty} data-testid="empty-canvas">
        <h2>{t('empty.title')}</h2>
        <p>{t(mayEdit ? 'empty.text' : 'empty.readOnly')}</p>
        {mayEdit && <WaysOn />}
      </div>
    </div>
  )
}

function WaysOn() {
  const { t } = useTranslation()
  const { catalogue, flowsUrl } = useEditor()
  const { add } = useCanvasActions()
  const first = FIRST.flatMap((name) => catalogue.get(name) ?? [])
  return (
    <div className={styles.ways}>
      {first.map((type) => {
        const Icon = iconOf(type.icon)
        return (
          <button
            key={type.name}
            type="button"
            className={styles.way}
            data-testid={`first-${type.name}`}
            onClick={() => {
              add(type)
              noteUsed(type.name)
            }}
          >
            <Icon size={20} stroke={1.75} aria-hidden />
            <span>
              <strong>{t('empty.begin', { type: type.title })}</strong>
              <small>{type.help.split('. ')[0]?.replace(/\.$/, '')}.</small>
            </span>
          </button>
        )
      })}
      {flowsUrl && (
        <a className={styles.way} href={`${flowsUrl}add/`}>
          <IconLayoutGrid size={20} stroke={1.75} aria-hidden />
          <span>
            <strong>{t('empty.template')}</strong>
            <small>{t('empty.templateText')}</small>
          </span>
        </a>
      )}
    </div>
  )
}
