/** Which control draws a field: by `x-control`, then by JSON type, then as JSON. */
import type { ComponentType } from 'react'

import type { Schema } from '../../../shared/flow'
import { BooleanControl } from './BooleanControl'
import {
  ChoiceControl,
  CredentialControl,
  FlowControl,
  NodeControl,
  SurveyControl,
  TeamControl,
} from './ChoiceControl'
import { ConditionControl } from './ConditionControl'
import type { ControlProps } from './control'
import { DurationControl } from './DurationControl'
import { JsonControl } from './JsonControl'
import { DayControl, LineControl, PatternControl, SlugControl } from './LineControl'
import { LinesControl } from './LinesControl'
import { ListControl } from './ListControl'
import { NumberControl } from './NumberControl'
import { InputsControl, OutputsControl } from './ParameterControls'
import { PictureControl } from './PictureControl'
import { TemplateControl } from './TemplateControl'
import { VariableControl } from './VariableControl'

export type Control = ComponentType<ControlProps>

const BY_NAME: Record<string, Control> = {
  template: TemplateControl,
  'short-template': TemplateControl,
  line: LineControl,
  day: DayControl,
  lines: LinesControl,
  slug: SlugControl,
  variable: VariableControl,
  team: TeamControl,
  credential: CredentialControl,
  survey: SurveyControl,
  flow: FlowControl,
  'flow-inputs': InputsControl,
  'flow-outputs': OutputsControl,
  node: NodeControl,
  duration: DurationControl,
  pattern: PatternControl,
  condition: ConditionControl,
}

/** `schema` must be resolved: without `$ref` and `X | null`. */
export function controlFor(schema: Schema): Control {
  if (schema['x-picture']) return PictureControl
  const named = schema['x-control']
  if (named && BY_NAME[named]) return BY_NAME[named]
  if (schema.enum) return ChoiceControl
  switch (schema.type) {
    case 'string':
      return LineControl
    case 'integer':
    case 'number':
      return NumberControl
    case 'boolean':
      return BooleanControl
    case 'array':
      return ListControl
    default:
      return JsonControl
  }
}
