import type { Problem } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useScreen } from '../EditorContext'
import { ProblemItem } from '../problems/ProblemItem'
import styles from './versions.module.css'

/** Problems in a dialog: going to one closes it. */
export function Problems({ problems }: { problems: Problem[] }) {
  const { show } = useScreen()
  const { goTo } = useCanvasActions()
  const jump = (id: string) => {
    show({ dialog: null, side: 'inspector' })
    goTo(id)
  }
  return (
    <div className={styles.problems}>
      {problems.map((problem, index) => (
        <ProblemItem key={`${index}${problem.code}`} problem={problem} onGoTo={jump} />
      ))}
    </div>
  )
}
