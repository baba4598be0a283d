import { Alert, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { ContactShown } from '../api/types'

interface Given {
  contact: ContactShown
  onMerge: (other: number) => Promise<void>
}

/** Finds the person who is the same, shows both beside each other, and asks before making them one. */
export function MergeContact({ contact, onMerge }: Given) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
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
  const others = (found.data ?? []).filter((one) => one.id !== contact.id)
  return (
    <section>
      <h3>{t('person.merge')}</h3>
      <TextInput
        label={t('person.find')}
        value={words}
        maxLength={100}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setChosen(null)
        }}
      />
      {sought.length > 1 && found.isSuccess && !others.length && <p>{t('person.nobody')}</p>}
      <div className="ib-person-tags">
        {chosen === null &&
          others.map((one) => (
            <Button key={one.id} variant="default" onClick={() => setChosen(one.id)}>
              {[one.name, one.email].filter(Boolean).join(' · ')}
            </Button>
          ))}
      </div>
      {chosen !== null && other.data && (
        <>
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
          <Button color="red.9" onClick={() => void onMerge(chosen)}>
            {t('person.doMerge')}
          </Button>
        </>
      )}
    </section>
  )
}
