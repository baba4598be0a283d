import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { MIN_ZOOM, ReadOnlyCanvas } from '../compare/ReadOnlyCanvas'
import { movingTogether, type Join } from '../compare/together'
import { glide } from '../canvas/glide'
import type { Box } from '../state/areas'
import type { Compared } from '../state/compareCanvas'
import type { Sides } from '../state/conflictCanvas'
import { SIDES, type Side } from '../state/merge'
import styles from './conflict.module.css'

interface Given {
  canvases: Sides<Compared>
  ringed: Sides<readonly string[]>
  /** What is to be seen on both; gone to whenever another box is given. */
  view: Box
  names: Sides<string>
}

/**
 * Both versions side by side, moved as one. Where there is no room they lie upon each other, and a
 * switch says which is on top.
 */
export function ConflictCanvases({ canvases, ringed, view, names }: Given) {
  const { t } = useTranslation()
  const isNarrow = useMediaQuery('(max-width: 900px)', undefined, {
    getInitialValueInEffect: false,
  })
  const [top, setTop] = useState<Side>('mine')
  const [join] = useState(movingTogether)
  return (
    <div className={styles.canvases}>
      {isNarrow && (
        <SegmentedControl
          className={styles.switch ?? ''}
          size="sm"
          fullWidth
          value={top}
          aria-label={t('conflict.switch')}
          data-testid="conflict-switch"
          onChange={(side) => setTop(side as Side)}
          data={SIDES.map((side) => ({ value: side, label: names[side] }))}
        />
      )}
      <div className={styles.panes}>
        {SIDES.map((side) => {
          const isBelow = isNarrow && side !== top
          return (
            <div key={side} className={styles.pane} data-below={isBelow} inert={isBelow}>
              {!isNarrow && <h3>{names[side]}</h3>}
              <ReadOnlyCanvas
                name={`conflict-${side}`}
                label={names[side]}
                canvas={canvases[side]}
                ringed={ringed[side]}
                hasKeys
              >
                <Joined join={join} />
                {side === 'mine' && <LookAt view={view} />}
              </ReadOnlyCanvas>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Joined({ join }: { join: Join }) {
  const canvas = useStoreApi()
  useEffect(() => join(canvas), [join, canvas])
  return null
}

/** Moves one canvas; the other follows. They are of one size. */
function LookAt({ view }: { view: Box }) {
  const canvas = useStoreApi()
  const { setViewport } = useReactFlow()
  useEffect(() => {
    const { width, height } = canvas.getState()
    const viewport = getViewportForBounds(view, width, height, MIN_ZOOM, 1, 0.2)
    void setViewport(viewport, { duration: glide() })
  }, [canvas, view, setViewport])
  return null
}
