/** Choosing cards: by click, by key, by an area, and their menus. */
import { useReactFlow, type Node } from '@xyflow/react'
import { useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react'

import { execute, useCommandContext } from '../commands/CommandsProvider'
import { editText } from '../commands/editText'
import type { CardNode, WireEdge } from '../state/toCanvas'
import { boxOf } from './carrying'
import { useMenuAt } from './menuAt'
import { askWhatNext, OPEN_WAY } from './openWay'
import { forgetWanted } from './pendingSelection'
import { useCanvasActions } from './useCanvasActions'

export function usePicking() {
  const canvas = useReactFlow<CardNode, WireEdge>()
  const { selectOnly } = useCanvasActions()
  const context = useCommandContext()
  const areaFrom = useRef<{ x: number; y: number } | null>(null)

  return useMemo(() => {
    const selected = () => canvas.getNodes().flatMap((each) => (each.selected ? [each.id] : []))
    const openMenu = (event: Pointer, of: 'cards' | 'canvas') => {
      event.preventDefault()
      useMenuAt.setState({ at: { x: event.clientX, y: event.clientY }, of })
    }
    return {
      /**
       * An open way asks what should stand there. A frame is not selectable for the canvas, or every
       * area drawn within would select it.
       */
      click: (event: MouseEvent, node: Node) => {
        const way = event.target instanceof Element && event.target.closest(`[${OPEN_WAY}]`)
        const port = way && way.getAttribute(OPEN_WAY)
        if (port) {
          const at = { x: event.clientX + 16, y: event.clientY - 24 }
          return askWhatNext(canvas, node.id, port, at)
        }
        forgetWanted()
        if (node.type !== 'frame') return
        const isMore = event.shiftKey || event.ctrlKey || event.metaKey
        const others = selected().filter((id) => id !== node.id)
        if (!isMore) selectOnly([node.id])
        else selectOnly(node.selected ? others : [...others, node.id])
      },
      cardMenu: (event: MouseEvent, node: Node) => {
        if (!node.selected) selectOnly([node.id])
        openMenu(event, 'cards')
      },
      selectionMenu: (event: MouseEvent) => openMenu(event, 'cards'),
      canvasMenu: (event: Pointer) => openMenu(event, 'canvas'),
      areaStart: (event: Pointer) => {
        areaFrom.current = canvas.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      },
      /** An area that holds a whole frame selects it too. */
      areaEnd: (event: Pointer) => {
        const from = areaFrom.current
        areaFrom.current = null
        if (!from) return
        const to = canvas.screenToFlowPosition({ x: event.clientX, y: event.clientY })
        const held = canvas.getNodes().filter((node) => {
          if (node.type !== 'frame') return false
          const box = boxOf(node)
          return (
            Math.min(from.x, to.x) <= box.x &&
            Math.min(from.y, to.y) <= box.y &&
            Math.max(from.x, to.x) >= box.x + box.width &&
            Math.max(from.y, to.y) >= box.y + box.height
          )
        })
        if (held.length) selectOnly([...selected(), ...held.map((node) => node.id)])
      },
      /** Enter or Space on a focused card selects it, as a click does; Enter again writes on it. */
      keyDown: (event: KeyboardEvent) => {
        const card = event.target instanceof HTMLElement ? event.target : null
        const id = card?.dataset.id
        if (id === undefined || !card?.classList.contains('react-flow__node')) return
        if (event.key !== 'Enter' && event.key !== ' ') return
        if (event.ctrlKey || event.metaKey) return
        event.preventDefault()
        const isOnly = context.selection.length === 1 && context.selection[0] === id
        if (event.key === ' ' || !isOnly) selectOnly([id])
        else if (editText.isEnabled(context)) execute(editText, context)
      },
    }
  }, [canvas, selectOnly, context])
}

type Pointer = Pick<globalThis.MouseEvent, 'clientX' | 'clientY' | 'preventDefault'>
