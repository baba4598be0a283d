import { useTranslation } from 'react-i18next'
import { twoClocks } from './time'
import { useNow } from './useNow'

const RENEWED_MS = 10_000

/** Times in the inbox go by this device; where the team's clock shows another, both are named. */
export function TwoClocks({ zone }: { zone: string }) {
  const { t, i18n } = useTranslation()
  const clocks = twoClocks(zone, useNow(RENEWED_MS), i18n.language)
  return clocks && <p className="ib-clocks">{t('shell.twoClocks', clocks)}</p>
}
