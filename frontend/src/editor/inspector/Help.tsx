import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import styles from './inspector.module.css'

const SHORT = 110

/** What a step does; a long text is folded to its beginning. */
export function Help({ text }: { text: string }) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  const isLong = text.length > SHORT
  return (
    <div>
      <p className={styles.help} data-folded={isLong && !isOpen}>
        {text}
      </p>
      {isLong && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? 'inspector.less' : 'inspector.more')}
        </button>
      )}
    </div>
  )
}
