import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useReactFlow } from '@xyflow/react'
import { useTranslation } from 'react-i18next'

import type { Locale, Problem } from '../../shared/flow'
import { languageName } from '../../shared/languages'
import { askWhatNext } from '../canvas/openWay'
import { useDocument, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { rowKey } from '../languages/rows'
import { openPortOf, recipeOf } from '../state/fixes'
import { titleOf } from '../state/ports'
import type { CardNode, WireEdge } from '../state/toCanvas'
import styles from './problems.module.css'
import { TONE_ICONS, toneOf } from './tone'

interface Given {
  problem: Problem
  /** Shown on the card's own panel, so it need not say which card. */
  isHere?: boolean
  onGoTo?: (id: string) => void
}

/** What is wrong, what to do, and the one click that does it where there is one. */
export function ProblemItem({ problem, isHere = false, onGoTo }: Given) {
  const { t } = useTranslation()
  const { catalogue, documents, language } = useEditor()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  const node = useDocument((state) => state.document.nodes.find((each) => each.id === problem.node))
  const trigger = useDocument((state) =>
    state.document.triggers.find((each) => each.id === problem.node),
  )
  const canvas = useReactFlow<CardNode, WireEdge>()
  const openPort = openPortOf(problem)
  const recipe = mayEdit ? recipeOf(problem, catalogue) : null
  const tone = toneOf(problem)
  const Icon = TONE_ICONS[tone]
  const card = node
    ? titleOf(node, catalogue.get(node.type))
    : trigger
      ? t(`trigger.${trigger.kind}.title`)
      : t('problems.wholeFlow')
  const where = problem.language ? `${card} · ${languageName(problem.language, language)}` : card
  const opening = problem.fix?.kind === 'open_translation' ? problem.fix : null
  return (
    <div className={styles.problem} data-tone={tone} data-testid={`problem-${problem.code}`}>
      <Icon className={styles.icon} size={16} aria-label={t(`problems.${tone}`)} />
      <div className={styles.words}>
        {isHere && problem.language && (
          <span className={styles.where}>{languageName(problem.language, language)}</span>
        )}
        {!isHere &&
          (problem.node && onGoTo ? (
            <button
              type="button"
              className={styles.where}
              onClick={() => onGoTo(problem.node ?? '')}
            >
              {where}
            </button>
          ) : (
            <span className={styles.where}>{where}</span>
          ))}
        <p>{problem.message}</p>
        {problem.hint && <p className={styles.hint}>{problem.hint}</p>}
        {mayEdit && openPort !== null && (
          <Button
            size="compact-xs"
            mt={6}
            me={6}
            data-testid="add-next"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              show({ dialog: null })
              askWhatNext(canvas, problem.node ?? '', openPort)
            }}
          >
            {t('command.addNext')}
          </Button>
        )}
        {mayEdit && openPort !== null && problem.node && (
          <Button
            size="compact-xs"
            variant="default"
            mt={6}
            me={6}
            data-testid="connect-next"
            onClick={() => {
              const source = problem.node ?? ''
              show({ dialog: 'connect', connecting: { source, port: openPort } })
            }}
          >
            {t('problems.connect')}
          </Button>
        )}
        {problem.fix && recipe && (
          <Button
            size="compact-xs"
            variant="default"
            mt={6}
            data-testid="fix"
            onClick={() => documents.getState().edit('edit.fix', recipe)}
          >
            {problem.fix.label}
          </Button>
        )}
        {opening && (
          <Button
            size="compact-xs"
            variant="default"
            mt={6}
            data-testid="fix"
            onClick={() =>
              show({
                dialog: null,
                translating: {
                  language: String(opening.data['language']) as Locale,
                  row: rowKey(String(opening.data['node']), String(opening.data['address'])),
                },
              })
            }
          >
            {opening.label}
          </Button>
        )}
      </div>
    </div>
  )
}
