import { Alert, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { ContactShown } from '../api/types'

/** The code of the only refusal that time mends. */
export const STILL_TALKING = 'still_talking'

const intoView = (part: HTMLElement | null) => part?.scrollIntoView({ block: 'nearest' })
/** Its button has gone: the keyboard goes on here, and the dialog scrolls to it. */
const takesFocus = (part: HTMLElement | null) => part?.focus()

interface Given {
  contact: ContactShown
  /** Says by its code why it was not done; empty when it was. */
  onMerge: (other: number) => Promise<string>
  onMergeLater: (other: number) => Promise<string>
}

/**
 * Finds the person who is the same, or offers who may be, shows both beside each other, and asks before making them one:
 * at once, or after the conversation where somebody would be cut off.
 */
export function MergeContact({ contact, onMerge, onMergeLater }: Given) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const [talks, setTalks] = useState(false)
  const sought = words.trim()
  const found = useQuery({
    queryKey: ['contacts', sought],
    queryFn: () => api.contacts(sought),
    enabled: sought.length > 1,
  })
  const other = useQuery({
    queryKey: ['contact', chosen],
    queryFn: () => api.contact(chosen ?? 0),
    enabled: chosen !== null,
  })
  const choose = (id: number | null, sought = '') => {
    setWords(sought)
    setChosen(id)
    setTalks(false)
  }
  const others = (found.data ?? []).filter((one) => one.id !== contact.id)
  return (
    <section>
      <h3>{t('person.merge')}</h3>
      {contact.alike.length > 0 && (
        <div className="ib-person-alike">
          <p>{t('person.alike')}</p>
          {contact.alike.map((one) => (
            <Button
              key={one.id}
              variant={one.id === chosen ? 'light' : 'default'}
              aria-pressed={one.id === chosen}
              onClick={() => choose(one.id)}
            >
              {t(`person.same.${one.same.length > 1 ? 'both' : one.same[0]}`, { name: one.name })}
            </Button>
          ))}
        </div>
      )}
      <TextInput
        label={t('person.find')}
        value={words}
        maxLength={100}
        onChange={(event) => choose(null, event.currentTarget.value)}
      />
      {sought.length > 1 && found.isSuccess && !others.length && <p>{t('person.nobody')}</p>}
      <div className="ib-person-tags">
        {chosen === null &&
          others.map((one) => (
            <Button key={one.id} variant="default" onClick={() => setChosen(one.id)}>
              {[...new Set([one.name, one.email])].filter(Boolean).join(' · ')}
            </Button>
          ))}
      </div>
      {chosen !== null && other.data && (
        <div className="ib-person-pair" ref={intoView}>
          <table className="ib-person-both">
            <thead>
              <tr>
                <th />
                <th scope="col">{t('person.stays')}</th>
                <th scope="col">{t('person.joins')}</th>
              </tr>
            </thead>
            <tbody>
              {contact.fields.map((field, place) => (
                <tr key={field.name}>
                  <th scope="row">{field.label}</th>
                  <td>{field.value || '—'}</td>
                  <td>{other.data.fields[place]?.value || '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Alert color="yellow" my="sm" role="note">
            {t('person.warning')}
          </Alert>
          {talks ? (
            <Alert color="yellow" tabIndex={-1} ref={takesFocus}>
              <p className="ib-person-why">{t('person.stillTalking')}</p>
              <Button variant="default" onClick={() => void onMergeLater(chosen)}>
                {t('person.mergeLater')}
              </Button>
            </Alert>
          ) : (
            <Button
              color="red.9"
              onClick={async () => {
                const refusal = await onMerge(chosen)
                if (refusal) setTalks(refusal === STILL_TALKING)
                else choose(null)
              }}
            >
              {t('person.doMerge')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
