/** Ctrl or ⌘ with C, X and V, by the browser's own events: they need no permission. */
import { useEffect, type RefObject } from 'react'

import { keep, kept } from './clipboard'
import type { CommandContext } from './command'
import { copied, copy } from './copy'
import { cut } from './cut'
import { deleteSelection } from './deleteSelection'
import { paste, pasteText } from './paste'

export function useClipboardKeys(
  latest: RefObject<CommandContext>,
  isTypedInto: (target: EventTarget | null) => boolean,
): void {
  useEffect(() => {
    const isOurs = (event: ClipboardEvent) =>
      !latest.current.screen.dialog &&
      !isTypedInto(event.target) &&
      !isTypedInto(document.activeElement)
    const take = (event: ClipboardEvent) => {
      const command = event.type === 'cut' ? cut : copy
      // Words that are marked on the page are what a person wants to copy.
      if (!isOurs(event) || !command.isEnabled(latest.current) || hasMarkedWords()) return
      const text = copied(latest.current)
      event.preventDefault()
      event.clipboardData?.setData('text/plain', text)
      keep(text)
      if (event.type === 'cut') void deleteSelection.run(latest.current)
    }
    const put = (event: ClipboardEvent) => {
      if (!isOurs(event) || !paste.isEnabled(latest.current)) return
      event.preventDefault()
      pasteText(latest.current, event.clipboardData?.getData('text/plain') || (kept() ?? ''))
    }
    document.addEventListener('copy', take)
    document.addEventListener('cut', take)
    document.addEventListener('paste', put)
    return () => {
      document.removeEventListener('copy', take)
      document.removeEventListener('cut', take)
      document.removeEventListener('paste', put)
    }
  }, [latest, isTypedInto])
}

function hasMarkedWords(): boolean {
  const selection = window.getSelection()
  return selection !== null && !selection.isCollapsed && selection.toString().trim() !== ''
}
