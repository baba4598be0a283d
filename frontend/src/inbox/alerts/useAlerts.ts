import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { onNews, onRow } from '../state/news'
import { useInbox } from '../state/store'
import { tellAlert, tellAlerts, tellGiven } from './tellAlert'

/** Tells what calls for the agent, and opens what a notice of the system was clicked for. */
export function useAlerts(open: (id: string) => void): void {
  const { t } = useTranslation()
  useEffect(() => onRow((row) => tellAlert(row, t, open)), [t, open])
  useEffect(
    () => onNews((news) => news.type === 'conversation.given' && tellGiven(news, t, open)),
    [t, open],
  )
  useEffect(
    () =>
      useInbox.subscribe(({ rows, listStatus }, before) => {
        if (listStatus === 'ready' && (rows !== before.rows || before.listStatus !== 'ready')) {
          tellAlerts(rows, t, open)
        }
      }),
    [t, open],
  )
  useEffect(() => {
    const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined
    const heard = (event: MessageEvent<{ open?: string }>) => {
      const id = /^\/inbox\/c\/([0-9a-f-]{36})$/.exec(event.data?.open ?? '')?.[1]
      if (id) open(id)
    }
    worker?.addEventListener('message', heard)
    return () => worker?.removeEventListener('message', heard)
  }, [open])
}
