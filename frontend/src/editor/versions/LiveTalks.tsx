import { Radio, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'

import { liveTalks } from '../../shared/api/flows'
import type { LiveChoice, LiveTalks as Found } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import styles from './versions.module.css'

const CHOICES: LiveChoice[] = ['stay', 'move', 'restart']

interface Choosing {
  choice: LiveChoice
  onChoose: (choice: LiveChoice) => void
}

/** The conversations under way: how many, where, and what is to become of them. */
export function LiveTalks({ choice, onChoose }: Choosing) {
  const { t } = useTranslation()
  const { flowId, saving } = useEditor()
  const found = useQuery({
    queryKey: ['live', flowId],
    // The server compares with the draft that it has, so that one comes first.
    queryFn: async ({ signal }) => {
      await saving.flush()
      return liveTalks(flowId, signal)
    },
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  if (found.isPending)
    return <Skeleton height={40} role="status" aria-label={t('underWay.loading')} />
  if (found.isError) return <p className={styles.note}>{t('underWay.notLoaded')}</p>
  if (found.data.count === 0) return null
  return (
    <Stack gap={12} className={styles.live} data-testid="live-talks">
      <Summary found={found.data} />
      <Places found={found.data} />
      <Radio.Group
        label={t('underWay.choose')}
        value={choice}
        onChange={(value) => onChoose(value as LiveChoice)}
      >
        <Stack gap={10} mt={8}>
          {CHOICES.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t(`underWay.${each}`)}
              description={t(`underWay.${each}Help`)}
              data-testid={`live-${each}`}
            />
          ))}
        </Stack>
      </Radio.Group>
      {choice === 'move' && found.data.vanished > 0 && (
        <p className={styles.vanished} role="status" data-testid="vanished">
          {t('underWay.vanished', { count: found.data.vanished })}
        </p>
      )}
      {choice !== 'stay' && found.data.withPerson > 0 && (
        <p className={styles.note}>{t('underWay.withPerson', { count: found.data.withPerson })}</p>
      )}
    </Stack>
  )
}

function Summary({ found }: { found: Found }) {
  const { t } = useTranslation()
  const { language } = useEditor()
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const [newest, ...others] = found.versions
  const versions =
    newest && others.length === 0
      ? [t('underWay.allOnVersion', { number: newest.number, count: found.count })]
      : found.versions.map((version) => t('underWay.onVersion', { ...version }))
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('underWay.count', { count: found.count })}
      </Text>
      <p className={styles.note}>{list.format(versions)}</p>
    </div>
  )
}

function Places({ found }: { found: Found }) {
  const { t } = useTranslation()
  if (found.places.length === 0) return null
  return (
    <div>
      <p className={styles.placesTitle}>{t('underWay.where')}</p>
      <ul className={styles.places}>
        {found.places.map((place) => (
          <li key={`${place.version} ${place.node} ${place.lasts}`} data-lasts={place.lasts}>
            <span className={styles.place}>
              <strong>{place.title}</strong> {place.about}
            </span>
            {place.lasts === false && <span className={styles.gone}>{t('underWay.gone')}</span>}
            {found.versions.length > 1 && (
              <span className={styles.placeVersion}>
                {t('underWay.version', { number: place.version })}
              </span>
            )}
            <span className={styles.placeCount}>{place.count}</span>
          </li>
        ))}
      </ul>
      {found.morePlaces > 0 && (
        <p className={styles.note}>{t('underWay.more', { count: found.morePlaces })}</p>
      )}
    </div>
  )
}
