interface Decided {
  id: string
  undoes: string | null
}

/** The decision that stands when others were taken back, and some of that, too: undefined where none does. They come in their order. */
export function standingDecision<Decision extends Decided>(decisions: readonly Decision[]): Decision | undefined {
  const standing: Decision[] = []
  const takenBack = new Map<string, Decision>()
  for (const decision of decisions) {
    const again = takenBack.get(decision.undoes ?? '')
    if (decision.undoes === null) standing.push(decision)
    else if (again) standing.push(again)
    else {
      const last = standing.pop()
      if (last) takenBack.set(decision.id, last)
    }
  }
  return standing.at(-1)
}
