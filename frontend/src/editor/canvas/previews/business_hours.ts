import type { Preview } from '../preview'

const businessHours: Preview = (config, { t, teamLabel }) => {
  const team = String(config['team'] ?? '')
  return team ? t('preview.team', { team: teamLabel(team) }) : t('preview.defaultTeam')
}
export default businessHours
