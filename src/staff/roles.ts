import { type Scope, scopes } from '../http/access.ts'

/** A role is a set of scopes. An author writes their own drafts and publishes none; a reader looks at the desk. */
export const roles = {
  owner: scopes,
  editor: ['articles:read', 'articles:write', 'articles:publish', 'taxonomy:write', 'site:write', 'comments:moderate'],
  author: ['articles:read', 'articles:write'],
  moderator: ['comments:moderate'],
  reader: ['articles:read'],
} as const satisfies Record<string, readonly Scope[]>

export type Role = keyof typeof roles

export const roleNames = Object.keys(roles) as Role[]
