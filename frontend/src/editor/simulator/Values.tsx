import { useTranslation } from 'react-i18next'

import styles from './try.module.css'

/** What the conversation remembers. */
export function Values({ variables }: { variables: Record<string, unknown> }) {
  const { t } = useTranslation()
  const entries = Object.entries(variables).filter(([name]) => !name.startsWith('_'))
  if (entries.length === 0) return <p className={styles.note}>{t('try.noValues')}</p>
  return (
    <dl className={styles.values} data-testid="try-values">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value === null || value === ''
              ? t('try.emptyValue')
              : typeof value === 'object'
                ? JSON.stringify(value)
                : String(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
