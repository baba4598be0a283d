import { Alert, Badge, Button, Drawer, Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { ApiError } from '../../shared/api/client'
import { restore, versions } from '../../shared/api/flows'
import type { VersionInfo } from '../../shared/flow'
import { useEditor, useMayEdit, useScreen, type Compared } from '../EditorContext'
import { errorWords } from '../errorWords'
import { moment } from '../moment'
import styles from './versions.module.css'

/** The published versions, newest first; any of them can be made the draft again. */
export function VersionsDrawer() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Drawer
      opened={dialog === 'versions'}
      onClose={() => show({ dialog: null })}
      position="right"
      size={400}
      title={t('versions.label')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Versions />
    </Drawer>
  )
}

function Versions() {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const list = useQuery({
    queryKey: ['versions', flowId],
    queryFn: ({ signal }) => versions(flowId, signal),
  })
  if (list.isPending) return <Skeleton height={64} role="status" aria-label={t('loading')} />
  if (list.isError) {
    return (
      <Alert color="red" title={t('versions.notLoaded')}>
        {errorWords(list.error, t)}
        <Button mt={8} size="xs" variant="default" onClick={() => void list.refetch()}>
          {t('retry')}
        </Button>
      </Alert>
    )
  }
  if (list.data.length === 0) return <p className={styles.note}>{t('versions.empty')}</p>
  const before = (index: number) => list.data[index + 1]?.number ?? null
  return (
    <ol className={styles.versions}>
      {list.data.map((version, index) => (
        <Version key={version.number} version={version} before={before(index)} />
      ))}
    </ol>
  )
}

interface VersionGiven {
  version: VersionInfo
  /** The number of the version before it. */
  before: number | null
}

function Version({ version, before }: VersionGiven) {
  const { t } = useTranslation()
  const { flowId, language, saving } = useEditor()
  const mayEdit = useMayEdit()
  const { show } = useScreen()
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const bringBack = async () => {
    setIsBusy(true)
    setProblem('')
    try {
      await saving.flush()
      const draft = await restore(flowId, version.number, saving.store.getState().revision)
      saving.restored(draft, version.number)
      await queries.invalidateQueries({ queryKey: ['versions', flowId] })
      show({ dialog: null })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_is_stale') saving.failed(error)
      setProblem(errorWords(error, t))
    } finally {
      setIsBusy(false)
    }
  }
  const compare = (base: Compared, other: Compared) =>
    show({ dialog: 'compare', compare: { base, other, back: 'versions' } })
  return (
    <li className={styles.version} data-testid={`version-${version.number}`}>
      <div className={styles.versionHead}>
        <strong>{t('versions.number', { number: version.number })}</strong>
        {version.live && (
          <Badge size="sm" variant="light" color="green" tt="none">
            {t('versions.live')}
          </Badge>
        )}
        <time dateTime={version.publishedAt}>{moment(version.publishedAt, language)}</time>
      </div>
      <p className={version.note ? undefined : styles.note}>
        {version.note || t('versions.noNote')}
      </p>
      {version.publishedBy && <p className={styles.note}>{version.publishedBy}</p>}
      <Figures version={version} />
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {isAsking ? (
        <div className={styles.asking}>
          <p>{t('versions.askRestore', { number: version.number })}</p>
          <p className={styles.note}>{t('versions.restoreHelp')}</p>
          <Button
            size="xs"
            loading={isBusy}
            data-testid="confirm-restore"
            onClick={() => void bringBack()}
          >
            {t('versions.restore')}
          </Button>
          <Button size="xs" variant="default" disabled={isBusy} onClick={() => setIsAsking(false)}>
            {t('cancel')}
          </Button>
        </div>
      ) : (
        <div className={styles.actions}>
          {before !== null && (
            <Button
              size="xs"
              variant="default"
              data-testid="what-changed"
              onClick={() => compare(before, version.number)}
            >
              {t('versions.whatChanged')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            data-testid="compare-draft"
            onClick={() => compare(version.number, 'draft')}
          >
            {t('versions.compareDraft')}
          </Button>
          {mayEdit && (
            <Button
              size="xs"
              variant="default"
              data-testid="restore"
              onClick={() => setIsAsking(true)}
            >
              {t('versions.restore')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

/** How many conversations ran on it, and the share of them that a person got. */
function Figures({ version }: { version: VersionInfo }) {
  const { t } = useTranslation()
  const { language } = useEditor()
  const { conversations, handedOver } = version
  if (conversations === 0) return <p className={styles.note}>{t('versions.noTalks')}</p>
  const share = new Intl.NumberFormat(language, { style: 'percent' }).format(
    handedOver / conversations,
  )
  return (
    <p className={styles.figures} data-testid="figures">
      {t('versions.talks', { count: conversations })} · {t('versions.handedOver', { share })}
    </p>
  )
}
