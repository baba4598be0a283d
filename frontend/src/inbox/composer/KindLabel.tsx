import { IconNote, IconSend2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Kind } from './begun'

/** What can be written, and whether something was begun there that `waits` to be sent. */
export function KindLabel({ kind, waits }: { kind: Kind; waits: boolean }) {
  const { t } = useTranslation()
  const Picture = kind === 'note' ? IconNote : IconSend2
  return (
    <span className="ib-kind-label">
      <Picture size={14} aria-hidden />
      {t(`composer.${kind}`)}
      {waits && (
        <span className="ib-begun" title={t('composer.begun')}>
          <span className="fb-visually-hidden">, {t('composer.begun')}</span>
        </span>
      )}
    </span>
  )
}
