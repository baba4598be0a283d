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

/** Says which of the colleagues that a note names were not told, since they have no inbox. */
export function showUntold(outcome: Outcome, t: TFunction): void {
  if (!outcome.ok || !outcome.untold) return
  notifications.show({
    color: 'yellow',
    title: t('mentions.untoldTitle'),
    message: t('mentions.untold', { names: outcome.untold.join(', ') }),
    withBorder: true,
    autoClose: 10_000,
  })
}
