/** The always-on ways into a flow, as the palette and the cards show them. */
import {
  IconAlertTriangle,
  IconHash,
  IconHeadset,
  IconMoodAnnoyed,
  IconSparkles,
  IconZzz,
  type Icon,
} from '@tabler/icons-react'

import type { TriggerKind } from '../shared/flow'

export const TRIGGER_KINDS: TriggerKind[] = [
  'keyword',
  'human',
  'upset',
  'silent',
  'problem',
  'proactive',
]

export const TRIGGER_ICONS: Record<TriggerKind, Icon> = {
  keyword: IconHash,
  human: IconHeadset,
  upset: IconMoodAnnoyed,
  silent: IconZzz,
  problem: IconAlertTriangle,
  proactive: IconSparkles,
}
