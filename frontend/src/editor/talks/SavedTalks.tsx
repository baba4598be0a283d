import { Alert, Button, FileButton, Skeleton } from '@mantine/core'
import { IconPlayerPlay, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useMayEdit } from '../EditorContext'
import { errorWords } from '../errorWords'
import { Talk } from './Talk'
import styles from './talks.module.css'
import { useTalks } from './useTalks'

/** The talks that this flow must still hold. */
export function SavedTalks() {
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  const { goTo } = useCanvasActions()
  const talks = useTalks()
  const { list, results, run, accept, rename, remove, bring, take } = talks
  const problem = [run, accept, rename, remove, bring, take].find((each) => each.isError)?.error
  if (list.isPending) return <Skeleton height={80} m={16} role="status" aria-label={t('loading')} />
  if (list.isError) {
    return (
      <div className={styles.empty}>
        <p>{errorWords(list.error, t)}</p>
        <Button variant="default" onClick={() => void list.refetch()}>
          {t('retry')}
        </Button>
      </div>
    )
  }
  const found = list.data
  const known = found.map(({ id }) => results[id]).filter((each) => each !== undefined)
  const failed = known.filter(({ state }) => state === 'failed')
  const passed = known.filter(({ state }) => state === 'passed').length
  return (
    <div className={styles.saved} data-testid="saved-talks">
      <div className={styles.tools}>
        {found.length > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            loading={run.isPending && run.variables === null}
            disabled={run.isPending}
            data-testid="run-talks"
            onClick={() => run.mutate(null)}
          >
            {t('talks.runAll')}
          </Button>
        )}
        {mayEdit && (
          <FileButton multiple accept=".talk,text/plain" onChange={(files) => bring.mutate(files)}>
            {(props) => (
              <Button
                {...props}
                size="compact-sm"
                variant="subtle"
                leftSection={<IconUpload size={14} aria-hidden />}
                loading={bring.isPending}
              >
                {t('talks.import')}
              </Button>
            )}
          </FileButton>
        )}
      </div>
      {problem !== undefined && (
        <Alert color="red" role="alert">
          {errorWords(problem, t)}
        </Alert>
      )}
      {known.length > 0 && (
        <p className={styles.summary} role="status" data-testid="talks-summary">
          {t('talks.summary', { passed, count: known.length })}
        </p>
      )}
      {mayEdit && failed.length > 1 && (
        <Button
          size="compact-sm"
          variant="default"
          className={styles.acceptAll}
          loading={accept.isPending}
          data-testid="accept-talks"
          onClick={() => accept.mutate(failed.map(({ id }) => id))}
        >
          {t('talks.acceptAll', { count: failed.length })}
        </Button>
      )}
      {found.length === 0 ? (
        <p className={styles.none}>{t('talks.empty')}</p>
      ) : (
        <ul className={styles.list}>
          {found.map((talk) => (
            <Talk
              key={talk.id}
              talk={talk}
              result={results[talk.id]}
              mayEdit={mayEdit}
              isRunning={
                run.isPending && (run.variables === null || run.variables.includes(talk.id))
              }
              onRun={() => run.mutate([talk.id])}
              onRename={(name) => rename.mutate({ id: talk.id, name })}
              onRemove={() => remove.mutate(talk.id)}
              onTake={() => take.mutate(talk)}
              onAccept={() => accept.mutate([talk.id])}
              isAccepting={accept.isPending && accept.variables.includes(talk.id)}
              onGoTo={goTo}
            />
          ))}
        </ul>
      )}
    </div>
  )
}
