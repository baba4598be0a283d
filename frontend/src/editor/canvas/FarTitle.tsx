import type { Icon } from '@tabler/icons-react'

import type { Problem } from '../../shared/flow'
import styles from './card.module.css'
import { ProblemDot } from './ProblemDot'

interface Given {
  icon?: Icon
  title: string
  problems?: Problem[]
}

/** What a card is seen from far away: its icon, its title and the dot of its problems. */
export function FarTitle({ icon: Icon, title, problems = [] }: Given) {
  return (
    <div className={styles.farTitle} aria-hidden>
      {Icon && <Icon size={34} stroke={1.75} />}
      <span className={styles.farWords}>{title}</span>
      <ProblemDot problems={problems} />
    </div>
  )
}
