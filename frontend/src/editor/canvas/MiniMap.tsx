import { useComputedColorScheme } from '@mantine/core'
import { useReactFlow, useStoreApi } from '@xyflow/react'
import { memo, useEffect, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { tally, type Tone } from '../problems/tone'
import type { CardNode, WireEdge } from '../state/toCanvas'
import styles from './miniMap.module.css'
import { boundsOf, fitted, type Fitted } from './miniMapFit'

const WIDTH = 200
const HEIGHT = 140
/** Cards are painted no more often than this, however fast someone types or drags. */
const REST_MS = 150
const COLOURS: Record<string, string> = {
  talk: '--fb-talk',
  ask: '--fb-ask',
  know: '--fb-know',
  decide: '--fb-decide',
  reach_out: '--fb-reach',
  people: '--fb-people',
}

/**
 * The whole flow in small: where the view is, and where something is wrong. Press or drag to go there.
 *
 * Painted on one canvas, a frame after something changed: React Flow's own map keeps a component and
 * a subscription for every card, which is what typing in a large flow waited for.
 */
export const MiniMap = memo(function MiniMap() {
  const { t } = useTranslation()
  const store = useStoreApi<CardNode, WireEdge>()
  const flow = useReactFlow<CardNode, WireEdge>()
  const scheme = useComputedColorScheme()
  const picture = useRef<HTMLCanvasElement>(null)
  const view = useRef<HTMLDivElement>(null)
  const fit = useRef<Fitted>({ scale: 1, x: 0, y: 0 })

  useEffect(() => {
    let frame = 0
    let painted: readonly CardNode[] | null = null
    let paintedAt = 0
    const paint = () => {
      frame = 0
      const { nodes, transform, width, height } = store.getState()
      if (!picture.current || !view.current) return
      const now = performance.now()
      if (nodes !== painted && now - paintedAt < REST_MS) {
        ask()
      } else if (nodes !== painted) {
        painted = nodes
        paintedAt = now
        fit.current = fitted(boundsOf(nodes), WIDTH, HEIGHT)
        paintCards(picture.current, nodes, fit.current)
      }
      const [x, y, zoom] = transform
      const { scale } = fit.current
      const style = view.current.style
      style.width = `${(width / zoom) * scale}px`
      style.height = `${(height / zoom) * scale}px`
      style.transform = `translate(${fit.current.x - (x / zoom) * scale}px, ${fit.current.y - (y / zoom) * scale}px)`
    }
    const ask = () => {
      frame ||= requestAnimationFrame(paint)
    }
    ask()
    const unsubscribe = store.subscribe(ask)
    return () => {
      unsubscribe()
      cancelAnimationFrame(frame)
    }
  }, [store, scheme])

  const go = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const { scale, x, y } = fit.current
    const place = { x: event.clientX - box.left - x, y: event.clientY - box.top - y }
    void flow.setCenter(place.x / scale, place.y / scale, { zoom: flow.getZoom() })
  }
  return (
    <div
      className={styles.map}
      role="img"
      aria-label={t('canvas.minimap')}
      data-testid="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event)
      }}
    >
      <canvas ref={picture} style={{ width: WIDTH, height: HEIGHT }} />
      <div ref={view} className={styles.view} />
    </div>
  )
})

function paintCards(picture: HTMLCanvasElement, nodes: readonly CardNode[], fit: Fitted): void {
  const pen = picture.getContext('2d')
  if (!pen) return
  const ratio = window.devicePixelRatio || 1
  picture.width = WIDTH * ratio
  picture.height = HEIGHT * ratio
  const style = getComputedStyle(picture)
  const colour = (name: string) => style.getPropertyValue(name)
  const paper = colour('--fb-note-border')
  const other = colour('--fb-text-faint')
  const known = new Map(Object.entries(COLOURS).map(([name, token]) => [name, colour(token)]))
  const alarm = {
    error: colour('--fb-bad'),
    unfinished: colour('--fb-accent-text'),
    warning: colour('--fb-warn'),
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  const wrong: [number, number, Tone][] = []
  for (const node of nodes) {
    const { width = 0, height = 0 } = node.measured ?? {}
    const x = fit.x + node.position.x * fit.scale
    const y = fit.y + node.position.y * fit.scale
    const across = Math.max(2, width * fit.scale)
    const category = node.type === 'card' ? node.data.info?.category : undefined
    const isFrame = node.type === 'frame'
    pen.fillStyle = (category && known.get(category)) ?? (node.type === 'note' ? paper : other)
    pen.globalAlpha = isFrame ? 0.18 : 1
    pen.beginPath()
    pen.roundRect(x, y, across, Math.max(2, height * fit.scale), 10 * fit.scale)
    pen.fill()
    pen.globalAlpha = 1
    const gravest = node.data.problems.length ? tally(node.data.problems)[0] : undefined
    if (gravest) wrong.push([x + across, y, gravest[0]])
  }
  const ground = colour('--fb-surface')
  for (const [x, y, tone] of wrong) {
    pen.beginPath()
    pen.arc(x, y, 3, 0, 2 * Math.PI)
    pen.fillStyle = alarm[tone]
    pen.strokeStyle = ground
    pen.fill()
    pen.stroke()
  }
}
