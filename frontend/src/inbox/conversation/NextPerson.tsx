import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import { WIDE, type Row } from '../api/types'
import { useInbox } from '../state/store'
import { nextOf } from './nextOf'

interface Given {
  row: Row
  onOpen: (id: string) => void
  onBack: () => void
}

/** After one's part in a conversation: who is to be answered next, one press away. */
export function NextPerson({ row, onOpen, onBack }: Given) {
  const { t } = useTranslation()
  const wasLeft = useInbox((state) => state.left === row.id)
  const isMine = useInbox((state) => row.state === 'agent' && row.agent?.id === state.me?.id)
  const waiting = useInbox((state) => state.counts?.waiting)
  const mine = useInbox((state) => state.counts?.mine)
  const { data: next } = useQuery({
    queryKey: ['next', row.id, waiting, mine],
    queryFn: async () => {
      const [own, queue] = await Promise.all([
        api.conversations('mine', null, WIDE),
        api.conversations('waiting', null, WIDE),
      ])
      return nextOf(own.conversations, queue.conversations, row.id)
    },
    enabled: wasLeft && !isMine,
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  // The count has this one in it while it waits in a queue.
  const isWaiting = row.state === 'queued'
  const others = (waiting ?? 0) - (isWaiting ? 1 : 0)
  if (!wasLeft || isMine || next === undefined || (next === null && others > 0)) return null
  return (
    <div className="ib-next" role="status">
      {next ? (
        <Button
          size="md"
          fullWidth
          rightSection={<IconArrowRight size={18} aria-hidden />}
          onClick={() => onOpen(next.id)}
        >
          {t(next.state === 'queued' ? 'next.waits' : 'next.wrote', { name: next.contact.name })}
        </Button>
      ) : (
        <>
          <p>{t(isWaiting ? 'next.onlyThis' : 'next.nobody')}</p>
          <Button className="ib-phone-only" size="md" variant="default" onClick={onBack}>
            {t('next.list')}
          </Button>
        </>
      )}
    </div>
  )
}
