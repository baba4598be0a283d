/** What every part of the editor may use: the stores, the catalogue and what the reader may do. */
import { createContext, startTransition, useContext, useEffect, useState } from 'react'
import { useStore } from 'zustand'

import type { Language } from '../shared/i18n'
import type { Catalogue, Flow, Locale, Surroundings } from '../shared/flow'
import type { TrialStore } from './simulator/trialStore'
import type { TourWish } from './guidance/Tour'
import type { DraftState, Saving } from './state/autosave'
import type { DocumentState, DocumentStore } from './state/documentStore'
import type { Wire } from './state/fromCanvas'
import type { Thing } from './state/find'

export type Side = 'inspector' | 'try' | 'comments'
export type Dialog =
  | 'publish'
  | 'versions'
  | 'connect'
  | 'history'
  | 'review'
  | 'compare'
  | 'commands'
  | 'shortcuts'
  | 'replace'
  | 'template'
  | 'extract'
  | null
/** What can be compared: a version by its number, or the draft. */
export type Compared = number | 'draft'

export interface Editor {
  flowId: string
  flowsUrl: string
  language: Language
  documents: DocumentStore
  saving: Saving
  trial: TrialStore
  catalogue: Catalogue
  surroundings: Surroundings
  /** False for a role that may only look. */
  mayEdit: boolean
  mayPublish: boolean
  /** Whether the tour is still offered to this person, and how they decline it. */
  tour: TourWish
}

export const EditorContext = createContext<Editor | null>(null)

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('The editor is not mounted here.')
  return editor
}

export function useDocument<T>(select: (state: DocumentState) => T): T {
  return useStore(useEditor().documents.shown, select)
}

/**
 * The document for what shows the whole of it, such as the canvas: it follows a moment later, in
 * pieces that give way to keys.
 */
export function useDeferredDocument(): Flow {
  const { shown } = useEditor().documents
  const [document, setDocument] = useState(() => shown.getState().document)
  useEffect(() => {
    const follow = () => startTransition(() => setDocument(shown.getState().document))
    follow()
    return shown.subscribe(follow)
  }, [shown])
  return document
}

export function useDraft<T>(select: (state: DraftState) => T): T {
  return useStore(useEditor().saving.store, select)
}

/** May this person change the flow, as far as we know now? */
export function useMayEdit(): boolean {
  const { mayEdit } = useEditor()
  const isReadonly = useDraft((draft) => draft.status === 'readonly')
  return mayEdit && !isReadonly
}

/** What is looked for: words that are typed, or everything that uses one thing. */
export interface Sought {
  uses?: Thing
  /** What people call the thing. */
  label?: string
}

/** The translation table: of which language, and at which row it begins. */
export interface Translating {
  language: Locale | null
  row: string | null
}

export interface Screen {
  /** The drawing, or the same flow as a structured document. */
  view: 'canvas' | 'outline'
  side: Side
  dialog: Dialog
  problemsOpen: boolean
  find: Sought | null
  paletteOpen: boolean
  /** On a narrow screen: flow settings asked for with nothing selected. */
  settingsOpen: boolean
  /** What the dialog `compare` shows, and the dialog to go back to. */
  compare: { base: Compared; other: Compared; back: Dialog } | null
  /** The translation table stands in place of the canvas; null while it does not. */
  translating: Translating | null
  /** The way out that is being connected by name; null for one of the selected card. */
  connecting: Wire | null
  /** The language that cards and trials are in; null for the main one. */
  shownLanguage: Locale | null
  tourOpen: boolean
}

export interface ScreenControl extends Screen {
  show: (change: Partial<Screen>) => void
}

export const ScreenContext = createContext<ScreenControl | null>(null)

/** The language that cards and trials are in, if the flow still has it; null for the main one. */
export function useShownLanguage(): Locale | null {
  const { shownLanguage } = useScreen()
  return useDocument(({ document }) =>
    shownLanguage !== null && document.translations[shownLanguage] ? shownLanguage : null,
  )
}

export function useScreen(): ScreenControl {
  const screen = useContext(ScreenContext)
  if (!screen) throw new Error('The editor is not mounted here.')
  return screen
}
