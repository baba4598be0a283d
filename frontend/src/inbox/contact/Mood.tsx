import { IconMoodAnnoyed, IconMoodSmile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Card } from '../api/types'

/** How the visitor's words sounded to the flow, why, and that this is a guess. */
export function Mood({ mood }: { mood: NonNullable<Card['mood']> }) {
  const { t } = useTranslation()
  const Icon = mood.sounds === 'upset' ? IconMoodAnnoyed : IconMoodSmile
  const words = [t(`card.moods.${mood.sounds}`), mood.reasons.join(', ')]
  return (
    <section className="ib-section">
      <h3>{t('card.mood')}</h3>
      <p className="ib-mood" data-mood={mood.sounds}>
        <Icon size={18} stroke={1.75} aria-hidden />
        <span>{words.filter(Boolean).join(': ')}</span>
      </p>
      <p className="ib-faint">{t('card.moodHelp')}</p>
    </section>
  )
}
