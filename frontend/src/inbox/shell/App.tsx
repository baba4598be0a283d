import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAlerts } from '../alerts/useAlerts'
import { composerBus } from '../composer/composerBus'
import { CardPane } from '../contact/CardPane'
import { ConversationPane } from '../conversation/ConversationPane'
import { TransferManyDialog } from '../many/TransferManyDialog'
import { SnoozeDialog } from '../marks/SnoozeDialog'
import { TagDialog } from '../marks/TagDialog'
import { ConversationList } from '../queues/ConversationList'
import { FilterDialog } from '../queues/FilterDialog'
import { Rail } from '../queues/Rail'
import { SearchDialog } from '../search/SearchDialog'
import { openConversation, startSession } from '../state/session'
import { useInbox } from '../state/store'
import { idInAddress } from './address'
import { ConnectionBar } from './ConnectionBar'
import { isOneColumn } from './handheld'
import { Shortcuts } from './Shortcuts'
import { useAddress } from './useAddress'
import { useKeys } from './useKeys'
import { useNews } from './useNews'

/** The inbox: four columns that fold to one on a phone. */
export function App({
  workspace,
  adminUrl,
  liveUrl,
}: {
  workspace: string
  adminUrl: string
  liveUrl: string
}) {
  const { t } = useTranslation()
  const waiting = useInbox((state) => state.counts?.waiting ?? 0)
  const [selected, setSelected] = useState<string | null>(idInAddress())
  const [details, setDetails] = useState(false)
  const [help, setHelp] = useState(false)

  useEffect(startSession, [])
  useEffect(() => {
    void openConversation(selected)
    if (selected === null) setDetails(false)
  }, [selected])
  useEffect(() => {
    document.title = waiting ? `(${waiting}) ${t('title')}` : t('title')
  }, [waiting, t])
  const open = useCallback((id: string | null) => setSelected(id), [])
  useAddress(selected, open)
  useNews(open)
  useAlerts(open)
  useEffect(() => {
    composerBus.inserted = () => isOneColumn() && setDetails(false)
    return () => {
      composerBus.inserted = null
    }
  }, [])
  useKeys({ selected, open, details, setDetails, showHelp: () => setHelp(true) })

  const pane = details ? 'card' : selected ? 'conversation' : 'list'
  return (
    <main className="ib-shell" data-pane={pane}>
      <h1 className="fb-visually-hidden">{t('title')}</h1>
      <ConnectionBar />
      <Rail
        workspace={workspace}
        adminUrl={adminUrl}
        liveUrl={liveUrl}
        showHelp={() => setHelp(true)}
      />
      <ConversationList selected={selected} onOpen={open} />
      <ConversationPane
        key={selected ?? 'none'}
        id={selected}
        onBack={() => open(null)}
        onOpen={open}
        onDetails={() => setDetails(!details)}
      />
      <CardPane id={selected} onBack={() => setDetails(false)} onOpen={open} />
      <SearchDialog onOpen={open} />
      <TagDialog />
      <SnoozeDialog />
      <FilterDialog />
      <TransferManyDialog />
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
      <p className="fb-visually-hidden" role="status">
        {waiting ? t('announce.waiting', { count: waiting }) : ''}
      </p>
    </main>
  )
}
