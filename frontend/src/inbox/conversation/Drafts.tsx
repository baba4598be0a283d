import { Button } from '@mantine/core'
import { IconAlertTriangle, IconClock, IconCloudOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { discard, resend } from '../state/actions'
import type { Draft } from '../state/inboxState'
import { useInbox } from '../state/store'
import { Files } from './Files'
import { Words } from './words'

/** What is being sent, or was not: shown honestly, until the server has it. */
export function Drafts({ row }: { row: Row }) {
  const { t } = useTranslation()
  const drafts = useInbox((state) => state.drafts[row.id])
  if (!drafts?.length) return null
  return (
    <ul className="ib-drafts">
      {drafts.map((draft) => (
        <li
          key={draft.clientId}
          className="ib-said"
          data-kind={draft.private ? 'note' : 'agent'}
          data-status={draft.status}
        >
          <div className="ib-bubble">
            {draft.text && <Words text={draft.text} />}
            {draft.files.length > 0 && <Files files={draft.files} />}
          </div>
          {draft.status === 'sending' ? (
            <span className="ib-when ib-shown">
              <IconClock size={12} aria-hidden /> {t('composer.sending')}
            </span>
          ) : (
            <Unsent row={row} draft={draft} />
          )}
        </li>
      ))}
    </ul>
  )
}

/** Why it is not sent yet, and what the agent can do. */
function Unsent({ row, draft }: { row: Row; draft: Draft }) {
  const { t } = useTranslation()
  const hasFailed = draft.status === 'failed'
  const Icon = hasFailed ? IconAlertTriangle : IconCloudOff
  return (
    <span
      className={`ib-when ib-shown ib-unsent${hasFailed ? ' ib-failed' : ''}`}
      role={hasFailed ? 'alert' : 'status'}
    >
      <Icon size={14} aria-hidden />
      <span>
        {t(hasFailed ? 'composer.failed' : 'composer.waiting')}
        {draft.problem && `. ${draft.problem}`}
      </span>
      <Button
        size="compact-xs"
        variant="light"
        color={hasFailed ? 'red' : 'gray'}
        onClick={() => void resend(row, draft.clientId)}
      >
        {t('composer.resend')}
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        onClick={() => discard(row.id, draft.clientId)}
      >
        {t('composer.discard')}
      </Button>
    </span>
  )
}
