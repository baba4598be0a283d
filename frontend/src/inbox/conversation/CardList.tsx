import { useTranslation } from 'react-i18next'

import type { ShownCard } from '../api/types'

/** The cards that the visitor was shown, in words: their pictures lie with other hosts. */
export function CardList({ cards }: { cards: ShownCard[] }) {
  const { t } = useTranslation()
  return (
    <ol className="ib-cards" aria-label={t('conversation.cards')}>
      {cards.map(({ title, text, price, buttons = [] }, place) => (
        <li key={place}>
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
