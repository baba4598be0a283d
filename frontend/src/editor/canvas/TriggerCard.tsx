import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { durationInWords } from '../inspector/duration'
import type { TriggerCardData } from '../state/toCanvas'
import { TRIGGER_ICONS } from '../triggers'
import styles from './card.module.css'
import { ChangeMark } from './ChangeMark'
import { CommentCount } from './CommentCount'
import { FarTitle } from './FarTitle'
import { Ports } from './Ports'
import { ProblemDot } from './ProblemDot'

/** An always-on way in: a keyword, a wish for a person, sounding upset, silence, or a failure. */
export const TriggerCard = memo(function TriggerCard({
  data,
  selected,
  isConnectable,
}: NodeProps<Node<TriggerCardData>>) {
  const { t } = useTranslation()
  const { trigger, ports, problems } = data
  const Icon = TRIGGER_ICONS[trigger.kind]
  const title = t(`trigger.${trigger.kind}.title`)
  return (
    <article
      className={styles.trigger}
      data-testid={`card-${trigger.id}`}
      data-trigger={trigger.kind}
      data-selected={selected}
    >
      <header className={styles.header}>
        <Icon className={styles.icon} size={18} stroke={1.75} aria-hidden />
        <div className={styles.titles}>
          <h3 className={styles.title}>{title}</h3>
          <span className={styles.type}>{t('trigger.always')}</span>
        </div>
        <CommentCount card={trigger.id} />
        <ProblemDot problems={problems} />
      </header>
      {(trigger.kind === 'keyword' || trigger.kind === 'proactive') && (
        <p className={trigger.words.length ? styles.preview : styles.nothing}>
          {trigger.words.length
            ? trigger.words.map((word) => t('quoted', { word })).join(', ')
            : t('trigger.noWords')}
        </p>
      )}
      {trigger.kind === 'silent' && (
        <p className={styles.preview}>
          {t('trigger.silent.after', { time: durationInWords(trigger.after_s ?? 0, t) })}
        </p>
      )}
      <Ports ports={ports} mayAdd={isConnectable} isInvited={selected} />
      <FarTitle icon={Icon} title={title} problems={problems} />
      <ChangeMark change={data.change} />
    </article>
  )
})
