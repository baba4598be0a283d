import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Card } from '../api/types'

const SHOWN = 6

/** The steps the visitor went through, the last ones first to be seen. */
export function Path({ steps }: { steps: Card['path'] }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  if (!steps.length) return <p className="ib-faint">{t('card.noPath')}</p>
  const hidden = all ? 0 : Math.max(0, steps.length - SHOWN)
  return (
    <>
      {hidden > 0 && (
        <button type="button" className="ib-link" onClick={() => setAll(true)}>
          {t('card.pathMore', { count: hidden })}
        </button>
      )}
      <ol className="ib-path">
        {steps.slice(hidden).map((step, index) => (
          <li key={`${hidden + index}-${step.id}`} data-category={step.category}>
            {step.title}
          </li>
        ))}
      </ol>
    </>
  )
}
