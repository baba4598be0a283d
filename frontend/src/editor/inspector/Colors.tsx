import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { COLORS, type Color } from '../../shared/flow'
import areas from '../canvas/areas.module.css'
import { useEditor, useMayEdit } from '../EditorContext'
import { paint } from '../state/areas'

/** The colour of notes and frames. */
export function Colors({ ids, value }: { ids: readonly string[]; value: Color | null }) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  return (
    <div className={areas.swatches} role="radiogroup" aria-label={t('area.color')}>
      {COLORS.map((color) => (
        <button
          key={color}
          type="button"
          role="radio"
          aria-checked={color === value}
          aria-label={t(`area.colors.${color}`)}
          title={t(`area.colors.${color}`)}
          className={areas.swatch}
          data-color={color}
          data-testid={`color-${color}`}
          disabled={!mayEdit}
          onClick={() =>
            documents.getState().edit('edit.paint', (flow) => paint(flow, new Set(ids), color))
          }
        >
          {color === value && <IconCheck size={16} aria-hidden />}
        </button>
      ))}
    </div>
  )
}
