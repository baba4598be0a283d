import { TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import type { Trigger } from '../../shared/flow'
import { useDraft, useEditor, useMayEdit } from '../EditorContext'
import { ProblemItem } from '../problems/ProblemItem'
import { changeTrigger } from '../state/recipes'
import { TRIGGER_ICONS } from '../triggers'
import { CardTools } from './CardTools'
import { DurationControl } from './controls/DurationControl'
import { PanelHeader } from './PanelHeader'
import styles from './inspector.module.css'

/** An always-on way in: its words, or how long a silence must last. */
export function TriggerInspector({ trigger }: { trigger: Trigger }) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const all = useDraft((draft) => draft.problems)
  const problems = all.filter((problem) => problem.node === trigger.id)
  const Icon = TRIGGER_ICONS[trigger.kind]
  const change = (values: Partial<Omit<Trigger, 'id'>>) =>
    documents.getState().edit('edit.trigger', (flow) => changeTrigger(flow, trigger.id, values), {
      merge: `trigger:${trigger.id}`,
    })
  return (
    <>
      <PanelHeader
        icon={<Icon size={18} stroke={1.75} aria-hidden />}
        title={t(`trigger.${trigger.kind}.title`)}
        tools={<CardTools commands={['deleteSelection', 'openComments']} />}
      />
      <div className={styles.body}>
        <p className={styles.help}>{t(`trigger.${trigger.kind}.help`)}</p>
        {problems.map((problem) => (
          <ProblemItem key={problem.code + problem.message} problem={problem} isHere />
        ))}
        {(trigger.kind === 'keyword' ||
          trigger.kind === 'human' ||
          trigger.kind === 'proactive') && (
          <TagsInput
            label={t(`trigger.${trigger.kind}.words`)}
            description={t(`trigger.${trigger.kind}.wordsHelp`)}
            placeholder={t('trigger.addWord')}
            value={trigger.words}
            disabled={!mayEdit}
            splitChars={[',', ';']}
            acceptValueOnBlur
            maxTags={50}
            onChange={(words) =>
              change({ words: words.map((word) => word.trim().slice(0, 80)).filter(Boolean) })
            }
          />
        )}
        {trigger.kind === 'silent' && (
          <DurationControl
            id="fb-trigger-after"
            path="after_s"
            schema={{ minimum: 10, maximum: 30 * 86_400 }}
            root={{}}
            value={trigger.after_s ?? 120}
            onChange={(value) => change({ after_s: Number(value) })}
            label={t('trigger.silent.afterLabel')}
            description={t('trigger.silent.afterHelp')}
            problems={problems}
            isDisabled={!mayEdit}
            isRequired={false}
            siblings={{}}
          />
        )}
      </div>
    </>
  )
}
