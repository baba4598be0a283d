import type { Editor } from '../EditorContext'
import type { Recipe } from '../state/documentStore'
import { configure } from '../state/recipes'

/**
 * Set one field of a node beside what its other fields are now: the form may not have been drawn
 * since the last of them was written. `also` is done in the same undo step.
 */
export function configureField(
  { documents, catalogue }: Pick<Editor, 'documents' | 'catalogue'>,
  id: string,
  key: string,
  value: unknown,
  also?: Recipe,
): void {
  const { document, edit } = documents.getState()
  const config = document.nodes.find((node) => node.id === id)?.config
  edit(
    'edit.configure',
    (flow) => {
      configure(flow, id, { ...config, [key]: value }, catalogue)
      also?.(flow)
    },
    { merge: `config:${id}:${key}` },
  )
}
