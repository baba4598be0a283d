/** What a command is: one thing an author can do, for buttons, shortcuts and the palette alike. */
import type { ReactFlowInstance } from '@xyflow/react'
import type { Icon } from '@tabler/icons-react'

import type { Catalogue, Surroundings } from '../../shared/flow'
import type { CanvasActions } from '../canvas/useCanvasActions'
import type { ScreenControl } from '../EditorContext'
import type { TrialStore } from '../simulator/trialStore'
import type { Saving } from '../state/autosave'
import type { DocumentStore } from '../state/documentStore'
import type { Wire } from '../state/fromCanvas'
import type { CardNode, WireEdge } from '../state/toCanvas'

export interface CommandContext {
  documents: DocumentStore
  saving: Saving
  trial: TrialStore
  catalogue: Catalogue
  surroundings: Surroundings
  canvas: ReactFlowInstance<CardNode, WireEdge>
  actions: CanvasActions
  screen: ScreenControl
  /** Ids of the selected cards. */
  selection: readonly string[]
  selectedWires: readonly Wire[]
  mayEdit: boolean
  mayPublish: boolean
}

/** `mod` is Ctrl, or Command on a Mac. */
export interface Shortcut {
  key: string
  mod?: boolean
  shift?: boolean
  alt?: boolean
  /** Only while a card has the focus. */
  onCard?: boolean
  /** Works while typing in a field too. */
  anywhere?: boolean
}

export interface Command {
  id: string
  /** Its name is `command.<id>` in the locales; `command.keywords.<id>` may add words to find it by. */
  icon: Icon
  shortcuts: readonly Shortcut[]
  /** Left out of the command palette: it makes sense by its key only. */
  isKeyOnly?: boolean
  /** Its keys are left to the browser, whose own event runs it. */
  isNative?: boolean
  isEnabled: (context: CommandContext) => boolean
  run: (context: CommandContext) => void | Promise<void>
}
