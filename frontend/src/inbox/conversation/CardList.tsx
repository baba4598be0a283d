import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { ShownCard } from '../api/types'

/** The cards that the visitor was shown, with the pictures that we have; other hosts are not asked. */
export function CardList({ cards }: { cards: ShownCard[] }) {
  const { t } = useTranslation()
  return (
    <ol className="ib-cards" aria-label={t('conversation.cards')}>
      {cards.map(({ title, text, price, picture, alt = '', buttons = [] }, place) => (
        <li key={place}>
          {picture && <Picture address={picture} alt={alt} />}
          <p className="ib-card-title">{[title, price].filter(Boolean).join(' · ')}</p>
          {text && <p>{text}</p>}
          {buttons.length > 0 && (
            <ul className="ib-options">
              {buttons.map(({ label, url = '' }, number) => (
                <li key={number}>
                  {/^https:\/\//i.test(url) ? (
                    <a href={url} target="_blank" rel="noopener noreferrer">
                      {label}
                    </a>
                  ) : (
                    label
                  )}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  )
}

function Picture({ address, alt }: { address: string; alt: string }) {
  const [isMissing, setIsMissing] = useState(false)
  const src = `/api/v1/inbox/card-pictures/?address=${encodeURIComponent(address)}`
  if (isMissing) return null
  return <img src={src} alt={alt} loading="lazy" onError={() => setIsMissing(true)} />
}
