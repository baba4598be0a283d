import { Anchor, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import type { FlowNode } from '../../shared/flow'
import { useDraft, useEditor, useMayEdit } from '../EditorContext'
import { iconOf } from '../icons'
import { ProblemItem } from '../problems/ProblemItem'
import { rename } from '../state/recipes'
import { useTyped } from '../useTyped'
import { CardTools } from './CardTools'
import { ConfigForm } from './ConfigForm'
import { configureField } from './configureField'
import { Help } from './Help'
import { PanelHeader } from './PanelHeader'
import { TopicTrial } from './TopicTrial'
import styles from './inspector.module.css'

/** The types that answer from the knowledge base. */
const READS_KNOWLEDGE = new Set(['faq_lookup', 'llm_answer'])

/** A node's title, its form and what is wrong with it. */
export function NodeInspector({ node }: { node: FlowNode }) {
  const { t } = useTranslation()
  const editor = useEditor()
  const { catalogue, documents } = editor
  const mayEdit = useMayEdit()
  const [title, typeTitle] = useTyped(node.title, (words) =>
    documents.getState().edit('edit.rename', (flow) => rename(flow, node.id, words), {
      merge: `title:${node.id}`,
    }),
  )
  const all = useDraft((draft) => draft.problems)
  const problems = all.filter((problem) => problem.node === node.id)
  const info = catalogue.get(node.type)
  const Icon = iconOf(info?.icon)
  const fields = new Set(Object.keys(info?.configSchema.properties ?? {}))
  const unplaced = problems.filter(
    (problem) => !problem.field || !fields.has(problem.field.split('.')[0] ?? '') || problem.fix,
  )

  // What is wrong with the card as a whole comes and goes while it is drawn: below the form it
  // moves no field from under the author's hand.
  const [ofFields, ofCard] = [true, false].map((isOfField) =>
    unplaced
      .filter((problem) => Boolean(problem.field) === isOfField)
      .map((problem) => (
        <ProblemItem
          key={`${problem.code}${problem.field}${problem.message}`}
          problem={problem}
          isHere
        />
      )),
  )

  return (
    <>
      <PanelHeader
        icon={<Icon size={18} stroke={1.75} aria-hidden />}
        category={info?.category}
        title={info?.title ?? node.type}
        tools={<CardTools commands={['deleteSelection', 'duplicate']} hasMenu />}
      />
      <div className={styles.body}>
        {info?.help && <Help text={info.help} />}
        {READS_KNOWLEDGE.has(node.type) && (
          <Anchor href="/admin/knowledge/entry/" target="_blank" size="sm">
            {t('inspector.toKnowledge')}
          </Anchor>
        )}
        {ofFields}
        <TextInput
          id="fb-node-title"
          data-testid="node-title"
          label={t('inspector.title')}
          description={t('inspector.titleHelp')}
          placeholder={info?.title}
          value={title}
          maxLength={120}
          disabled={!mayEdit}
          onChange={(event) => typeTitle(event.currentTarget.value)}
        />
        {info ? (
          <ConfigForm
            idPrefix={`fb-${node.id}`}
            schema={info.configSchema}
            config={node.config}
            problems={problems}
            isDisabled={!mayEdit}
            onChange={(key, value, also) => configureField(editor, node.id, key, value, also)}
          />
        ) : (
          <Textarea
            label={t('inspector.unknown')}
            value={JSON.stringify(node.config, null, 2)}
            readOnly
            autosize
            classNames={{ input: styles.code }}
          />
        )}
        {node.type === 'topic' && <TopicTrial config={node.config} />}
        {ofCard}
      </div>
    </>
  )
}
