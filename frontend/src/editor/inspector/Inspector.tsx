import { useTranslation } from 'react-i18next'

import { useSelection } from '../canvas/useSelection'
import { useDocument } from '../EditorContext'
import { TourInvitation } from '../guidance/Tour'
import { START_CARD } from '../state/recipes'
import { AreaInspector } from './AreaInspector'
import { FlowSettings } from './FlowSettings'
import styles from './inspector.module.css'
import { NodeInspector } from './NodeInspector'
import { SeveralSelected } from './SeveralSelected'
import { TriggerInspector } from './TriggerInspector'

/**
 * The panel on the right: the selected card's form, or the flow's own settings; where the sheet
 * around it says so already (`isTitled`), these have no title of their own.
 */
export function Inspector({ isTitled = false }: { isTitled?: boolean }) {
  const { t } = useTranslation()
  const selection = useSelection().filter((id) => id !== START_CARD)
  const only = selection.length === 1 ? selection[0] : undefined
  const node = useDocument((state) => state.document.nodes.find((each) => each.id === only))
  const trigger = useDocument((state) => state.document.triggers.find((each) => each.id === only))
  const note = useDocument((state) => state.document.notes.find((each) => each.id === only))
  const frame = useDocument((state) => state.document.frames.find((each) => each.id === only))
  return (
    <aside className={styles.inspector} aria-label={t('inspector.label')} data-testid="inspector">
      {selection.length > 1 ? (
        <SeveralSelected ids={selection} />
      ) : node ? (
        <NodeInspector key={node.id} node={node} />
      ) : trigger ? (
        <TriggerInspector key={trigger.id} trigger={trigger} />
      ) : note ? (
        <AreaInspector key={note.id} note={note} />
      ) : frame ? (
        <AreaInspector key={frame.id} frame={frame} />
      ) : (
        <>
          <TourInvitation />
          <FlowSettings isTitled={isTitled} />
        </>
      )}
    </aside>
  )
}
