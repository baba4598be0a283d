import { useTranslation } from 'react-i18next'

import type { Report } from './exchange'
import styles from './languages.module.css'

const NAMED = 8

/** What became of the texts of a file: taken, left as they were, to be checked, not ours. */
export function ImportReport({ report, language }: { report: Report; language: string }) {
  const { t } = useTranslation()
  const { taken, same, empty, stale, tooLong, unknown, stillMissing } = report
  const counted = [
    ['same', same],
    ['empty', empty],
    ['stillMissing', stillMissing],
  ] as const
  const listed = [
    ['staleText', stale],
    ['tooLong', tooLong],
    ['unknown', unknown],
  ] as const
  return (
    <div className={styles.report} data-testid="import-report">
      <p>
        <strong>{t('languages.report.taken', { count: taken, language })}</strong>
      </p>
      <ul>
        {counted
          .filter(([, count]) => count > 0)
          .map(([key, count]) => (
            <li key={key}>{t(`languages.report.${key}`, { count })}</li>
          ))}
        {listed
          .filter(([, keys]) => keys.length > 0)
          .map(([key, keys]) => (
            <li key={key}>
              {t(`languages.report.${key}`, { count: keys.length })}
              <ul>
                {keys.slice(0, NAMED).map((each, index) => (
                  <li key={index}>
                    <code>{each}</code>
                  </li>
                ))}
                {keys.length > NAMED && (
                  <li>{t('difference.more', { count: keys.length - NAMED })}</li>
                )}
              </ul>
            </li>
          ))}
      </ul>
    </div>
  )
}
