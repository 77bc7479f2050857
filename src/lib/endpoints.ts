/** What a call of each endpoint of the REST API does. A `write` must not be repeated once it was sent. */
export const ENDPOINTS = {
  '/rest/ws/user/v2/detail': 'read',
  '/rest/ws/user/update': 'write',
  '/rest/ws/message/send': 'write',
  '/rest/ws/message/v2/send': 'write',
  '/rest/ws/message/list': 'read',
  '/rest/ws/message/detail': 'read',
  '/rest/ws/message/info': 'read',
  '/rest/ws/message/read/conversation': 'read',
  '/rest/ws/group/update': 'write',
  '/rest/ws/group/v2/info': 'read',
  '/rest/ws/group/v3/info': 'read',
  '/rest/ws/group/support': 'read',
  '/rest/ws/group/support/assigned': 'read',
  '/rest/ws/group/conversation': 'write',
  '/rest/ws/group/assignee/change': 'write',
} as const;

/** The path of an endpoint. */
export type Endpoint = keyof typeof ENDPOINTS;
