/** What a node's fields name outside of it: teams, credentials, surveys, other flows, other nodes. */
import type { Catalogue, Config, Named, Schema, Surroundings, Variable } from '../../shared/flow'
import type { Labels } from './clipboardText'
import type { Fragment } from './fragment'
import { mapStrings } from './strings'
import { usesOf } from './variables'

const CONTROLS = ['team', 'credential', 'survey', 'flow', 'node'] as const
export type ReferenceKind = (typeof CONTROLS)[number]

/** The config with `change` applied to every field that names something; empty fields are left. */
function rewritten(
  config: Config,
  schema: Schema,
  change: (kind: ReferenceKind, name: string) => string,
): Config {
  return mapStrings(config, schema, (name, field) => {
    const kind = CONTROLS.find((each) => each === field.control)
    return kind && name ? change(kind, name) : name
  })
}

function listOf(kind: ReferenceKind, surroundings: Surroundings): Named[] {
  if (kind === 'team') return surroundings.teams
  if (kind === 'credential') return surroundings.credentials
  if (kind === 'survey') return surroundings.surveys
  return kind === 'flow' ? surroundings.flows : []
}

/** The labels of what a fragment names here, to be told elsewhere. */
export function labelsOf(fragment: Fragment, catalogue: Catalogue, here: Surroundings): Labels {
  const labels: Labels = {}
  for (const node of fragment.nodes) {
    const info = catalogue.get(node.type)
    if (!info) continue
    rewritten(node.config, info.configSchema, (kind, name) => {
      const known = listOf(kind, here).find((each) => each.name === name)
      if (known) labels[`${kind}:${name}`] = known.label
      return name
    })
  }
  return labels
}

export interface Fitted {
  fragment: Fragment
  /** The labels of what this workspace does not have. */
  missing: string[]
}

/**
 * A fragment from elsewhere as it may be used here. What this workspace does not have stays in its
 * field, to be seen and chosen anew. A flow is named by a number, which elsewhere means another: one
 * that is called differently here is left out.
 */
export function fitted(
  fragment: Fragment,
  labels: Labels,
  catalogue: Catalogue,
  here: Surroundings,
): Fitted {
  const missing = new Set<string>()
  const nodes = fragment.nodes.map((node) => {
    const info = catalogue.get(node.type)
    if (!info) return node
    const config = rewritten(node.config, info.configSchema, (kind, name) => {
      if (kind === 'node') return name
      const there = labels[`${kind}:${name}`]
      const known = listOf(kind, here).find((each) => each.name === name)
      const isOther = kind === 'flow' && known && there !== undefined && there !== known.label
      if (known && !isOther) return name
      missing.add(there ?? name)
      return isOther ? '' : name
    })
    return { ...node, config }
  })
  return { fragment: { ...fragment, nodes }, missing: [...missing] }
}

/** The nodes with what they say of other nodes by `names`: a "go to" follows its copied target. */
export function renamedNodes(
  fragment: Fragment,
  catalogue: Catalogue,
  names: ReadonlyMap<string, string>,
): Fragment {
  const nodes = fragment.nodes.map((node) => {
    const info = catalogue.get(node.type)
    if (!info) return node
    const config = rewritten(node.config, info.configSchema, (kind, name) =>
      kind === 'node' ? (names.get(name) ?? name) : name,
    )
    return { ...node, config }
  })
  return { ...fragment, nodes }
}

/** Of the variables a fragment came with, those that its nodes use. */
export function usedVariables(fragment: Fragment, catalogue: Catalogue): Variable[] {
  return fragment.variables.filter(
    (variable) => usesOf(fragment, catalogue, variable.name).length > 0,
  )
}
