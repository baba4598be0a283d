import { SegmentedControl, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { dayAhead } from '../publication/due'
import styles from './versions.module.css'

/** A day as 2026-11-30 and an hour as 08:00, by the workspace's clock; null is now. */
export type Moment = { day: string; hour: string } | null

interface Given {
  value: Moment
  timezone: string
  onChange: (value: Moment) => void
}

/** Now, or a day and an hour. */
export function When({ value, timezone, onChange }: Given) {
  const { t } = useTranslation()
  return (
    <div>
      <Text size="sm" fw={600} mb={6}>
        {t('when.label')}
      </Text>
      <SegmentedControl
        value={value ? 'later' : 'now'}
        aria-label={t('when.label')}
        data-testid="when"
        data={[
          { value: 'now', label: t('when.now') },
          { value: 'later', label: t('when.later') },
        ]}
        onChange={(way) =>
          onChange(way === 'later' ? { day: dayAhead(1, timezone), hour: '08:00' } : null)
        }
      />
      {value && (
        <div className={styles.when}>
          <TextInput
            type="date"
            label={t('when.day')}
            value={value.day}
            min={dayAhead(0, timezone)}
            max={dayAhead(365, timezone)}
            required
            data-testid="when-day"
            onChange={(event) => onChange({ ...value, day: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('when.hour')}
            value={value.hour}
            required
            data-testid="when-hour"
            onChange={(event) => onChange({ ...value, hour: event.currentTarget.value })}
          />
          <p className={styles.note}>{t('when.help', { place: timezone.replaceAll('_', ' ') })}</p>
        </div>
      )}
    </div>
  )
}
