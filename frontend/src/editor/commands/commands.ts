/** Every command, in the order the palette shows them. */
import { addFrame } from './addFrame'
import { addNote } from './addNote'
import { addNext } from './addNext'
import { alignments } from './align'
import { askForReview } from './askForReview'
import { clearSelection } from './clearSelection'
import type { Command } from './command'
import { compareDraft } from './compareDraft'
import { connectTo } from './connectTo'
import { copy } from './copy'
import { cut } from './cut'
import { deleteAndReconnect } from './deleteAndReconnect'
import { deleteSelection } from './deleteSelection'
import { duplicate } from './duplicate'
import { editText } from './editText'
import { findInFlow } from './findInFlow'
import { extractFlow } from './extractFlow'
import { inlineFlow } from './inlineFlow'
import { fit } from './fit'
import { flowSettings } from './flowSettings'
import { foldAll, toggleFold, unfoldAll } from './fold'
import { nudges } from './nudge'
import { openComments } from './openComments'
import { openCommands } from './openCommands'
import { openHistory } from './openHistory'
import { openLanguages } from './openLanguages'
import { openPublish } from './openPublish'
import { openShortcuts } from './openShortcuts'
import { openVersions } from './openVersions'
import { paste } from './paste'
import { redo } from './redo'
import { renameNode } from './renameNode'
import { replaceType } from './replaceType'
import { saveNow } from './saveNow'
import { saveAsTemplate } from './saveAsTemplate'
import { selectAll } from './selectAll'
import { selectArea } from './selectArea'
import { startTour } from './startTour'
import { tidy } from './tidy'
import { toggleOutline } from './toggleOutline'
import { toggleProblems } from './toggleProblems'
import { tryFromHere } from './tryFromHere'
import { tryIt } from './tryIt'
import { undo } from './undo'
import { walks } from './walk'

export const COMMANDS: readonly Command[] = [
  tryIt,
  tryFromHere,
  openPublish,
  askForReview,
  openVersions,
  compareDraft,
  openComments,
  findInFlow,
  toggleOutline,
  toggleProblems,
  flowSettings,
  openLanguages,
  undo,
  redo,
  openHistory,
  copy,
  cut,
  paste,
  addNext,
  connectTo,
  duplicate,
  deleteSelection,
  deleteAndReconnect,
  editText,
  renameNode,
  replaceType,
  extractFlow,
  inlineFlow,
  addNote,
  addFrame,
  selectAll,
  selectArea,
  clearSelection,
  ...alignments,
  toggleFold,
  foldAll,
  unfoldAll,
  tidy,
  fit,
  saveNow,
  saveAsTemplate,
  openCommands,
  openShortcuts,
  startTour,
  ...walks,
  ...nudges,
]

export function commandById(id: string): Command {
  const command = COMMANDS.find((each) => each.id === id)
  if (!command) throw new Error(`There is no command ${id}.`)
  return command
}
