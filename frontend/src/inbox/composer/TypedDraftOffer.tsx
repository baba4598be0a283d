import { ActionIcon, Button } from '@mantine/core'
import { IconCornerDownLeft, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isHandheld } from '../shell/handheld'
import type { TypedDraft } from './useTypedDraft'

interface Given {
  draft: TypedDraft | null
  onInsert: () => void
  onDismiss: () => void
}

/** How the reply might go on, by the model; put into it by Tab or a click, and never sent. */
export function TypedDraftOffer({ draft, onInsert, onDismiss }: Given) {
  const { t } = useTranslation()
  return (
    <div className="ib-typed-draft" data-testid="typed-draft" aria-live="polite">
      {draft && (
        <>
          <p title={t('card.standsOn', { sources: draft.sources.join(' · ') })}>
            <span className="ib-ai">{t('who.ai')}</span> {draft.text.trim()}
          </p>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCornerDownLeft size={14} aria-hidden />}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onInsert}
          >
            {t(isHandheld() ? 'composer.draftInsert' : 'composer.draftInsertTab')}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('composer.draftDismiss')}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onDismiss}
          >
            <IconX size={16} />
          </ActionIcon>
        </>
      )}
    </div>
  )
}
