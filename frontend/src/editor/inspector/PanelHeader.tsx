import type { ReactNode } from 'react'

import styles from './inspector.module.css'

interface Given {
  icon?: ReactNode
  category?: string
  title: string
  tools?: ReactNode
}

/** The line at the top of a side panel. */
export function PanelHeader({ icon, category, title, tools }: Given) {
  return (
    <header className={styles.panelHeader} data-category={category}>
      {icon}
      <h2>{title}</h2>
      <div className={styles.panelTools}>{tools}</div>
    </header>
  )
}
