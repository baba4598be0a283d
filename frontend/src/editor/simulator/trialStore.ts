/** The conversation being tried. It outlives its panel, so that an author may look up a card. */
import { createStore, type StoreApi } from 'zustand/vanilla'

import {
  tryAgain,
  tryFlow,
  type Pretence,
  type Tried,
  type TriedStep,
  type TryEvent,
} from '../../shared/api/flows'
import type { Flow, Problem } from '../../shared/flow'
import type { DocumentStore } from '../state/documentStore'
import type { Step } from './trial'

export type TryTab = 'talk' | 'trace' | 'values' | 'saved'
type Variables = Record<string, unknown>

export interface TrialState {
  steps: Step[]
  /** What is being said while the answer is awaited. */
  saying: string | null
  problems: Problem[]
  error: unknown
  isBusy: boolean
  pretence: Pretence
  /** The time that the author set the clock to, for the next start too. */
  clock: string | null
  /** The language the visitor asks for; null for the flow's own. */
  language: string | null
  /** Where the trial begins; null for the flow's start. */
  from: { node: string; variables: Variables } | null
  /** The card that was asked to be tried from; its values are being filled in. */
  preparing: string | null
  /** After a repetition: it stopped before the end, or the draft has errors. */
  notice: 'stopped' | 'broken' | null
  tab: TryTab

  start: () => void
  /** Ask for the values, then begin at a card. */
  prepare: (node: string) => void
  startAt: (node: string, variables: Variables) => void
  startOver: () => void
  go: (event: TryEvent, said?: string) => Promise<void>
  /** Go back to before a step. */
  rewind: (step: number) => void
  back: () => void
  /** The same inputs with the draft as it is now. */
  again: () => Promise<void>
  pretend: (change: Partial<Pretence>) => void
  setClock: (to: string) => void
  /** A trial under way begins again in it. */
  speak: (language: string | null) => void
  show: (tab: TryTab) => void
  /** Drop what is still awaited. */
  stop: () => void
}

export type TrialStore = StoreApi<TrialState>

const PRETENCE: Pretence = {
  open: true,
  agents_online: 1,
  knowledge: 'real',
  model: 'real',
  http: 'real',
}

export const latestOf = (state: TrialState): TriedStep | null => state.steps.at(-1)?.tried ?? null

interface Given {
  flowId: string
  documents: DocumentStore
  /** How lots fall; the same for the whole trial. */
  chance?: () => string
}

const fourDigits = () => String(1000 + Math.floor(Math.random() * 9000))

export function createTrialStore({ flowId, documents, chance = fourDigits }: Given): TrialStore {
  let run = 0
  return createStore<TrialState>()((set, get) => {
    const taken = async (document: Flow, event: TryEvent, said: string | null) => {
      const mine = run
      const session: Tried['session'] = get().steps.at(-1)?.tried.session ?? null
      set({ isBusy: true, error: null, saying: said, notice: null })
      try {
        const { problems, ...tried } = await tryFlow(
          flowId,
          document,
          session,
          event,
          get().pretence,
        )
        if (mine !== run) return
        const step: Step = { event, said, tried, document }
        const steps = tried.session === null ? [] : [...get().steps, step]
        set({ steps, problems, isBusy: false, saying: null })
      } catch (error) {
        if (mine !== run) return
        set({ isBusy: false, saying: null, error })
        throw error
      }
    }

    return {
      steps: [],
      saying: null,
      problems: [],
      error: null,
      isBusy: false,
      pretence: PRETENCE,
      clock: null,
      language: null,
      from: null,
      preparing: null,
      notice: null,
      tab: 'talk',

      start: () => {
        run += 1
        const { from, clock, language, tab } = get()
        const shown = tab === 'saved' ? 'talk' : tab
        set({ steps: [], problems: [], preparing: null, tab: shown })
        const event: TryEvent = {
          kind: 'start',
          chance: chance(),
          ...from,
          ...(clock && { clock }),
          ...(language && { language }),
        }
        taken(documents.getState().document, event, null).catch(() => undefined) // shown by the panel
      },
      prepare: (node) => {
        if (documents.getState().document.variables.length === 0) get().startAt(node, {})
        else set({ preparing: node, tab: 'talk' })
      },
      startAt: (node, variables) => {
        set({ from: { node, variables } })
        get().start()
      },
      startOver: () => {
        set({ from: null })
        get().start()
      },
      go: (event, said) => {
        const document = get().steps.at(-1)?.document ?? documents.getState().document
        return taken(document, event, said ?? null)
      },
      rewind: (step) => {
        if (step < 1) return
        run += 1
        set({ steps: get().steps.slice(0, step), isBusy: false, saying: null, error: null })
      },
      back: () => get().rewind(get().steps.length - 1),
      again: async () => {
        const mine = ++run
        const { document } = documents.getState()
        const before = get().steps
        set({ isBusy: true, error: null, notice: null })
        try {
          const inputs = before.map(({ event, tried }) => ({ event, outcomes: tried.outcomes }))
          const found = await tryAgain(flowId, document, inputs, get().pretence)
          if (mine !== run) return
          const steps = before
            .slice(0, found.steps.length)
            .map((step, index) => ({ ...step, tried: found.steps[index] ?? step.tried, document }))
          if (steps.length === 0) set({ isBusy: false, notice: 'broken' })
          else {
            const notice = steps.length < before.length ? 'stopped' : null
            set({ steps, problems: found.problems, isBusy: false, notice })
          }
        } catch (error) {
          if (mine === run) set({ isBusy: false, error })
        }
      },
      pretend: (change) => set({ pretence: { ...get().pretence, ...change } }),
      setClock: (to) => {
        set({ clock: to || null })
        const latest = latestOf(get())
        if (to && latest && latest.status !== 'ended')
          get()
            .go({ kind: 'clock', to })
            .catch(() => undefined) // shown by the panel
      },
      speak: (language) => {
        if (language === get().language) return
        set({ language })
        if (get().steps.length) get().start()
      },
      show: (tab) => set({ tab }),
      stop: () => {
        if (!get().isBusy) return
        run += 1
        set({ isBusy: false, saying: null })
      },
    }
  })
}
