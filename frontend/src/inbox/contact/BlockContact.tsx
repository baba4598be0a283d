import { Alert, Badge, Button, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconBan, IconLockOpen } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { ContactShown } from '../api/types'
import { problemText } from '../shell/showProblem'

interface Given {
  contact: { id: number; name: string; blocked: boolean }
}

/** Blocks a person after a question why, or lets them write again. */
export function BlockContact({ contact }: Given) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [asks, setAsks] = useState(false)
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const change = async (call: Promise<ContactShown>) => {
    setBusy(true)
    setProblem('')
    try {
      queries.setQueryData(['contact', contact.id], await call)
      void queries.invalidateQueries({ queryKey: ['card'] })
      setAsks(false)
      setWhy('')
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      setProblem(problemText({ code, problem: failure.message }, t))
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      {contact.blocked ? (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          leftSection={<IconLockOpen size={14} aria-hidden />}
          onClick={() => void change(api.unblockContact(contact.id))}
        >
          {t('person.unblock')}
        </Button>
      ) : (
        <Button
          variant="subtle"
          color="red"
          size="xs"
          leftSection={<IconBan size={14} aria-hidden />}
          onClick={() => setAsks(true)}
        >
          {t('person.block')}
        </Button>
      )}
      {problem && !asks && (
        <Alert color="red" mt="xs">
          {problem}
        </Alert>
      )}
      <Dialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t('person.blockTitle', { name: contact.name })}
      >
        <p className="ib-dialog-text">{t('person.blockText')}</p>
        <Textarea
          label={t('person.why')}
          description={t('person.whyHelp')}
          value={why}
          maxLength={200}
          autosize
          minRows={2}
          mt="sm"
          data-autofocus
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        {problem && (
          <Alert color="red" mt="sm">
            {problem}
          </Alert>
        )}
        <div className="ib-person-do">
          <Button variant="default" onClick={() => setAsks(false)}>
            {t('actions.cancel')}
          </Button>
          <Button
            color="red.9"
            loading={busy}
            onClick={() => void change(api.blockContact(contact.id, why.trim()))}
          >
            {t('person.block')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

/** Says at once that nothing of this person's is taken. */
export function BlockedBadge() {
  const { t } = useTranslation()
  return (
    <Badge color="red" variant="light" leftSection={<IconBan size={12} aria-hidden />}>
      {t('person.blocked')}
    </Badge>
  )
}
