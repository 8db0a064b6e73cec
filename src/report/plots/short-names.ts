/** So many characters of a name have room in a plot. */
const MOST = 17;

/** Names as plots show them: a long one is cut in its middle, and those that would then look alike are numbered. */
export function shortNames(names: readonly string[]): string[] {
  const cut = names.map((name) => shortened(name, MOST));
  const alike = new Map<string, number>();
  for (const name of cut) alike.set(name, (alike.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const own = cut[index]!;
    if (alike.get(own) === 1) return own;
    const number = (seen.get(own) ?? 0) + 1;
    seen.set(own, number);
    const mark = ` (${number})`;
    return shortened(name, MOST - mark.length) + mark;
  });
}

function shortened(name: string, most: number): string {
  const characters = [...name];
  if (characters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - end).join("")}…${characters.slice(-end).join("")}`;
}
