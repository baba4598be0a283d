import { Button, FileButton, Group, Image, Input, Stack, Text } from '@mantine/core'
import { IconPhotoUp, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { isPicture, isUploaded, pictureSource, uploadPicture } from '../../../shared/cardPictures'
import type { ControlProps } from './control'
import { TemplateControl } from './TemplateControl'

/** A picture: uploaded, or by the address of one. */
export function PictureControl(props: ControlProps) {
  const { value, onChange, label, description, isDisabled } = props
  const { t } = useTranslation()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState('')
  const [missing, setMissing] = useState('')
  const address = typeof value === 'string' ? value : ''
  const take = (file: File | null) => {
    if (!file) return
    setIsBusy(true)
    setError('')
    uploadPicture(file, () => undefined)
      .done.then(({ address }) => onChange(address))
      .catch((problem: Error) => setError(problem.message || t('form.pictureFailed')))
      .finally(() => setIsBusy(false))
  }
  return (
    <Stack gap={6}>
      {isUploaded(address) ? (
        <Input.Wrapper label={t('form.picture')}>{null}</Input.Wrapper>
      ) : (
        <TemplateControl {...props} label={label} description={description} />
      )}
      {isPicture(address) && missing !== address && (
        <Image
          src={pictureSource(address)}
          alt=""
          mah={120}
          w="auto"
          maw="100%"
          fit="contain"
          radius="sm"
          data-testid="picture-shown"
          onError={() => setMissing(address)}
        />
      )}
      {!isDisabled && (
        <Group gap={6}>
          <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={take}>
            {(open) => (
              <Button
                {...open}
                size="compact-sm"
                variant="default"
                loading={isBusy}
                leftSection={<IconPhotoUp size={14} aria-hidden />}
                data-testid="upload-picture"
              >
                {t(isUploaded(address) ? 'form.otherPicture' : 'form.uploadPicture')}
              </Button>
            )}
          </FileButton>
          {isUploaded(address) && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconTrash size={14} aria-hidden />}
              data-testid="remove-picture"
              onClick={() => onChange('')}
            >
              {t('form.removePicture')}
            </Button>
          )}
        </Group>
      )}
      <Text size="xs" c="red" role="status" hidden={!error}>
        {error}
      </Text>
    </Stack>
  )
}
