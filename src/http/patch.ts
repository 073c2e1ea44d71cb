/**
 * Applies a merge patch (RFC 7396) to what we store, where every member is always there: an absent member stays, null empties it,
 * an object is merged into the object that stands there (into `blank`'s, where there is none), anything else replaces.
 */
export function patched<Target extends object>(target: Target, patch: object, blank: Partial<Target> = {}): Target {
  const result = { ...target } as Record<string, unknown>
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue
    const standing = result[name] ?? blank[name as keyof Target]
    result[name] = isObject(value) && isObject(standing) ? patched(standing, value) : value
  }
  return result as Target
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
