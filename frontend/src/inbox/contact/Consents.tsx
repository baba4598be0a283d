import { Alert, Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Card } from '../api/types'
import { problemText } from '../shell/showProblem'
import { dateOf } from '../shell/time'

type Consent = Card['consents'][number]

interface Given {
  contact: number
  consents: Consent[]
}

/** What the visitor agreed to, refused or withdrew, and when; what is given can be withdrawn. */
export function Consents({ contact, consents }: Given) {
  const { t, i18n } = useTranslation()
  const [asked, setAsked] = useState<Consent | null>(null)
  if (!consents.length) return null
  return (
    <>
      <h3 className="ib-consents-title">{t('card.consents')}</h3>
      <dl className="ib-facts">
        {consents.map((one) => {
          const how = one.withdrawn_at ? 'withdrawn' : one.agreed ? 'given' : 'refused'
          const when = dateOf(one.withdrawn_at ?? one.at, i18n.language)
          return (
            <div key={one.purpose}>
              <dt>{one.label}</dt>
              <dd className="ib-consent">
                {t(`card.consent.${how}`, { when })}
                {how === 'given' && (
                  <Button
                    className="ib-withdraw"
                    variant="subtle"
                    color="gray"
                    size="compact-xs"
                    aria-label={t('card.consent.withdrawNamed', { label: one.label })}
                    onClick={() => setAsked(one)}
                  >
                    {t('card.consent.withdraw')}
                  </Button>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
      {asked && <Withdrawing contact={contact} consent={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function Withdrawing(given: { contact: number; consent: Consent; onClose: () => void }) {
  const { contact, consent, onClose } = given
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const withdraw = async () => {
    setBusy(true)
    setProblem('')
    try {
      const person = await api.withdrawConsent(contact, consent.purpose)
      queries.setQueryData(['contact', contact], person)
      await queries.invalidateQueries({ queryKey: ['card'] })
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      setProblem(problemText({ code, problem: failure.message }, t))
      setBusy(false)
    }
  }

  return (
    <Dialog opened onClose={onClose} title={t('card.consent.withdrawTitle', consent)}>
      <p className="ib-dialog-text">{t('card.consent.withdrawText')}</p>
      {problem && (
        <Alert color="red" mt="sm">
          {problem}
        </Alert>
      )}
      <div className="ib-person-do">
        <Button variant="default" onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button color="red.9" loading={busy} onClick={() => void withdraw()}>
          {t('card.consent.withdrawDo')}
        </Button>
      </div>
    </Dialog>
  )
}
