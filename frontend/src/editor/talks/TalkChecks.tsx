import { Button, Loader, Text } from '@mantine/core'
import { IconAlertTriangleFilled, IconCircleCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'

import { runTalks, type TalkResult } from '../../shared/api/talks'
import { useEditor, useScreen } from '../EditorContext'
import { Expected } from './Expected'
import { firstDifference } from './outcome'
import styles from './talks.module.css'

const SHOWN = 5

/** Before publishing: the saved talks are held with the draft. Those that go otherwise warn. */
export function TalkChecks() {
  const { t } = useTranslation()
  const { flowId, documents, trial } = useEditor()
  const { show } = useScreen()
  const queries = useQueryClient()
  const found = useQuery({
    queryKey: ['talk-checks', flowId],
    queryFn: ({ signal }) => runTalks(flowId, documents.getState().document, null, signal),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  if (found.isPending) {
    return (
      <p className={styles.checking}>
        <Loader size={14} aria-hidden /> {t('talks.checking')}
      </p>
    )
  }
  if (found.isError) return <p className={styles.checking}>{t('talks.notChecked')}</p>
  const results = found.data
  if (results.length === 0) return null
  const failed = results.filter(({ state }) => state !== 'passed')
  if (failed.length === 0) {
    return (
      <p className={styles.allPassed} role="status" data-testid="talks-passed">
        <IconCircleCheck size={18} aria-hidden /> {t('talks.allPassed', { count: results.length })}
      </p>
    )
  }
  const look = () => {
    queries.setQueryData(
      ['talk-results', flowId],
      Object.fromEntries(results.map((result) => [result.id, result])),
    )
    trial.getState().show('saved')
    show({ dialog: null, side: 'try' })
  }
  return (
    <div className={styles.checks} role="status" data-testid="talks-failed">
      <Text size="sm" fw={600} className={styles.failedTitle}>
        <IconAlertTriangleFilled size={16} aria-hidden />
        {t('talks.failed', { count: failed.length, all: results.length })}
      </Text>
      <ul>
        {failed.slice(0, SHOWN).map((result) => (
          <Failed key={result.id} result={result} />
        ))}
      </ul>
      {failed.length > SHOWN && (
        <p className={styles.told}>{t('talks.moreFailed', { count: failed.length - SHOWN })}</p>
      )}
      <Button size="compact-sm" variant="default" data-testid="see-talks" onClick={look}>
        {t('talks.look')}
      </Button>
    </div>
  )
}

function Failed({ result }: { result: TalkResult }) {
  const { t } = useTranslation()
  const first = firstDifference(result)
  return (
    <li>
      <strong>{result.name}</strong>
      {first ? (
        <Expected row={first} />
      ) : (
        <p className={styles.told}>{t(`talks.state.${result.state}`)}</p>
      )}
    </li>
  )
}
