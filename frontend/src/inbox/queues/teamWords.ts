import type { TFunction } from 'i18next'
import type { Team } from '../api/types'

/** Whether a team is open, and how many of it are there; an open one without anybody says so. */
export function teamWords(team: Team, t: TFunction): string {
  if (team.agents_online) {
    const online = t('team.online', { count: team.agents_online })
    return team.open ? online : `${t('team.closed')} · ${online}`
  }
  return t(team.open ? 'team.openEmpty' : 'team.closed')
}
