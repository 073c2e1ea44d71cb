interface Decided {
  id: string
  action: string
  undoes: string | null
}

/** Those of the decisions, given oldest first, that were not taken back; what was taken back and then brought back stands, too. */
export function standing<Decision extends Decided>(decisions: readonly Decision[]): Decision[] {
  const takenBack = new Set<string>()
  for (const { id, undoes } of decisions.toReversed()) if (undoes !== null && !takenBack.has(id)) takenBack.add(undoes)
  return decisions.filter(({ id, action }) => action !== 'undo' && !takenBack.has(id))
}
