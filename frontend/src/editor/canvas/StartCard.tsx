import type { Node, NodeProps } from '@xyflow/react'
import { IconPlayerPlayFilled } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import type { StartCardData } from '../state/toCanvas'
import styles from './card.module.css'
import { FarTitle } from './FarTitle'
import { Ports } from './Ports'

/** Where every conversation begins. */
export const StartCard = memo(function StartCard({
  data,
  selected,
  isConnectable,
}: NodeProps<Node<StartCardData>>) {
  const { t } = useTranslation()
  return (
    <article className={styles.start} data-testid="card-start" data-selected={selected}>
      <IconPlayerPlayFilled size={14} aria-hidden />
      <span className={styles.title}>{t('canvas.start')}</span>
      <Ports ports={data.ports} mayAdd={isConnectable} />
      <FarTitle title={t('canvas.start')} />
    </article>
  )
})
