import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import { AskedProblem } from '../contact/AskedProblem'

/** What a message says in the agent's language, when asked; what was written stays above it. */
export function Translation({ id, seq, always }: { id: string; seq: number; always: boolean }) {
  const { t, i18n } = useTranslation()
  const [shown, setShown] = useState(false)
  const asked = useQuery({
    queryKey: ['translation', id, seq, i18n.language],
    queryFn: () => api.translation(id, seq),
    enabled: shown,
    retry: false,
    staleTime: Infinity,
  })
  return (
    <div className="ib-translation" data-always={always || shown || undefined}>
      <UnstyledButton
        className="ib-translate"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'conversation.hideTranslation' : 'conversation.translate')}
      </UnstyledButton>
      {shown && (
        <div aria-live="polite">
          {asked.isFetching && <p className="ib-faint">{t('conversation.translating')}</p>}
          {asked.data && (
            <p className="ib-translated">
              <span className="ib-ai">{t('who.ai')}</span> {asked.data.text}
            </p>
          )}
          <AskedProblem error={asked.isFetching ? null : asked.error} />
        </div>
      )}
    </div>
  )
}
