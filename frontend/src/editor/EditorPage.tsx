import { Button, Skeleton } from '@mantine/core'
import { useTimeout } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { nodeTypes, readDraft, surroundings } from '../shared/api/flows'
import type { Language } from '../shared/i18n'
import { OpenEditor } from './OpenEditor'
import styles from './editor.module.css'
import { errorWords } from './errorWords'

interface Given {
  flowId: string
  flowsUrl: string
  language: Language
  mayEdit: boolean
  mayPublish: boolean
  tourOffered: boolean
}

/** Fetches what the editor needs and shows it, or says why it cannot. */
export function EditorPage(given: Given) {
  const { t } = useTranslation()
  const { flowId } = given
  const types = useQuery({
    queryKey: ['node-types'],
    queryFn: ({ signal }) => nodeTypes(signal),
    staleTime: Infinity,
  })
  const around = useQuery({
    queryKey: ['surroundings', flowId],
    queryFn: ({ signal }) => surroundings(flowId, signal),
  })
  const draft = useQuery({
    queryKey: ['draft', flowId],
    queryFn: ({ signal }) => readDraft(flowId, signal),
    staleTime: Infinity,
  })
  const failed = [types, around, draft].find((query) => query.isError)
  if (failed) {
    return (
      <main className={styles.message}>
        <IconPlugConnectedX size={32} aria-hidden />
        <h1>{t('error.notLoaded')}</h1>
        <p>{errorWords(failed.error, t)}</p>
        <div>
          <Button
            onClick={() => {
              for (const query of [types, around, draft]) if (query.isError) void query.refetch()
            }}
          >
            {t('retry')}
          </Button>
          {given.flowsUrl && (
            <Button component="a" href={given.flowsUrl} variant="default">
              {t('top.back')}
            </Button>
          )}
        </div>
      </main>
    )
  }
  if (!types.data || !around.data || !draft.data) return <Loading />
  return <OpenEditor {...given} types={types.data} surroundings={around.data} draft={draft.data} />
}

const PATIENCE_MS = 300

function Loading() {
  const { t } = useTranslation()
  const [isLong, setIsLong] = useState(false)
  useTimeout(() => setIsLong(true), PATIENCE_MS, { autoInvoke: true })
  return (
    <main className={styles.shell} aria-busy="true" aria-label={t('loading')}>
      <div className={styles.topBar} />
      {isLong && (
        <div className={styles.skeleton}>
          <Skeleton height="100%" width={232} radius={0} />
          <div>
            <Skeleton height={44} width={132} radius="xl" />
            <Skeleton height={140} width={264} radius="lg" />
            <Skeleton height={180} width={264} radius="lg" />
          </div>
        </div>
      )}
    </main>
  )
}
