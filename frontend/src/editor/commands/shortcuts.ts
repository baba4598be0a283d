/** Which key means which command, and how a shortcut is written for people. */
import type { Command, Shortcut } from './command'

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> & {
  code?: string
  target?: EventTarget | null
}

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform)

/** The command that a key press asks for. Digits go by their key, whatever Shift makes of them. */
export function commandFor(
  commands: readonly Command[],
  event: Key,
  isTyping: boolean,
): Command | undefined {
  return commands.find((command) =>
    command.shortcuts.some(
      (shortcut) => (!isTyping || shortcut.anywhere) && matches(shortcut, event),
    ),
  )
}

function matches(shortcut: Shortcut, event: Key): boolean {
  const mod = event.ctrlKey || event.metaKey
  if (event.altKey !== (shortcut.alt ?? false) || mod !== (shortcut.mod ?? false)) return false
  if (shortcut.onCard && !isOnCard(event)) return false
  if (shortcut.key === '?') return event.key === '?'
  if (event.shiftKey !== (shortcut.shift ?? false)) return false
  if (/^\d$/.test(shortcut.key)) return event.code === `Digit${shortcut.key}`
  return event.key.toLowerCase() === shortcut.key.toLowerCase()
}

/** Tab leaves the canvas as it leaves any part of a page, unless it stands on a card. */
function isOnCard(event: Key): boolean {
  return event.target instanceof Element && event.target.classList.contains('react-flow__node')
}

const SYMBOLS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** `Ctrl+Shift+Z`, or `⌘⇧Z` on a Mac. */
export function written(shortcut: Shortcut, mac: boolean = isMac()): string {
  const key =
    SYMBOLS[shortcut.key] ?? (shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key)
  const isPlainKey = shortcut.key === '?'
  const parts = [
    shortcut.mod && (mac ? '⌘' : 'Ctrl'),
    shortcut.alt && (mac ? '⌥' : 'Alt'),
    shortcut.shift && !isPlainKey && (mac ? '⇧' : 'Shift'),
    key,
  ]
  return parts.filter(Boolean).join(mac ? '' : '+')
}
