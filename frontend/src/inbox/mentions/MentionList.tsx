import { useTranslation } from 'react-i18next'
import type { Colleague } from '../api/types'

interface Given {
  id: string
  found: Colleague[]
  active: number
  onUse: (one: Colleague) => void
}

/** The colleagues that may be meant by what follows the @. */
export function MentionList({ id, found, active, onUse }: Given) {
  const { t } = useTranslation()
  if (!found.length) return null
  return (
    <ul className="ib-canned" id={id} role="listbox" tabIndex={-1} aria-label={t('mentions.label')}>
      {found.map((one, index) => (
        // The field keeps the focus and handles the keys; the mouse may pick too.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={one.id}
          id={`${id}-${one.id}`}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onUse(one)}
        >
          <span>
            <b>@{one.name}</b>
          </span>
          {!one.may_see && <small>{t('mentions.noAccess')}</small>}
        </li>
      ))}
    </ul>
  )
}
