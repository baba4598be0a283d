import { useStore, ViewportPortal } from '@xyflow/react'
import { create } from 'zustand'

import type { Guide } from '../state/guides'
import styles from './areas.module.css'

export const useGuides = create<{ guides: Guide[] }>()(() => ({ guides: [] }))

/** Lines to what the dragged cards line up with. */
export function Guides() {
  const guides = useGuides((state) => state.guides)
  return guides.length > 0 && <Lines guides={guides} />
}

function Lines({ guides }: { guides: Guide[] }) {
  const width = 1 / useStore((state) => state.transform[2])
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className={styles.guide}
          data-testid={`guide-${axis}`}
          style={
            axis === 'x'
              ? { left: at - width / 2, top: from, width, height: to - from }
              : { left: from, top: at - width / 2, width: to - from, height: width }
          }
        />
      ))}
    </ViewportPortal>
  )
}
