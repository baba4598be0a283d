import { Button } from '@mantine/core'
import { IconCornerDownLeft, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { Row } from '../api/types'
import { composerBus } from '../composer/composerBus'
import { AskedProblem } from './AskedProblem'

/** A reply that the model drafts from the knowledge, when asked. Inserted by a click, never sent. */
export function DraftedReply({ row, head }: { row: Row; head: number }) {
  const { t } = useTranslation()
  const drafted = useQuery({
    queryKey: ['reply-draft', row.id, head],
    queryFn: () => api.replyDraft(row.id),
    enabled: false,
    retry: false,
  })
  const { text, sources = [] } = drafted.data ?? {}
  return (
    <div className="ib-drafted" data-testid="drafted-reply" aria-live="polite">
      {text && (
        <>
          <p>
            <span className="ib-ai">{t('who.ai')}</span> {text}
          </p>
          <p className="ib-faint">{t('card.standsOn', { sources: sources.join(' · ') })}</p>
          <p className="ib-faint">{t('card.checkIt')}</p>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCornerDownLeft size={14} aria-hidden />}
            aria-label={t('card.insertDraft')}
            onClick={() => composerBus.insert(text)}
          >
            {t('card.insert')}
          </Button>
        </>
      )}
      {text === '' && <p className="ib-faint">{t('card.nothingToDraft')}</p>}
      <AskedProblem error={drafted.error} />
      {text === undefined && (
        <Button
          size="compact-sm"
          variant="default"
          loading={drafted.isFetching}
          leftSection={<IconSparkles size={14} aria-hidden />}
          onClick={() => void drafted.refetch()}
        >
          {t('card.draftReply')}
        </Button>
      )}
    </div>
  )
}
