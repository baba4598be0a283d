import { useTranslation } from 'react-i18next'

import type { Publication } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import styles from './versions.module.css'

/** What publishing means for flows that call this one, and for those that it calls. */
export function Parts({ publication }: { publication: Publication }) {
  const { t } = useTranslation()
  const { flowsUrl } = useEditor()
  const { callers, renewedParts } = publication
  return (
    <>
      {renewedParts.length > 0 && (
        <p className={styles.note} data-testid="renewed-parts">
          {t('publish.renewed', { names: renewedParts.join(', ') })}
        </p>
      )}
      {callers.length > 0 && (
        <div className={styles.note} data-testid="callers">
          {t('publish.callers')}
          <ul>
            {callers.map(({ name, label }) => (
              <li key={name}>
                <a
                  href={`${flowsUrl}${encodeURIComponent(name)}/change/`}
                  target="_blank"
                  rel="noreferrer"
                >
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
