import { ActionIcon, Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { ReactFlowProvider } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { NodeTypeInfo, SavedDraft, Surroundings } from '../shared/flow'
import { checkFlow } from '../shared/api/flows'
import type { Language } from '../shared/i18n'
import { Canvas } from './canvas/Canvas'
import { ConnectDialog } from './canvas/ConnectDialog'
import { ReplaceDialog } from './canvas/ReplaceDialog'
import { useSelection } from './canvas/useSelection'
import { useCanvasActions } from './canvas/useCanvasActions'
import { CommandPalette } from './commands/CommandPalette'
import { CommandsProvider } from './commands/CommandsProvider'
import { ShortcutsDialog } from './commands/ShortcutsDialog'
import { CommentsPanel } from './comments/CommentsPanel'
import { CommentCounts } from './comments/threads'
import { CompareDialog } from './compare/CompareDialog'
import { ConflictDialog } from './conflict/ConflictDialog'
import {
  EditorContext,
  ScreenContext,
  useEditor,
  useMayEdit,
  useScreen,
  type Editor,
  type Screen,
} from './EditorContext'
import { FindPanel } from './find/FindPanel'
import { HistoryDrawer } from './history/HistoryDrawer'
import { Checklist } from './guidance/Checklist'
import { SaveTemplateDialog } from './guidance/SaveTemplateDialog'
import { Tour, useTourWish } from './guidance/Tour'
import { Inspector } from './inspector/Inspector'
import { LanguagesScreen } from './languages/LanguagesScreen'
import { OutlineView } from './outline/OutlineView'
import { Palette } from './palette/Palette'
import { ProblemList } from './problems/ProblemList'
import { TryPanel } from './simulator/TryPanel'
import { startChecking } from './state/checking'
import { createTrialStore } from './simulator/trialStore'
import { startSaving } from './state/autosave'
import { createDocumentStore } from './state/documentStore'
import { recall, resumed, startKeeping } from './state/history'
import { START_CARD } from './state/recipes'
import { startSettling } from './state/typing'
import { ExtractDialog } from './subflow/ExtractDialog'
import { TopBar } from './TopBar'
import { UndoNotice } from './UndoNotice'
import { useUnsavedWarning } from './useUnsavedWarning'
import { PublishDialog } from './versions/PublishDialog'
import { ReviewDialog } from './versions/ReviewDialog'
import { VersionsDrawer } from './versions/VersionsDrawer'
import styles from './editor.module.css'

interface Given {
  flowId: string
  flowsUrl: string
  language: Language
  mayEdit: boolean
  mayPublish: boolean
  tourOffered: boolean
  types: NodeTypeInfo[]
  surroundings: Surroundings
  draft: SavedDraft
}

/** The editor of one open flow. */
export function OpenEditor({ types, draft, ...given }: Given) {
  const { flowId, flowsUrl, language, mayEdit, mayPublish, surroundings } = given
  const tour = useTourWish(given.tourOffered)
  const catalogue = useMemo(() => new Map(types.map((type) => [type.name, type])), [types])
  const [stores] = useState(() => {
    const { document, history, from } = resumed(draft, mayEdit ? recall(flowId) : null)
    const documents = createDocumentStore(document, Date.now, history)
    return {
      documents,
      saving: startSaving({ flowId, documents, draft: from, mayEdit }),
      trial: createTrialStore({ flowId, documents }),
    }
  })
  useEffect(() => {
    const { documents, saving } = stores
    const ends = [
      startSettling(documents.typing),
      saving.start(),
      startKeeping(flowId, documents, saving.store, saving.onServer),
      startChecking(documents, saving.store, (flow, signal) => checkFlow(flowId, flow, signal)),
    ]
    return () => ends.forEach((end) => end())
  }, [flowId, stores])

  const editor = useMemo<Editor>(
    () => ({
      flowId,
      flowsUrl,
      language,
      catalogue,
      surroundings,
      mayEdit,
      mayPublish,
      tour,
      ...stores,
    }),
    [flowId, flowsUrl, language, catalogue, surroundings, mayEdit, mayPublish, tour, stores],
  )
  const [screen, setScreen] = useState<Screen>({
    view: 'canvas',
    ...asked(mayEdit, mayPublish),
    problemsOpen: false,
    find: null,
    paletteOpen: false,
    settingsOpen: false,
    compare: null,
    translating: null,
    connecting: null,
    shownLanguage: null,
    tourOpen: false,
  })
  const show = useCallback(
    (change: Partial<Screen>) =>
      setScreen((now) => {
        // What is asked for beside the canvas is not behind the translation table.
        const isBeside =
          'side' in change || 'problemsOpen' in change || 'view' in change || change.find
        return { ...now, ...(isBeside && { translating: null }), ...change }
      }),
    [],
  )
  const control = useMemo(() => ({ ...screen, show }), [screen, show])

  return (
    <EditorContext.Provider value={editor}>
      <ScreenContext.Provider value={control}>
        <ReactFlowProvider>
          <CommandsProvider>
            <Layout />
          </CommandsProvider>
        </ReactFlowProvider>
      </ScreenContext.Provider>
    </EditorContext.Provider>
  )
}

function Layout() {
  const { view, problemsOpen, find, translating } = useScreen()
  const isNarrow = useMediaQuery('(max-width: 767px)', undefined, {
    getInitialValueInEffect: false,
  })
  // A tablet held upright has room for the canvas and one panel.
  const isTight = useMediaQuery('(max-width: 1023px)', undefined, {
    getInitialValueInEffect: false,
  })
  const mayEdit = useMayEdit()
  useUnsavedWarning()
  return (
    <main className={styles.shell}>
      <TopBar />
      {translating && <LanguagesScreen opened={translating} />}
      <div className={styles.work} data-behind={translating !== null} inert={translating !== null}>
        {!isTight && mayEdit && <Palette />}
        <div className={styles.stage}>
          <div className={styles.canvas} inert={view === 'outline'}>
            <Canvas />
          </div>
          {view === 'outline' && <OutlineView />}
          {problemsOpen && <ProblemList />}
          {find && <FindPanel />}
          {view === 'canvas' && !translating && !find && <Checklist />}
          {!translating && <UndoNotice />}
        </div>
        {isTight && <PaletteSheet from={isNarrow ? 'bottom' : 'left'} />}
        {isNarrow ? <Sheets /> : <Side />}
      </div>
      <CommandPalette />
      <ConnectDialog />
      <ReplaceDialog />
      <ExtractDialog />
      <ShortcutsDialog />
      <PublishDialog />
      <ReviewDialog />
      <CompareDialog />
      <CommentCounts />
      <VersionsDrawer />
      <HistoryDrawer />
      <SaveTemplateDialog />
      <ConflictDialog />
      <Tour />
    </main>
  )
}

/** What the address asks to be open: `?panel=try` or `?panel=publish`, as the first steps do. */
function asked(mayEdit: boolean, mayPublish: boolean): Pick<Screen, 'side' | 'dialog'> {
  const panel = new URLSearchParams(window.location.search).get('panel')
  return {
    side: panel === 'try' && mayEdit ? 'try' : 'inspector',
    dialog: panel === 'publish' && mayPublish ? 'publish' : null,
  }
}

function Side() {
  const { side } = useScreen()
  if (side === 'try') return <TryPanel />
  return side === 'comments' ? <CommentsPanel /> : <Inspector />
}

/** Where there is no room for it beside the canvas, the palette comes when it is asked for. */
function PaletteSheet({ from }: { from: 'left' | 'bottom' }) {
  const { t } = useTranslation()
  const { language } = useEditor()
  const { paletteOpen, show } = useScreen()
  return (
    <>
      <AddButton />
      <Drawer
        position={from}
        lang={language}
        closeButtonProps={{ 'aria-label': t('close') }}
        styles={SHEET}
        opened={paletteOpen}
        onClose={() => show({ paletteOpen: false })}
        title={t('palette.label')}
        size={from === 'left' ? 300 : '75%'}
      >
        <Palette />
      </Drawer>
    </>
  )
}

const SHEET = { body: { padding: 0 }, header: { minHeight: 44, paddingBlock: 4 } }

/** On a phone the side panels come up from below. */
function Sheets() {
  const { t } = useTranslation()
  const { language } = useEditor()
  const { side, settingsOpen, show } = useScreen()
  const { selectOnly } = useCanvasActions()
  const selection = useSelection()
  const shared = {
    position: 'bottom' as const,
    lang: language,
    closeButtonProps: { 'aria-label': t('close') },
    styles: SHEET,
  }
  return (
    <>
      <Drawer
        {...shared}
        opened={side === 'inspector' && (selection.length > 0 || settingsOpen)}
        onClose={() => {
          selectOnly([])
          show({ settingsOpen: false })
        }}
        title={t(selection.some((id) => id !== START_CARD) ? 'inspector.label' : 'settings.label')}
        size="62%"
        withOverlay={false}
        trapFocus={false}
        lockScroll={false}
      >
        <Inspector isTitled />
      </Drawer>
      <Drawer
        {...shared}
        opened={side === 'try'}
        onClose={() => show({ side: 'inspector' })}
        withCloseButton={false}
        size="100%"
        attributes={{ content: { 'aria-label': t('try.label') } }}
      >
        <TryPanel />
      </Drawer>
      <Drawer
        {...shared}
        opened={side === 'comments'}
        onClose={() => show({ side: 'inspector' })}
        withCloseButton={false}
        size="75%"
        attributes={{ content: { 'aria-label': t('comments.label') } }}
      >
        <CommentsPanel />
      </Drawer>
    </>
  )
}

function AddButton() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  if (!mayEdit) return null
  return (
    <ActionIcon
      className={styles.addButton}
      size={52}
      radius={26}
      variant="filled"
      aria-label={t('palette.label')}
      data-testid="open-palette"
      onClick={() => show({ paletteOpen: true })}
    >
      <IconPlus size={24} aria-hidden />
    </ActionIcon>
  )
}
