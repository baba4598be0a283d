/** What two authors changed differently, in the words of the editor. */
import { useTranslation } from 'react-i18next'

import type { Flow, FlowNode, Translation } from '../../shared/flow'
import { languageName } from '../../shared/languages'
import { useEditor } from '../EditorContext'
import { resolved } from '../inspector/schema'
import type { Collision } from '../state/merge'
import { portsOf, titleOf } from '../state/ports'

export interface CollisionWords {
  what: string
  mine: string
  theirs: string
}

export function useCollisionWords(
  mine: Flow,
  theirs: Flow,
): (collision: Collision) => CollisionWords {
  const { t } = useTranslation()
  const { catalogue, language } = useEditor()
  const nodeOf = (id: string): FlowNode | undefined =>
    [...mine.nodes, ...theirs.nodes].find((node) => node.id === id)
  const nameOf = (id: string): string => {
    const node = nodeOf(id)
    return node ? titleOf(node, catalogue.get(node.type)) : id
  }

  const what = ([part = '', item = '', ...rest]: readonly string[]): string => {
    const id = item.replace(/^#/, '')
    if (part === 'nodes') {
      const node = nodeOf(id)
      const card = nameOf(id)
      if (rest[0] === 'title') return t('conflict.field', { card, field: t('inspector.title') })
      const schema = node && catalogue.get(node.type)?.configSchema
      const field = rest[1] && schema?.properties?.[rest[1]]
      const label = (field && resolved(field, schema).title) ?? rest[1]
      return label ? t('conflict.field', { card, field: label }) : t('conflict.step', { card })
    }
    if (part === 'edges') {
      const [source = '', port = ''] = id.split(':')
      const node = nodeOf(source)
      const ports = node ? portsOf(catalogue.get(node.type), node.config) : []
      const label = ports.find((each) => each.name === port)?.label ?? port
      return t('conflict.wire', { card: nameOf(source), port: label })
    }
    if (part === 'translations' && rest[0])
      return `${nameOf(rest[0])} · ${languageName(id, language)}`
    if (part === 'translations') return languageName(id, language)
    if (part === 'notes') return t('area.note')
    if (part === 'frames') return t('area.frame')
    if (part === 'triggers') return t('difference.triggers')
    if (part === 'variables') return t('conflict.variable', { name: id })
    return t('difference.settings')
  }

  const said = (value: unknown, path: readonly string[]): string => {
    if (value === undefined) return t('conflict.removed')
    if (path[0] === 'edges' || path[0] === 'start') {
      const target =
        typeof value === 'object' && value ? (value as { target?: unknown }).target : value
      return typeof target === 'string' ? nameOf(target) : t('conflict.removed')
    }
    if (value === '' || value === null) return t('conflict.empty')
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return t(value ? 'conflict.yes' : 'conflict.no')
    if (typeof value === 'number') return String(value)
    if (path[0] === 'translations' && path.length === 4) return (value as Translation).text
    return t('conflict.changed')
  }

  return ({ path, mine, theirs }) => ({
    what: what(path),
    mine: said(mine, path),
    theirs: said(theirs, path),
  })
}
