import { ActionIcon } from '@mantine/core'
import { useReactFlow, useStore } from '@xyflow/react'
import { IconGripVertical, IconPlus, IconX } from '@tabler/icons-react'
import { useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { Place } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { fromCanvas, type Wire } from '../state/fromCanvas'
import { bend as bendWire } from '../state/recipes'
import { useBending } from './bending'
import { enterWire, forgetWire, leaveWire } from './hovered'
import { useQuickAdd } from './quickAddAt'
import styles from './wire.module.css'

const STEP = 8

interface Given {
  id: string
  wire: Wire
  /** The middle of the wire, where the tools stand. */
  middle: Place
  bend: Place | undefined
  isSelected: boolean
}

/** In the middle of a wire: put a step in; on a selected one also lead it elsewhere, or cut it. */
export function WireTools({ id, wire, middle, bend = { x: 0, y: 0 }, isSelected }: Given) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const { setEdges, getZoom } = useReactFlow()
  // The tools keep their size when the canvas becomes small.
  const scale = useStore(({ transform: [, , zoom] }) => Math.max(1, 1 / zoom))
  const pressed = useRef<{ x: number; y: number; pointer: number } | null>(null)

  const insert = (event: MouseEvent) => {
    const { right, bottom } = event.currentTarget.getBoundingClientRect()
    forgetWire()
    useQuickAdd.setState({ at: { x: right, y: bottom, place: middle, from: wire, isSplice: true } })
  }
  const cut = () => {
    const { label, recipe } = fromCanvas({ kind: 'disconnected', wires: [wire] })
    documents.getState().edit(label, recipe)
    setEdges((edges) => edges.filter((edge) => edge.id !== id))
  }
  const keep = (by: Place, merge?: string) =>
    documents
      .getState()
      .edit(
        'edit.bend',
        (flow) => bendWire(flow, wire.source, wire.port, by),
        merge ? { merge } : {},
      )

  const press = (event: PointerEvent) => {
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    pressed.current = { x: event.clientX, y: event.clientY, pointer: event.pointerId }
  }
  const drag = (event: PointerEvent) => {
    const from = pressed.current
    if (!from) return
    const zoom = getZoom()
    const [dx, dy] = [(event.clientX - from.x) / zoom, (event.clientY - from.y) / zoom]
    useBending.setState({ wire: id, by: { x: bend0.current.x + dx, y: bend0.current.y + dy } })
  }
  // Where the drag began; `bend` itself follows the pointer meanwhile.
  const bend0 = useRef(bend)
  const release = () => {
    const { wire: bending, by } = useBending.getState()
    pressed.current = null
    useBending.setState({ wire: null })
    if (bending === id) keep(by)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const way = ARROWS[event.key]
    if (!way) return
    event.preventDefault()
    event.stopPropagation()
    keep({ x: bend.x + way[0] * STEP, y: bend.y + way[1] * STEP }, `bend:${id}`)
  }
  return (
    // The pointer on the tools is on the wire; a click on them is none on the wire.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={`${styles.tools} nodrag nopan`}
      style={{ scale }}
      onClick={(event) => event.stopPropagation()}
      onMouseEnter={() => enterWire(id)}
      onMouseLeave={leaveWire}
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        radius="xl"
        size={26}
        aria-label={t('canvas.insert')}
        title={t('canvas.insert')}
        data-testid="insert-on-wire"
        onClick={insert}
      >
        <IconPlus size={15} aria-hidden />
      </ActionIcon>
      {isSelected && (
        <ActionIcon
          className={styles.grip}
          variant="subtle"
          color="gray"
          radius="xl"
          size={26}
          aria-label={t('canvas.bend')}
          title={t('canvas.bendHelp')}
          data-testid="bend-wire"
          onPointerDown={(event) => {
            bend0.current = bend
            press(event)
          }}
          onPointerMove={drag}
          onPointerUp={release}
          onPointerCancel={release}
          onKeyDown={onKeyDown}
          onDoubleClick={() => keep({ x: 0, y: 0 })}
        >
          <IconGripVertical size={14} aria-hidden />
        </ActionIcon>
      )}
      {isSelected && (
        <ActionIcon
          variant="subtle"
          color="gray"
          radius="xl"
          size={26}
          aria-label={t('canvas.cut')}
          title={t('canvas.cut')}
          data-testid="cut-wire"
          onClick={cut}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
