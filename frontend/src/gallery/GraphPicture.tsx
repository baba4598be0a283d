import type { GraphNode, Template } from '../shared/api/templates'
import styles from './gallery.module.css'

const CARD = { width: 264, height: 92 }
const MARGIN = 24

interface Given {
  template: Pick<Template, 'nodes' | 'edges' | 'name'>
  /** Titles on the cards; without them it is a sketch for a small card. */
  isLegible?: boolean
  /** The step where a talk stands. */
  active?: string | null
  label: string
}

/** The graph as a picture: where the steps stand, their kinds by colour, and the wires. */
export function GraphPicture({ template, isLegible = false, active = null, label }: Given) {
  const { nodes, edges } = template
  const places = new Map(nodes.map((node) => [node.id, node]))
  const whole = boundsOf(nodes)
  const box = isLegible
    ? whole
    : {
        ...whole,
        width: Math.min(whole.width, SKETCH.width),
        height: Math.min(whole.height, SKETCH.height),
      }
  return (
    <svg
      className={styles.picture}
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      {...(isLegible ? { width: box.width * LEGIBLE, height: box.height * LEGIBLE } : {})}
      preserveAspectRatio="xMinYMid meet"
      role="img"
      aria-label={label}
    >
      {edges.map(([source, target], index) => {
        const from = places.get(source)
        const to = places.get(target)
        return from && to && <path key={index} className={styles.wire} d={wire(from, to)} />
      })}
      {nodes.map((node) => (
        <g
          key={node.id}
          data-category={node.category}
          data-active={node.id === active}
          data-node={node.id}
          className={styles.step}
          transform={`translate(${node.x} ${node.y})`}
        >
          <rect {...CARD} rx={14} className={styles.stepCard} />
          <rect width={8} height={CARD.height} rx={4} className={styles.stepEdge} />
          {isLegible ? (
            <text x={28} y={CARD.height / 2} dominantBaseline="central">
              {shortened(node.title)}
            </text>
          ) : (
            <rect x={32} y={36} width={150} height={18} rx={9} className={styles.stepLine} />
          )}
        </g>
      ))}
    </svg>
  )
}

/** A sketch shows how a flow begins; the whole of a long one would be too small to see. */
const SKETCH = { width: 2100, height: 640 }
const LEGIBLE = 0.58
const LETTERS = 22

function shortened(title: string): string {
  return title.length > LETTERS ? `${title.slice(0, LETTERS - 1).trimEnd()}…` : title
}

function boundsOf(nodes: readonly GraphNode[]) {
  const xs = nodes.map((node) => node.x)
  const ys = nodes.map((node) => node.y)
  const x = Math.min(...xs, 0 + (xs[0] ?? 0)) - MARGIN
  const y = Math.min(...ys, 0 + (ys[0] ?? 0)) - MARGIN
  return {
    x,
    y,
    width: Math.max(...xs, 0) + CARD.width + MARGIN - x,
    height: Math.max(...ys, 0) + CARD.height + MARGIN - y,
  }
}

function wire(from: GraphNode, to: GraphNode): string {
  const start = { x: from.x + CARD.width, y: from.y + CARD.height / 2 }
  const end = { x: to.x, y: to.y + CARD.height / 2 }
  const bend = Math.max(48, Math.abs(end.x - start.x) / 2)
  return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`
}
