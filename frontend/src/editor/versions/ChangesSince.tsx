import { Button, Skeleton, Text } from '@mantine/core'
import { IconGitCompare } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useCompared, useDifferences } from '../compare/useCompared'
import { useDraft, useScreen, type Dialog } from '../EditorContext'
import { DifferenceList } from './DifferenceList'
import styles from './versions.module.css'

/** What the draft changes in the live version, in words, with the way to see it on the canvas. */
export function ChangesSince({ back }: { back: Dialog }) {
  const { t } = useTranslation()
  const { show } = useScreen()
  const number = useDraft((draft) => draft.publishedNumber)
  const base = useCompared(number)
  const draft = useCompared('draft')
  const found = useDifferences(base.document, draft.document)
  if (number === null) return null
  return (
    <div data-testid="changes-since">
      <div className={styles.sinceHead}>
        <Text size="sm" fw={600}>
          {t('publish.since', { number })}
        </Text>
        {found && found.length > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconGitCompare size={14} aria-hidden />}
            data-testid="show-on-canvas"
            onClick={() =>
              show({ dialog: 'compare', compare: { base: number, other: 'draft', back } })
            }
          >
            {t('compare.show')}
          </Button>
        )}
      </div>
      {base.error ? (
        <p className={styles.note}>{t('publish.notCompared')}</p>
      ) : found ? (
        <div className={styles.since}>
          <DifferenceList differences={found} />
        </div>
      ) : (
        <Skeleton height={24} role="status" aria-label={t('loading')} />
      )}
    </div>
  )
}
