import { IconPackageImport } from '@tabler/icons-react'

import { readVersion } from '../../shared/api/flows'
import type { CallableFlow, FlowNode } from '../../shared/flow'
import { selectWhenDrawn } from '../canvas/pendingSelection'
import { say } from '../said'
import { CALL } from '../subflow/extract'
import { inline, refusalOf } from '../subflow/inline'
import type { Command, CommandContext } from './command'

/** The selected step that calls a flow, and that flow, if it has a live version to take steps from. */
function calling({
  documents,
  surroundings,
  selection,
}: CommandContext): { step: FlowNode; called: CallableFlow & { published: number } } | null {
  if (selection.length !== 1) return null
  const step = documents.shown.getState().document.nodes.find(({ id }) => id === selection[0])
  if (step?.type !== CALL) return null
  const called = surroundings.flows.find(({ name }) => name === step.config['flow'])
  if (!called?.published) return null
  return { step, called: { ...called, published: called.published } }
}

export const inlineFlow: Command = {
  id: 'inlineFlow',
  icon: IconPackageImport,
  shortcuts: [],
  isEnabled: (context) => context.mayEdit && calling(context) !== null,
  run: async (context) => {
    const found = calling(context)
    if (!found) return
    const { documents, catalogue } = context
    const values = { name: found.called.label }
    const called = await readVersion(found.called.name, found.called.published).catch(() => null)
    if (!called) return say({ key: 'inline_notRead', values })
    const refusal = refusalOf(documents.getState().document, called)
    if (refusal) return say({ key: `inline_${refusal}`, values })
    const notice = { key: 'inlined', values }
    documents.getState().edit(
      'edit.inline',
      (flow) => {
        selectWhenDrawn(inline(flow, catalogue, found.step.id, called))
      },
      { notice },
    )
  },
}
