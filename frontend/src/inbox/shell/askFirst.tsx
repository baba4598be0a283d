import { modals } from '@mantine/modals'
import type { TFunction } from 'i18next'

interface Question {
  title: string
  text: string
  label: string
  run: () => void
}

/** Asks before something is done. The focus stands on the way back, as Enter may come unmeant. */
export function askFirst({ title, text, label, run }: Question, t: TFunction): void {
  modals.openConfirmModal({
    title,
    children: <p className="ib-dialog-text">{text}</p>,
    labels: { confirm: label, cancel: t('actions.cancel') },
    cancelProps: CANCEL,
    onConfirm: run,
  })
}

const CANCEL = { 'data-autofocus': true }
