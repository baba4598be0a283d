import { Button, Text, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { tryTopics } from '../../shared/api/flows'
import type { Config } from '../../shared/flow'
import { useDocument } from '../EditorContext'
import styles from './inspector.module.css'
import { overlaps } from './topicOverlaps'

interface Topic {
  key: string
  label: string
  examples: string[]
}

type Told = Awaited<ReturnType<typeof tryTopics>> | 'asking' | 'failed' | null
const SHOWN = 8
const PAUSE_MS = 1_200

/**
 * A sentence is sorted as the step would. Examples that confuse two topics are told, also by
 * themselves a moment after they were written.
 */
export function TopicTrial({ config }: { config: Config }) {
  const { t } = useTranslation()
  const language = useDocument((state) => state.document.locale)
  const [text, setText] = useState('')
  const [told, setTold] = useState<Told>(null)
  const topics = topicsOf(config)
  const label = (key: string) => topics.find((topic) => topic.key === key)?.label || key
  const turn = useRef(0)
  const timer = useRef(0)
  const ask = async (quietly = false) => {
    const mine = ++turn.current
    window.clearTimeout(timer.current)
    if (!quietly) setTold('asking')
    try {
      const found = await tryTopics(topics, quietly ? '' : text, language)
      if (turn.current === mine) setTold(quietly && !found.confusions.length ? null : found)
    } catch {
      // What was asked for is told; what the editor asked by itself is not, unless it took its place.
      if (turn.current === mine)
        setTold((before) => (quietly && before !== 'asking' ? before : 'failed'))
    }
  }
  const examples = JSON.stringify([language, topics])
  useEffect(() => {
    if (topics.length < 2) return
    timer.current = window.setTimeout(() => void ask(true), PAUSE_MS)
    return () => window.clearTimeout(timer.current)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `examples` is what it depends on
  }, [examples])
  return (
    <section className={styles.trial} aria-label={t('topics.label')}>
      <TextInput
        label={t('topics.try')}
        description={t('topics.tryHelp')}
        data-testid="topic-text"
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && topics.length > 0) void ask()
        }}
      />
      <Button
        variant="default"
        flex="none"
        data-testid="topic-try"
        loading={told === 'asking'}
        disabled={topics.length === 0}
        onClick={() => void ask()}
      >
        {t('topics.check')}
      </Button>
      <div role="status" data-testid="topic-told">
        {told === 'failed' && <Text size="sm">{t('topics.failed')}</Text>}
        {told !== null && typeof told === 'object' && (
          <>
            {told.ranking[0] && (
              <Text size="sm" fw={600}>
                {told.ranking[0].fits
                  ? t('topics.found', { topic: label(told.ranking[0].key) })
                  : t('topics.other')}
              </Text>
            )}
            {told.confusions.length > 0 && (
              <>
                {overlaps(told.confusions).map(([first, second, count]) => (
                  <Text size="sm" fw={600} key={`${first} ${second}`}>
                    {t('topics.pair', { first: label(first), second: label(second), count })}
                  </Text>
                ))}
                <Text size="sm">{t('topics.confusing')}</Text>
                <ul className={styles.confusions}>
                  {told.confusions.slice(0, SHOWN).map((each) => (
                    <li key={each.topic + each.example}>
                      {t('topics.confusion', {
                        example: each.example,
                        topic: label(each.topic),
                        other: label(each.taken_for),
                      })}
                    </li>
                  ))}
                </ul>
              </>
            )}
            {told.confusions.length === 0 && !told.by_words && topics.length > 1 && (
              <Text size="sm">{t('topics.clear')}</Text>
            )}
            {told.by_words && <Text size="sm">{t('topics.byWords')}</Text>}
          </>
        )}
      </div>
    </section>
  )
}

/** The topics that have a name and an example; a draft may hold anything. */
function topicsOf(config: Config): Topic[] {
  const rows = Array.isArray(config.topics) ? (config.topics as Partial<Topic>[]) : []
  return rows.flatMap(({ key, label, examples }) => {
    const texts = (examples ?? []).filter((text) => typeof text === 'string' && text.trim())
    return key && texts.length > 0 ? [{ key, label: label ?? '', examples: texts }] : []
  })
}
