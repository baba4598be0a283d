import type { Preview } from '../preview'

const leaveMessage: Preview = (config, { t, teamLabel }) => {
  const team = String(config['team'] ?? '')
  const words = String(config['ask_message'] ?? '')
  return (
    [words, team && t('preview.team', { team: teamLabel(team) })].filter(Boolean).join('\n') ||
    t('preview.defaultWords')
  )
}
export default leaveMessage
