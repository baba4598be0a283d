/** Every command, in the order the palette shows them. */
import { clearSelection } from './clearSelection'
import type { Command } from './command'
import { copy } from './copy'
import { deleteSelection } from './deleteSelection'
import { duplicate } from './duplicate'
import { findInFlow } from './findInFlow'
import { fit } from './fit'
import { flowSettings } from './flowSettings'
import { nudges } from './nudge'
import { openCommands } from './openCommands'
import { openHistory } from './openHistory'
import { openLanguages } from './openLanguages'
import { openPublish } from './openPublish'
import { openShortcuts } from './openShortcuts'
import { openVersions } from './openVersions'
import { paste } from './paste'
import { redo } from './redo'
import { renameNode } from './renameNode'
import { saveNow } from './saveNow'
import { saveAsTemplate } from './saveAsTemplate'
import { selectAll } from './selectAll'
import { startTour } from './startTour'
import { tidy } from './tidy'
import { toggleOutline } from './toggleOutline'
import { toggleProblems } from './toggleProblems'
import { tryFromHere } from './tryFromHere'
import { tryIt } from './tryIt'
import { undo } from './undo'

export const COMMANDS: readonly Command[] = [
  tryIt,
  tryFromHere,
  openPublish,
  openVersions,
  findInFlow,
  toggleOutline,
  toggleProblems,
  flowSettings,
  openLanguages,
  undo,
  redo,
  openHistory,
  copy,
  paste,
  duplicate,
  deleteSelection,
  renameNode,
  selectAll,
  clearSelection,
  tidy,
  fit,
  saveNow,
  saveAsTemplate,
  openCommands,
  openShortcuts,
  startTour,
  ...nudges,
]

export function commandById(id: string): Command {
  const command = COMMANDS.find((each) => each.id === id)
  if (!command) throw new Error(`There is no command ${id}.`)
  return command
}
