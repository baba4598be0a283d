/** The pairs of topics that several examples confuse, the worst first. */
export function overlaps(
  confusions: { topic: string; taken_for: string }[],
): [string, string, number][] {
  const counts = new Map<string, [string, string, number]>()
  for (const { topic, taken_for } of confusions) {
    const [first, second] = [topic, taken_for].sort() as [string, string]
    const pair = counts.get(`${first} ${second}`) ?? [first, second, 0]
    counts.set(`${first} ${second}`, [first, second, pair[2] + 1])
  }
  return [...counts.values()].filter((pair) => pair[2] > 1).sort((a, b) => b[2] - a[2])
}
