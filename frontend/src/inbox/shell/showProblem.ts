import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'
import type { Outcome } from '../state/actions'

/** Shows why something did not work, if it did not. Returns whether it did. */
export function showProblem(outcome: Outcome, t: TFunction): boolean {
  if (outcome.ok) return true
  notifications.show({
    color: 'red',
    title: t('actions.failed'),
    message: problemText(outcome, t),
    withBorder: true,
  })
  return false
}

export function problemText(outcome: { code: string; problem: string }, t: TFunction): string {
  if (outcome.code === 'offline') return t('actions.offline')
  return outcome.problem || t('actions.unknown')
}
