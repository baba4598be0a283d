import { Button } from '@mantine/core'
import { IconCornerDownLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { Row, Suggestion } from '../api/types'
import { composerBus } from '../composer/composerBus'
import { useInbox } from '../state/store'
import { DraftedReply } from './DraftedReply'

/** Answers from the knowledge that fit the visitor's last words. Inserted by a click, never sent. */
export function Suggestions({ row, writes }: { row: Row; writes: boolean }) {
  const { t } = useTranslation()
  const mine = useInbox((state) => row.agent?.id === state.me?.id)
  const head = useInbox((state) => (state.open?.id === row.id ? state.open.head_seq : row.head_seq))
  const asks = useInbox(
    (state) => (state.open?.id === row.id ? state.open : row).last?.from === 'visitor',
  )
  const isOpen = row.state !== 'closed'
  const [last, setLast] = useState<{ of: string; found: Suggestion[] } | null>(null)
  const found = useQuery({
    queryKey: ['suggestions', row.id, head],
    queryFn: () => api.suggestions(row.id),
    enabled: isOpen,
    // While the next are on their way, those before stay: of this conversation, never of another.
    placeholderData: (before, query) => (query?.queryKey[1] === row.id ? before : undefined),
  })
  if (found.data?.length && found.data !== last?.found) setLast({ of: row.id, found: found.data })
  // Once a question is answered they stay until another is asked: nothing jumps under the reader.
  const kept = last?.of === row.id && !asks ? last.found : []
  const shown = found.data?.length ? found.data : kept
  const drafts = writes && mine
  if (!isOpen || !(shown.length || drafts)) return null
  return (
    <section className="ib-section" data-testid="suggestions">
      <h3>{t('card.suggestions')}</h3>
      <ul className="ib-suggestions">
        {shown.map((one) => (
          <li key={one.question + one.answer}>
            <strong>{one.question}</strong>
            <p>{one.answer}</p>
            {mine && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconCornerDownLeft size={14} aria-hidden />}
                aria-label={t('card.insertThis', { question: one.question })}
                onClick={() => composerBus.insert(one.answer)}
              >
                {t('card.insert')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {drafts && <DraftedReply row={row} head={head} />}
    </section>
  )
}
