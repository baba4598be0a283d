import { useReactFlow, useStore as useCanvasStore } from '@xyflow/react'
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useSelection } from '../canvas/useSelection'
import { useDocument, useEditor, useMayEdit, useScreen } from '../EditorContext'
import type { CardNode, WireEdge } from '../state/toCanvas'
import type { Command, CommandContext } from './command'
import { COMMANDS } from './commands'
import { commandFor } from './shortcuts'
import { useClipboardKeys } from './useClipboardKeys'

const Context = createContext<CommandContext | null>(null)

export function useCommandContext(): CommandContext {
  const context = useContext(Context)
  if (!context) throw new Error('Commands are not available here.')
  return context
}

/** Is this where a person types, or a dialog with keys of its own? */
function isTypedInto(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null
  return Boolean(element?.closest(TYPED_INTO) ?? element?.closest('[role="dialog"]'))
}

const TYPED_INTO =
  'input, textarea, select, [contenteditable="true"], [role="listbox"], [role="menu"]'

/** What keys may do while the translation table hides the canvas. */
const BEFORE_TABLE = new Set(['undo', 'redo', 'saveNow', 'openCommands', 'openShortcuts'])

/** Gives commands what they work on, and listens for their keys. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const { documents, saving, trial, catalogue, surroundings, mayPublish } = useEditor()
  const mayEdit = useMayEdit()
  const canvas = useReactFlow<CardNode, WireEdge>()
  const actions = useCanvasActions()
  const screen = useScreen()
  const selection = useSelection()
  const wireKey = useCanvasStore((state) =>
    state.edges
      .filter((edge) => edge.selected)
      .map((edge) => `${edge.source}\n${edge.sourceHandle}`)
      .join('\n\n'),
  )
  // Commands ask the store what can be undone; this makes their buttons follow it.
  const history = useDocument((state) => state.done.length * 1_000_000 + state.undone.length)
  const selectionKey = selection.join('\n')

  const context = useMemo<CommandContext>(
    () => ({
      documents,
      saving,
      trial,
      catalogue,
      surroundings,
      canvas,
      actions,
      screen,
      selection: selectionKey ? selectionKey.split('\n') : [],
      selectedWires: wireKey
        ? wireKey.split('\n\n').map((pair) => {
            const [source = '', port = ''] = pair.split('\n')
            return { source, port }
          })
        : [],
      mayEdit,
      mayPublish,
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `history` renews the answers of isEnabled
    [
      documents,
      saving,
      trial,
      catalogue,
      surroundings,
      canvas,
      actions,
      screen,
      selectionKey,
      wireKey,
      mayEdit,
      mayPublish,
      history,
    ],
  )

  const latest = useRef(context)
  useEffect(() => {
    latest.current = context
  }, [context])

  useClipboardKeys(latest, isTypedInto)

  useEffect(() => {
    const answer = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('[data-keeps-keys]')) return
      const command = commandFor(COMMANDS, event, isTypedInto(target))
      if (
        !command ||
        command.isNative ||
        (latest.current.screen.dialog && command.id !== 'saveNow')
      )
        return
      if (latest.current.screen.translating && !BEFORE_TABLE.has(command.id)) return
      const isOurs = command.isEnabled(latest.current) || command.id === 'saveNow'
      if (!isOurs) return
      event.preventDefault()
      // The admin around us has a palette on Ctrl+K of its own.
      event.stopImmediatePropagation()
      if (command.isEnabled(latest.current)) execute(command, latest.current)
    }
    // With Ctrl or ⌘ first of all; plain keys only if nothing on the page used them.
    const onModKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey) answer(event)
    }
    const onPlainKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey && !event.defaultPrevented) answer(event)
    }
    window.addEventListener('keydown', onModKey, true)
    window.addEventListener('keydown', onPlainKey)
    return () => {
      window.removeEventListener('keydown', onModKey, true)
      window.removeEventListener('keydown', onPlainKey)
    }
  }, [])

  return <Context.Provider value={context}>{children}</Context.Provider>
}

/** What is being typed goes before: the command finds it in the document. */
export function execute(command: Command, context: CommandContext): void {
  context.documents.typing.getState().settle()
  void command.run(context)
}
