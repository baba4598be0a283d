/** What a screen reader is told of cards and wires. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import { titleOf } from '../state/ports'
import type { Spoken } from '../state/toCanvas'

export function useSpoken(): Spoken {
  const { t } = useTranslation()
  return useMemo(
    () => ({
      start: t('canvas.start'),
      trigger: (kind) => t(`trigger.${kind}.title`),
      card: (node, info) => `${titleOf(node, info)}, ${info?.title ?? node.type}`,
      note: (text) => t('area.noteLabel', { text }),
      frame: (title) => t('area.frameLabel', { title }),
      wire: (from, to) => t('canvas.wireLabel', { from, to }),
    }),
    [t],
  )
}
