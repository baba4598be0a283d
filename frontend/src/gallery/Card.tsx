import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Template } from '../shared/api/templates'
import styles from './gallery.module.css'
import { GraphPicture } from './GraphPicture'

interface Given {
  template: Template
  onOpen: () => void
  onDelete: () => void
}

/** One template in the gallery: its graph as a sketch, its name and what it does. */
export function Card({ template, onOpen, onDelete }: Given) {
  const { t } = useTranslation()
  return (
    <li className={styles.card} data-testid={`template-${template.key}`}>
      <div className={styles.sketch} aria-hidden>
        <GraphPicture template={template} label="" />
      </div>
      <h3>
        <button type="button" className={styles.open} onClick={onOpen}>
          {template.name}
        </button>
      </h3>
      <p>{template.summary}</p>
      <p className={styles.labels}>
        <span>{t(`language.${template.language}`)}</span>
        {template.does.slice(0, 3).map((each) => (
          <span key={each}>{t(`does.${each}`)}</span>
        ))}
        {template.own && template.madeBy && (
          <span>{t('own.madeBy', { name: template.madeBy })}</span>
        )}
      </p>
      {template.own && (
        <button
          type="button"
          className={styles.remove}
          aria-label={t('own.delete', { name: template.name })}
          onClick={onDelete}
        >
          <IconTrash size={16} aria-hidden />
        </button>
      )}
    </li>
  )
}
