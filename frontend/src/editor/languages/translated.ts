/** The flow as visitors of one language meet it; for the canvas, never for editing. */
import type { Catalogue, Config, Flow, FlowNode, Locale, Translations } from '../../shared/flow'
import { inOtherWords, textsOfNode } from './texts'

export type ShownConfig = (node: FlowNode) => Config

/** What a node's config says in `language`; what is not translated stays in the main one. */
export function shownIn(flow: Flow, catalogue: Catalogue, language: Locale | null): ShownConfig {
  const translations = language === null ? undefined : flow.translations[language]
  if (!translations) return (node) => node.config
  return (node) => {
    const words = translations[node.id]
    if (!words) return node.config
    const before = cache.get(node)
    if (before?.words === words) return before.config
    const texts = textsOfNode(node, catalogue.get(node.type))
    const config = inOtherWords(texts, node.config, (address) => words[address]?.text)
    cache.set(node, { words, config })
    return config
  }
}

/** Cards whose step has not changed are not drawn again. */
const cache = new WeakMap<FlowNode, { words: Translations[string]; config: Config }>()
