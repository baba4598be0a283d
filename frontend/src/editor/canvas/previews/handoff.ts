import type { Preview } from '../preview'

const handoff: Preview = (config, { t, teamLabel }) => {
  const team = String(config['team'] ?? '')
  const waiting = String(config['waiting'] ?? '')
  return [team ? t('preview.team', { team: teamLabel(team) }) : t('preview.defaultTeam'), waiting]
    .filter(Boolean)
    .join('\n')
}
export default handoff
