import { useTranslation } from 'react-i18next'

import styles from './talks.module.css'

/** One line of a talk, with the word it begins with as people say it. */
export function TalkLine({ line }: { line: string }) {
  const { t, i18n } = useTranslation()
  const colon = line.indexOf(':')
  const key = `talks.word.${line.slice(0, colon)}`
  if (colon < 0 || !i18n.exists(key)) return <>{line}</>
  return (
    <>
      <span className={styles.word}>{t(key)}:</span>
      {line.slice(colon + 1)}
    </>
  )
}
