import type { Editor } from '../EditorContext'
import type { Recipe } from '../state/documentStore'
import { forgotten, namedAfter } from '../state/naming'
import { configure } from '../state/recipes'

/**
 * Set one field of a node beside what its other fields are now: the form may not have been drawn
 * since the last of them was written. `also` is done in the same undo step, and a
 * variable that is named after the field is named.
 */
export function configureField(
  { documents, catalogue }: Pick<Editor, 'documents' | 'catalogue'>,
  id: string,
  key: string,
  value: unknown,
  also?: Recipe,
): void {
  const { document, edit } = documents.getState()
  const node = document.nodes.find((each) => each.id === id)
  const config = node?.config
  const naming =
    node &&
    (namedAfter(document, catalogue, node, key, value) ??
      forgotten(document, catalogue, node, key, value))
  edit(
    'edit.configure',
    (flow) => {
      configure(flow, id, { ...config, [key]: value }, catalogue)
      also?.(flow)
      naming?.(flow)
    },
    { merge: `config:${id}:${key}` },
  )
}
