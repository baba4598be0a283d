import { ActionIcon, Button, Group as Row, SegmentedControl } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { isGroup, type Group, type Joint, type Part } from '../conditions'
import styles from '../inspector.module.css'
import { ConditionRule } from './ConditionRule'

const DEEPEST = 3

interface Given {
  group: Group
  onChange: (group: Group) => void
  onRemove?: () => void
  isDisabled: boolean
  depth: number
}

export function ConditionGroup({ group, onChange, onRemove, isDisabled, depth }: Given) {
  const { t } = useTranslation()
  const put = (index: number, part: Part) =>
    onChange({ ...group, parts: group.parts.with(index, part) })
  const drop = (index: number) => onChange({ ...group, parts: group.parts.toSpliced(index, 1) })
  const add = (part: Part) => onChange({ ...group, parts: [...group.parts, part] })
  return (
    <div className={styles.group} data-depth={depth}>
      {(group.parts.length > 1 || onRemove) && (
        <Row gap={8} wrap="nowrap" justify="space-between">
          <SegmentedControl
            size="xs"
            value={group.joint}
            disabled={isDisabled}
            aria-label={t('condition.joint.label')}
            data={[
              { value: 'all', label: t('condition.joint.allOf') },
              { value: 'any', label: t('condition.joint.anyOf') },
            ]}
            onChange={(joint) => onChange({ ...group, joint: joint as Joint })}
          />
          {onRemove && !isDisabled && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t('condition.removeGroup')}
              onClick={onRemove}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </Row>
      )}
      {group.parts.map((part, index) =>
        isGroup(part) ? (
          <ConditionGroup
            key={index}
            group={part}
            depth={depth + 1}
            isDisabled={isDisabled}
            onChange={(next) => put(index, next)}
            onRemove={() => drop(index)}
          />
        ) : (
          <ConditionRule
            key={index}
            rule={part}
            isDisabled={isDisabled}
            onChange={(next) => put(index, next)}
            onRemove={() => drop(index)}
          />
        ),
      )}
      {!isDisabled && (
        <Row gap={8}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            data-testid="add-rule"
            onClick={() => add({ variable: '', operator: 'is', value: '' })}
          >
            {t('condition.addRule')}
          </Button>
          {depth < DEEPEST && group.parts.length > 0 && (
            <Button
              variant="subtle"
              color="gray"
              size="xs"
              onClick={() =>
                add({
                  joint: group.joint === 'all' ? 'any' : 'all',
                  parts: [{ variable: '', operator: 'is', value: '' }],
                })
              }
            >
              {t('condition.addGroup')}
            </Button>
          )}
        </Row>
      )}
    </div>
  )
}
