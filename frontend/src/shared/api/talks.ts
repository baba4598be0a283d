/** The addresses of a flow's saved talks. */
import type { Flow } from '../flow'
import { request } from './client'
import type { components } from './schema'

type Api = components['schemas']

export type SavedTalk = Api['TalkOutput']
export type TalkResult = Api['TalkResult']
export type TalkRow = Api['TalkRow']

const at = (flowId: string, path = '') =>
  `/api/v1/flows/${encodeURIComponent(flowId)}/talks/${path}`

export const listTalks = (flowId: string, signal?: AbortSignal): Promise<SavedTalk[]> =>
  request('GET', at(flowId), { signal })

export const readTalk = (flowId: string, id: number): Promise<Api['TalkDetailOutput']> =>
  request('GET', at(flowId, `${id}/`))

/** Save a talk; with a document, what comes of it there is written down. */
export const addTalk = (
  flowId: string,
  name: string,
  text: string,
  document: Flow | null,
): Promise<SavedTalk> => request('POST', at(flowId), { body: { name, text, document } })

export const renameTalk = (flowId: string, id: number, name: string): Promise<SavedTalk> =>
  request('PATCH', at(flowId, `${id}/`), { body: { name } })

export const deleteTalk = (flowId: string, id: number): Promise<null> =>
  request('DELETE', at(flowId, `${id}/`))

/** Hold talks with a document: all of them without `ids`. */
export async function runTalks(
  flowId: string,
  document: Flow,
  ids: number[] | null,
  signal?: AbortSignal,
): Promise<TalkResult[]> {
  const body = { document, ids }
  return (
    await request<{ results: TalkResult[] }>('POST', at(flowId, 'run/'), {
      body,
      signal,
      timeoutMs: 60_000,
    })
  ).results
}

/** Write down what comes of talks now, as what is expected from now on. */
export const acceptTalks = (flowId: string, document: Flow, ids: number[]): Promise<SavedTalk[]> =>
  request('POST', at(flowId, 'accept/'), { body: { document, ids } })
