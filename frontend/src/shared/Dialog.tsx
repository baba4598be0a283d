import { Modal, type ModalProps } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { firstToFocus } from './firstToFocus'

/**
 * A dialog that begins where its reader does: at its first field, else at its first control, which
 * is the one that changes nothing; with neither, at its words. The way out stays last. A control
 * with `data-autofocus` goes before.
 */
export function Dialog({ children, ...modal }: ModalProps) {
  return (
    <Modal {...modal}>
      <Begins>{children}</Begins>
    </Modal>
  )
}

/** Takes the focus that Mantine gives and passes it on, also to what comes only after loading. */
export function Begins({ children }: { children?: ReactNode }) {
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const node = content.current
    if (!node) return
    const watch = new MutationObserver(() => {
      if (document.activeElement === node) passOn(node)
    })
    watch.observe(node, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [])
  return (
    <div
      ref={content}
      className="fb-begins"
      tabIndex={-1}
      data-autofocus
      onFocus={(event) => {
        if (event.target === event.currentTarget) passOn(event.currentTarget)
      }}
    >
      {children}
    </div>
  )
}

function passOn(node: HTMLElement): void {
  firstToFocus(node)?.focus()
}
