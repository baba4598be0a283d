import { Alert, Button, FileButton, Menu } from '@mantine/core'
import { IconDownload, IconTrash, IconUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import type { Locale } from '../../shared/flow'
import { languageName } from '../../shared/languages'
import { useEditor, useMayEdit } from '../EditorContext'
import { asCsv, asXliff, MAX_FILE_BYTES, readFile, type FileOf, type Reading } from './exchange'
import { ImportReport } from './ImportReport'
import { removeLanguage } from './recipes'

/** Out to a translator and back; and away with the language. */
export function ExchangeMenu({ language }: { language: Locale }) {
  const { t } = useTranslation()
  const { catalogue, documents, language: reader } = useEditor()
  const mayEdit = useMayEdit()
  const [reading, setReading] = useState<Reading | null>(null)
  const forget = useRef<() => void>(null)
  const name = languageName(language, reader)

  const take = async (file: File | null) => {
    forget.current?.()
    if (!file) return
    const { size } = file
    const text = size > MAX_FILE_BYTES ? '' : await file.text()
    const { document, edit } = documents.getState()
    const found = readFile({ name: file.name, text, size }, document, catalogue, language)
    if (!('refusal' in found)) edit('edit.importTranslations', found.apply)
    setReading(found)
  }
  const remove = () =>
    documents.getState().edit('edit.removeLanguage', (flow) => removeLanguage(flow, language), {
      notice: { key: 'removedLanguage', values: { name } },
    })
  const flow = () => documents.getState().document

  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            data-testid="export-translations"
          >
            {t('languages.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            data-testid="export-csv"
            onClick={() => download(asCsv(flow(), catalogue, language, reader))}
          >
            {t('languages.csv')}
          </Menu.Item>
          <Menu.Item
            data-testid="export-xliff"
            onClick={() => download(asXliff(flow(), catalogue, language))}
          >
            {t('languages.xliff')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {mayEdit && (
        <>
          <FileButton
            resetRef={forget}
            accept=".csv,.tsv,.txt,.xlf,.xliff,.xml"
            onChange={(file) => void take(file)}
            inputProps={{ 'aria-label': t('languages.import') }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconUpload size={16} aria-hidden />}
                data-testid="import-translations"
              >
                {t('languages.import')}
              </Button>
            )}
          </FileButton>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconTrash size={16} aria-hidden />}
            data-testid="remove-language"
            onClick={remove}
          >
            {t('languages.remove')}
          </Button>
        </>
      )}
      <Dialog
        opened={reading !== null}
        onClose={() => setReading(null)}
        title={t('languages.imported')}
        lang={reader}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {reading && 'refusal' in reading && (
          <Alert color="red" role="alert" data-testid="import-refused">
            {t(`languages.refused.${reading.refusal}`, {
              language: languageName(reading.language ?? language, reader),
            })}
          </Alert>
        )}
        {reading && 'report' in reading && (
          <ImportReport report={reading.report} language={languageName(reading.language, reader)} />
        )}
      </Dialog>
    </>
  )
}

function download({ name, text, type }: FileOf): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
