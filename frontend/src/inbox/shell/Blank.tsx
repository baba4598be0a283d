import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** What is shown where there is nothing to show: why, and what to do about it. */
export function Blank({
  icon: Picture,
  title,
  text,
  action,
}: {
  icon: Icon
  title: string
  text?: string
  action?: ReactNode
}) {
  return (
    <div className="ib-blank">
      <Picture size={28} stroke={1.5} aria-hidden />
      <p className="ib-blank-title">{title}</p>
      {text && <p className="ib-blank-text">{text}</p>}
      {action}
    </div>
  )
}
