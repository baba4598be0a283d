import { Popover } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import styles from './publication.module.css'

interface Given {
  icon: Icon
  level: 'info' | 'warn' | 'bad'
  words: string
  testId: string
  /** What it says and offers when it is opened; `close` puts it away. */
  children: (close: () => void) => ReactNode
}

/** A word in the top bar on what is to happen with the flow, and what can be done about it. */
export function Chip({ icon: Icon, level, words, testId, children }: Given) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-start"
      width={340}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.chip}
          data-level={level}
          data-testid={testId}
          title={words}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Icon size={14} aria-hidden />
          <span>{words}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown}>{children(close)}</Popover.Dropdown>
    </Popover>
  )
}
