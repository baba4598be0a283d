import { Alert, Badge, Button, Pill, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { ContactShown } from '../api/types'
import { problemText } from '../shell/showProblem'
import { shortTime } from '../shell/time'
import { BlockContact } from './BlockContact'
import { MergeContact, STILL_TALKING } from './MergeContact'
import { MergeWaiting } from './MergeWaiting'
import { Timeline } from './Timeline'

interface Given {
  id: number
  onClose: () => void
  onOpen: (conversation: string) => void
}

/** A person: what is known and who said so, to correct; their history; another who is the same. */
export function ContactDialog({ id, onClose, onOpen }: Given) {
  const { t } = useTranslation()
  // Opened again it is read anew: a colleague, or a merge that waited, may have changed the person.
  const found = useQuery({
    queryKey: ['contact', id],
    queryFn: () => api.contact(id),
    staleTime: 0,
  })
  return (
    <Dialog opened onClose={onClose} title={found.data?.name ?? t('person.title')} size="lg">
      {found.isError && (
        <Alert color="red">
          {t('person.failed')}{' '}
          <Button size="compact-sm" variant="default" onClick={() => void found.refetch()}>
            {t('list.retry')}
          </Button>
        </Alert>
      )}
      {found.data && <Person key={found.data.id} contact={found.data} onOpen={onOpen} />}
    </Dialog>
  )
}

function Person({ contact, onOpen }: { contact: ContactShown; onOpen: Given['onOpen'] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [values, setValues] = useState<Record<string, string>>({})
  const [tag, setTag] = useState('')
  const [problem, setProblem] = useState('')

  const change = async (call: Promise<ContactShown>, done = () => {}) => {
    setProblem('')
    try {
      queries.setQueryData(['contact', contact.id], await call)
      done()
      void queries.invalidateQueries({ queryKey: ['card'] })
      return ''
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      // What can be done instead is said where it was asked for.
      if (code !== STILL_TALKING) setProblem(problemText({ code, problem: failure.message }, t))
      return code
    }
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    void change(api.editContact(contact.id, { values }), () => setValues({}))
  }
  const addTag = (event: FormEvent) => {
    event.preventDefault()
    const name = tag.trim()
    if (name) void change(api.editContact(contact.id, { add_tags: [name] }), () => setTag(''))
  }

  return (
    <div className="ib-person">
      <div className="ib-person-top">
        {contact.verified ? (
          <Badge color="green" variant="light">
            {t('person.verified', { id: contact.external_id })}
          </Badge>
        ) : (
          <Badge color="gray" variant="light">
            {t('person.claimed')}
          </Badge>
        )}
        {!contact.blocked && <BlockContact contact={{ ...contact, blocked: false }} />}
      </div>
      {contact.blocked && <Blocked contact={contact} blocked={contact.blocked} />}
      {problem && <Alert color="red">{problem}</Alert>}
      <form onSubmit={save}>
        {contact.fields.map((field) => (
          <TextInput
            key={field.name}
            label={field.label}
            description={field.source}
            disabled={field.locked}
            value={values[field.name] ?? field.value}
            maxLength={500}
            onChange={(event) => {
              const { value } = event.currentTarget
              setValues((before) => ({ ...before, [field.name]: value }))
            }}
          />
        ))}
        <Button type="submit" mt="sm" disabled={!Object.keys(values).length}>
          {t('person.save')}
        </Button>
      </form>
      <h3>{t('person.tags')}</h3>
      <div className="ib-person-tags">
        {contact.tags.map((name) => (
          <Pill
            key={name}
            withRemoveButton
            removeButtonProps={{ 'aria-label': t('person.removeTag', { name }) }}
            onRemove={() => void change(api.editContact(contact.id, { remove_tags: [name] }))}
          >
            {name}
          </Pill>
        ))}
      </div>
      <form onSubmit={addTag} className="ib-person-row">
        <TextInput
          aria-label={t('person.newTag')}
          placeholder={t('person.newTag')}
          value={tag}
          maxLength={40}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('person.add')}
        </Button>
      </form>
      {contact.segments.length > 0 && (
        <>
          <h3>{t('person.segments')}</h3>
          <p>{contact.segments.join(', ')}</p>
        </>
      )}
      <h3>{t('person.timeline')}</h3>
      <Timeline events={contact.timeline} onOpen={onOpen} />
      {contact.merge ? (
        <MergeWaiting contact={contact.id} merge={contact.merge} />
      ) : (
        <MergeContact
          contact={contact}
          onMerge={(other) => change(api.mergeContacts(contact.id, other))}
          onMergeLater={(other) => change(api.mergeLater(contact.id, other))}
        />
      )}
    </div>
  )
}

interface Told {
  contact: ContactShown
  blocked: NonNullable<ContactShown['blocked']>
}

function Blocked({ contact, blocked }: Told) {
  const { t, i18n } = useTranslation()
  const when = shortTime(blocked.at, i18n.language, Date.now())
  return (
    <Alert
      color="red"
      role="note"
      mb="sm"
      title={t('person.blockedBy', { when, name: blocked.by })}
    >
      {blocked.why && <p className="ib-person-why">{blocked.why}</p>}
      <BlockContact contact={{ ...contact, blocked: true }} />
    </Alert>
  )
}
