import { useEditor } from '../EditorContext'
import { ReviewChip } from './ReviewChip'
import { ScheduledChip } from './ScheduledChip'
import { useFollowPublished, usePublication } from './usePublication'

/** What is scheduled and who asks for a review, as long as there is anything to say. */
export function PublicationState() {
  const { data } = usePublication()
  const { language } = useEditor()
  useFollowPublished()
  if (!data) return null
  return (
    <>
      {data.scheduled && (
        <ScheduledChip scheduled={data.scheduled} timezone={data.timezone} language={language} />
      )}
      {data.review && <ReviewChip review={data.review} />}
    </>
  )
}
