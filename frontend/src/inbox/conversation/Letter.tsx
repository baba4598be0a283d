import {
  IconAlertTriangle,
  IconMail,
  IconMailCheck,
  IconMailForward,
  IconShieldQuestion,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types'
import { showProblem } from '../shell/showProblem'
import { sendAgain } from '../state/actions'

/** A message as an e-mail: whether it left, to whom, and what stood in it beside the new words. */
export function Letter({ message, conversation }: { message: Message; conversation: string }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const { mail } = message
  if (!mail) return null
  const { state, address, problem, quoted, verified } = mail
  const again = async () => {
    setBusy(true)
    showProblem(await sendAgain(conversation, message.seq), t)
    setBusy(false)
  }
  const Picture = { received: IconMail, waiting: IconMailForward, sent: IconMailCheck }[
    state as 'sent'
  ]
  return (
    <div className="ib-letter" data-state={state}>
      <p>
        {Picture ? <Picture size={13} aria-hidden /> : <IconAlertTriangle size={13} aria-hidden />}
        <span>
          {t(`mail.${state}`, { address })}
          {problem && ` ${problem}`}
        </span>
        {state === 'failed' && (
          <button type="button" className="ib-link" disabled={busy} onClick={() => void again()}>
            {t('mail.again')}
          </button>
        )}
      </p>
      {!verified && (
        <details className="ib-unverified">
          <summary>
            <IconShieldQuestion size={13} aria-hidden />
            {t('mail.unverified')}
          </summary>
          <p>{t('mail.unverifiedWhy')}</p>
        </details>
      )}
      {quoted && (
        <details>
          <summary>{t('mail.quoted')}</summary>
          <div className="ib-quoted">{quoted}</div>
        </details>
      )}
    </div>
  )
}
