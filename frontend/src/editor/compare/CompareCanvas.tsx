import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

import { glide } from '../canvas/glide'
import type { Compared } from '../state/compareCanvas'
import type { CardNode, WireEdge } from '../state/toCanvas'
import { ReadOnlyCanvas } from './ReadOnlyCanvas'

const NONE: string[] = []

interface Given {
  canvas: Compared
  /** The cards to look at; without any, the whole flow. */
  cards?: string[]
}

/** Both versions on one canvas, which goes to the cards that are asked for. */
export function CompareCanvas({ canvas, cards = NONE }: Given) {
  const { t } = useTranslation()
  return (
    <ReadOnlyCanvas name="compare-canvas" label={t('canvas.label')} canvas={canvas} ringed={cards}>
      <LookAt canvas={canvas} cards={cards} />
    </ReadOnlyCanvas>
  )
}

function LookAt({ canvas, cards }: Required<Given>) {
  const { fitView } = useReactFlow<CardNode, WireEdge>()
  const lit = cards.join('\n')
  useEffect(() => {
    const wanted = lit ? lit.split('\n').map((id) => ({ id })) : undefined
    void fitView({
      ...(wanted ? { nodes: wanted } : {}),
      maxZoom: 1,
      padding: wanted ? 0.3 : 0.12,
      duration: glide(),
    })
  }, [lit, canvas, fitView])
  return null
}
