/** The gallery's addresses of the REST API, and those that help an author along. */
import type { Exactly, Flow } from '../flow'
import type { Tried, TryEvent } from './flows'
import { request } from './client'
import type { components } from './schema'

type Api = components['schemas']

export type Template = Exactly<
  Api['TemplateOutput'],
  { language: 'pl' | 'en'; edges: [string, string][] }
>
export type GraphNode = Template['nodes'][number]
export type Need = Api['NeedOutput']
export type FirstStep = Api['ConfigFirstStepsOutput']
export type Facts = Record<string, string>

const at = (key: string, path = '') => `/api/v1/templates/${encodeURIComponent(key)}/${path}`
const needsOf = (flowId: string) => `/api/v1/flows/${encodeURIComponent(flowId)}/needs/`

export const templates = (signal?: AbortSignal): Promise<Template[]> =>
  request('GET', '/api/v1/templates/', { signal })

export const beginWith = (
  key: string,
  body: { name: string; facts: Facts; knowledge: boolean },
): Promise<{ flow: number; entries: number }> => request('POST', at(key, 'use/'), { body })

export const saveTemplate = (body: {
  name: string
  summary: string
  document: Flow
  flow: number
}): Promise<{ key: string }> => request('POST', '/api/v1/templates/', { body })

export const deleteTemplate = (key: string): Promise<void> => request('DELETE', at(key))

/** One event of a talk with a template. Nothing is stored and nobody is asked. */
export const tryTemplate = (
  key: string,
  session: Tried['session'],
  event: TryEvent,
  facts: Facts,
): Promise<Tried> => request('POST', at(key, 'try/'), { body: { session, event, facts } })

export const needs = (flowId: string, signal?: AbortSignal): Promise<Need[]> =>
  request('GET', needsOf(flowId), { signal })

export const tickNeed = (flowId: string, number: number, done: boolean): Promise<Need[]> =>
  request('PUT', `${needsOf(flowId)}${number}/`, { body: { done } })

export const dropNeeds = (flowId: string): Promise<void> => request('DELETE', needsOf(flowId))

export const offerTour = (offered: boolean): Promise<void> =>
  request('PUT', '/api/v1/tour/', { body: { offered }, outlivesPage: true })

export const firstSteps = (signal?: AbortSignal): Promise<FirstStep[]> =>
  request('GET', '/api/v1/first-steps/', { signal })

export const hideFirstSteps = (): Promise<void> =>
  request('DELETE', '/api/v1/first-steps/', { outlivesPage: true })
