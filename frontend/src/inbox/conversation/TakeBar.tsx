import { Button } from '@mantine/core'
import { IconHandStop, IconMail, IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { useInbox } from '../state/store'
import { useTaking } from './useTaking'

interface Given {
  row: Row
  /** Whether the note's field is there already. */
  writing: boolean
  onNote: () => void
}

/** On a phone, by the thumb: take the conversation, or write a note without taking it. */
export function TakeBar({ row, writing, onNote }: Given) {
  const { t } = useTranslation()
  const taking = useTaking(row)
  const wasLeft = useInbox((state) => state.left === row.id)
  const Picture = row.state === 'closed' ? IconMail : IconHandStop
  return (
    <div className="ib-take ib-phone-only">
      {taking && (
        <Button
          className="ib-take-it"
          size="md"
          variant={taking.isPlain && !wasLeft ? 'filled' : 'default'}
          leftSection={<Picture size={18} aria-hidden />}
          loading={taking.busy}
          onClick={taking.take}
        >
          {taking.label}
        </Button>
      )}
      {!writing && (
        <Button
          size="md"
          variant="default"
          px="sm"
          leftSection={<IconNote size={18} aria-hidden />}
          onClick={onNote}
        >
          {t('composer.note')}
        </Button>
      )}
    </div>
  )
}
