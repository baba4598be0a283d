import { Alert, Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconArrowsJoin } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { ContactShown } from '../api/types'
import { problemText } from '../shell/showProblem'
import { shortTime } from '../shell/time'

interface Given {
  contact: number
  merge: NonNullable<ContactShown['merge']>
}

/** Says with whom a contact will be merged, when and at whose wish; it can be called off. */
export function MergeWaiting({ contact, merge }: Given) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const callOff = async () => {
    setBusy(true)
    setProblem('')
    try {
      queries.setQueryData(['contact', contact], await api.keepApart(contact))
      await queries.invalidateQueries({ queryKey: ['card'] })
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      setProblem(problemText({ code, problem: failure.message }, t))
      setBusy(false)
    }
  }

  const when = shortTime(merge.at, i18n.language, Date.now())
  return (
    <Alert
      role="note"
      color="gray"
      my="sm"
      className="ib-merge-waits"
      icon={<IconArrowsJoin size={18} aria-hidden />}
      title={t('person.mergeWaits')}
    >
      <p>{t('person.mergeWith', { name: merge.with })}</p>
      <p>{t('person.mergeWhen')}</p>
      {merge.by && <p className="ib-faint">{t('person.mergeBy', { name: merge.by, when })}</p>}
      <Button variant="default" size="xs" mt="xs" loading={busy} onClick={() => void callOff()}>
        {t('person.keepApart')}
      </Button>
      {problem && (
        <Alert color="red" mt="xs">
          {problem}
        </Alert>
      )}
    </Alert>
  )
}
