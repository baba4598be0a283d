import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { useDocument, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { iconOf } from '../icons'
import { moment } from '../moment'
import type { Change } from '../state/documentStore'
import styles from './history.module.css'

/** Everything done to the flow since it was opened, newest first; any moment can be gone back to. */
export function HistoryDrawer() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Drawer
      opened={dialog === 'history'}
      onClose={() => show({ dialog: null })}
      position="right"
      size={360}
      title={t('history.label')}
      closeButtonProps={{ 'aria-label': t('close') }}
      overlayProps={{ opacity: 0 }}
    >
      <Steps />
    </Drawer>
  )
}

function Steps() {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const done = useDocument((state) => state.done)
  const undone = useDocument((state) => state.undone)
  const travel = (steps: number) => documents.getState().travel(steps)
  // `undone` ends with what was undone last, which is the next to be redone.
  const changes = [...done, ...undone.toReversed()]
  if (changes.length === 0) return <p className={styles.note}>{t('history.empty')}</p>
  return (
    <>
      <p className={styles.note}>{t('history.help')}</p>
      <ol className={styles.steps} reversed data-testid="history">
        {changes
          .map((change, at) => (
            <Step
              key={at}
              change={change}
              isNow={at === done.length - 1}
              isUndone={at >= done.length}
              isDisabled={!mayEdit}
              onPick={() => travel(at + 1)}
            />
          ))
          .toReversed()}
        <li>
          <button
            type="button"
            className={styles.step}
            aria-current={done.length === 0 ? 'step' : undefined}
            disabled={!mayEdit}
            onClick={() => travel(0)}
          >
            <span className={styles.what}>{t('history.opened')}</span>
          </button>
        </li>
      </ol>
    </>
  )
}

interface Given {
  change: Change
  isNow: boolean
  isUndone: boolean
  isDisabled: boolean
  onPick: () => void
}

function Step({ change, isNow, isUndone, isDisabled, onPick }: Given) {
  const { t } = useTranslation()
  const { catalogue, language } = useEditor()
  const { subject } = change
  const info = subject ? catalogue.get(subject.type) : undefined
  const Icon = subject ? iconOf(info?.icon) : null
  return (
    <li>
      <button
        type="button"
        className={styles.step}
        aria-current={isNow ? 'step' : undefined}
        data-undone={isUndone}
        disabled={isDisabled}
        onClick={onPick}
      >
        <span className={styles.what}>{t(change.label)}</span>
        {subject && (
          <span className={styles.subject}>
            {Icon && <Icon size={14} stroke={1.75} aria-hidden />}
            {subject.title || info?.title || subject.type}
          </span>
        )}
        {isUndone && <span className={styles.undone}>{t('history.undone')}</span>}
        <time>{moment(new Date(change.at).toISOString(), language)}</time>
      </button>
    </li>
  )
}
