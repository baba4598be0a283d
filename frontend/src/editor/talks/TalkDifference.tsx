import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFocus2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { TalkResult, TalkRow } from '../../shared/api/talks'
import { useDocument } from '../EditorContext'
import { Expected } from './Expected'
import { firstDifference, shownRows } from './outcome'
import { TalkLine } from './TalkLine'
import styles from './talks.module.css'

interface Given {
  result: TalkResult
  onGoTo: (node: string) => void
}

/** How a talk went otherwise: what was expected and what came, the first difference marked. */
export function TalkDifference({ result, onGoTo }: Given) {
  const { t } = useTranslation()
  const [isWhole, setIsWhole] = useState(false)
  const first = firstDifference(result)
  const { rows, hidden } = isWhole ? { rows: result.rows, hidden: 0 } : shownRows(result.rows)
  return (
    <div className={styles.difference} data-testid="talk-difference">
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
          {t('talks.before', { count: hidden })}
        </button>
      )}
      <ol>
        {rows.map((row, index) => (
          <Row key={index} row={row} isFirst={row === first} onGoTo={onGoTo} />
        ))}
      </ol>
    </div>
  )
}

function Row({
  row,
  isFirst,
  onGoTo,
}: {
  row: TalkRow
  isFirst: boolean
  onGoTo: Given['onGoTo']
}) {
  const { t } = useTranslation()
  const isThere = useDocument((state) => state.document.nodes.some(({ id }) => id === row.node))
  const isSame = row.state === 'as_written' || row.state === 'not_reached'
  return (
    <li data-state={row.state} data-first={isFirst || undefined}>
      {isSame ? (
        <p className={styles.written}>
          <TalkLine line={row.written} />
        </p>
      ) : (
        <Expected row={row} />
      )}
      {isFirst && isThere && (
        <Tooltip label={t('talks.goTo')}>
          <ActionIcon
            className={styles.jump}
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('talks.goTo')}
            data-testid="talk-go-to"
            onClick={() => onGoTo(row.node)}
          >
            <IconFocus2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  )
}
