import { ActionIcon, Tooltip } from '@mantine/core'
import { useReactFlow, useStore } from '@xyflow/react'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { CommandButton } from '../commands/CommandButton'
import { LanguageSwitch } from '../languages/LanguageSwitch'
import styles from './canvas.module.css'
import { useSelectingArea } from './selectingArea'

/** Zoom, fit, tidy up, undo and redo, at the foot of the canvas. */
export const CanvasTools = memo(function CanvasTools() {
  const { t } = useTranslation()
  const { zoomIn, zoomOut } = useReactFlow()
  const isSelecting = useSelectingArea((state) => state.isOn)
  const zoom = useStore((state) => state.transform[2])
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('canvas.tools')}>
      <div className={styles.zooming}>
        <Tooltip label={t('canvas.zoomOut')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('canvas.zoomOut')}
            onClick={() => void zoomOut()}
          >
            <IconMinus size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <span className={styles.zoom}>{t('canvas.zoom', { percent: Math.round(zoom * 100) })}</span>
        <Tooltip label={t('canvas.zoomIn')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('canvas.zoomIn')}
            onClick={() => void zoomIn()}
          >
            <IconPlus size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <span className={styles.separator} />
      </div>
      <CommandButton id="selectArea" isPressed={isSelecting} />
      <CommandButton id="addNote" />
      <CommandButton id="addFrame" />
      <span className={styles.separator} />
      <CommandButton id="fit" />
      <CommandButton id="tidy" />
      <span className={styles.separator} />
      <CommandButton id="undo" />
      <CommandButton id="redo" />
      <CommandButton id="openHistory" />
      <LanguageSwitch isTool />
    </div>
  )
})
