import { Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import { readVersion } from '../shared/api/flows'
import { useDeferredDocument, useDraft, useEditor, useScreen } from './EditorContext'
import styles from './editor.module.css'
import { same } from './state/differences'

/** What visitors talk to now: which version is live, and whether the draft says anything else. */
export function LiveState() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const number = useDraft((draft) => draft.publishedNumber)
  const differs = useDraftDiffers()
  const state = number === null ? 'never' : differs ? 'differs' : 'same'
  return (
    <Tooltip multiline maw={320} label={t(`live.${state}Help`, { number })}>
      <button
        type="button"
        className={styles.live}
        data-state={state}
        data-testid="live-state"
        onClick={() => show({ dialog: 'versions' })}
      >
        {t(`live.${state}`, { number })}
      </button>
    </Tooltip>
  )
}

/**
 * Whether the draft differs from the live version. An untouched revision needs no comparing; later
 * ones are compared, for what was done may have been undone.
 */
function useDraftDiffers(): boolean {
  const { flowId } = useEditor()
  const document = useDeferredDocument()
  const number = useDraft((draft) => draft.publishedNumber)
  const isUntouched = useDraft(
    (draft) => draft.publishedRevision === draft.revision && draft.status === 'saved',
  )
  const live = useQuery({
    queryKey: ['version', flowId, number],
    queryFn: ({ signal }) => readVersion(flowId, number ?? 0, signal),
    enabled: number !== null && !isUntouched,
    staleTime: Infinity,
  })
  return useMemo(
    () => !isUntouched && !(live.data && same(document, live.data)),
    [isUntouched, live.data, document],
  )
}
