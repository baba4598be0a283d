import { TextInput } from '@mantine/core'
import { useClickOutside, useFocusTrap, useMergedRef } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { NodeTypeInfo, Place } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { found, grouped, lastUsed, noteUsed } from '../palette/groups'
import { NodeTypeList } from '../palette/NodeTypeList'
import styles from './canvas.module.css'
import { useCanvasActions, type From } from './useCanvasActions'

export interface QuickAddAt {
  x: number
  y: number
  /** Without a place it stands beside the card it is wired to. */
  place?: Place
  from: From
}

/** Where a wire was let go on the bare canvas: what should stand there? */
export function QuickAdd({ at, onClose }: { at: QuickAddAt; onClose: () => void }) {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const { add } = useCanvasActions()
  const [words, setWords] = useState('')
  const types = useMemo(() => handy([...catalogue.values()]), [catalogue])
  const matches = found(types, words)
  const ref = useMergedRef(useClickOutside<HTMLDivElement>(onClose), useFocusTrap(true))
  const pick = (type: NodeTypeInfo) => {
    add(type, at.place, at.from)
    noteUsed(type.name)
    onClose()
  }
  const left = Math.min(at.x, window.innerWidth - 280)
  const top = Math.min(at.y, window.innerHeight - 376)
  return (
    <div
      ref={ref}
      className={styles.quickAdd}
      style={{ insetInlineStart: Math.max(8, left), insetBlockStart: Math.max(8, top) }}
      role="dialog"
      aria-label={t('canvas.addHere')}
      data-testid="quick-add"
    >
      <TextInput
        data-autofocus
        mb="xs"
        value={words}
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && matches[0]) pick(matches[0])
          if (event.key === 'Escape') {
            event.stopPropagation()
            onClose()
          }
        }}
      />
      <NodeTypeList types={matches} onPick={pick} isDraggable={false} />
    </div>
  )
}

/** Last used first, then by category. */
function handy(types: NodeTypeInfo[]): NodeTypeInfo[] {
  const used = lastUsed()
  const rank = (type: NodeTypeInfo) => {
    const at = used.indexOf(type.name)
    return at === -1 ? used.length : at
  }
  return grouped(types)
    .flatMap((group) => group.types)
    .toSorted((one, other) => rank(one) - rank(other))
}
