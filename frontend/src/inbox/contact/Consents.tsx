import { useTranslation } from 'react-i18next'
import type { Card } from '../api/types'
import { dateOf } from '../shell/time'

/** What the visitor agreed to, refused or withdrew, and when. */
export function Consents({ consents }: { consents: Card['consents'] }) {
  const { t, i18n } = useTranslation()
  if (!consents.length) return null
  return (
    <>
      <h3 className="ib-consents-title">{t('card.consents')}</h3>
      <dl className="ib-facts">
        {consents.map((one) => {
          const how = one.withdrawn_at ? 'withdrawn' : one.agreed ? 'given' : 'refused'
          const when = dateOf(one.withdrawn_at ?? one.at, i18n.language)
          return (
            <div key={one.purpose}>
              <dt>{one.label}</dt>
              <dd>{t(`card.consent.${how}`, { when })}</dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}
