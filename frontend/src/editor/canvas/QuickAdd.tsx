import { TextInput } from '@mantine/core'
import { useClickOutside, useFocusTrap, useMergedRef } from '@mantine/hooks'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { NodeTypeInfo } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { found, grouped, lastUsed, noteUsed } from '../palette/groups'
import { NodeTypeList } from '../palette/NodeTypeList'
import { mainPort } from '../state/splice'
import { newNode } from '../state/newNode'
import styles from './canvas.module.css'
import type { QuickAddAt } from './quickAddAt'
import { useCanvasActions } from './useCanvasActions'

/** Where a wire was let go, or is to be parted: what should stand there? */
export function QuickAdd({ at, onClose }: { at: QuickAddAt; onClose: () => void }) {
  const { t } = useTranslation()
  const { catalogue, documents } = useEditor()
  const { add, addInto } = useCanvasActions()
  const [words, setWords] = useState('')
  const isSplice = at.isSplice ?? false
  // At once: the trap comes a moment later, and letters typed until then would be shortcuts.
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const types = useMemo(() => {
    const { document } = documents.shown.getState()
    // What a conversation ends at cannot stand in the middle of a wire.
    const isFitting = (type: NodeTypeInfo) =>
      !isSplice || mainPort(type, newNode(document, type)) !== null
    return handy([...catalogue.values()].filter(isFitting))
  }, [catalogue, documents, isSplice])
  const matches = found(types, words)
  const ref = useMergedRef(useClickOutside<HTMLDivElement>(onClose), useFocusTrap(true))
  const pick = (type: NodeTypeInfo) => {
    if (isSplice && at.place) addInto(type, at.from, at.place)
    else add(type, at.place, at.from)
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
      aria-label={t(isSplice ? 'canvas.addBetween' : 'canvas.addHere')}
      data-testid="quick-add"
    >
      <TextInput
        ref={field}
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
      <NodeTypeList types={matches} onPick={pick} isDraggable={false} testId="quick" />
      {matches.length === 0 && <p className={styles.noneFits}>{t('palette.none', { words })}</p>}
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
