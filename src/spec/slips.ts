/** A slip in one line of YAML: what is told of it, and the columns where it stands, from 0. */
export interface Slip {
  readonly told: readonly [message: string, hint: string];
  readonly from: number;
  readonly to: number;
}

/**
 * The slip of the pen in a line that a parser stumbled over, or over the line below: a space that is missing behind a dash
 * or a colon, an equals sign for a colon, a comma at the end. Undefined where there is none of these. A line that is sound
 * may look like one of them, so only what is known to be wrong somewhere near is asked.
 */
export function slipIn(line: string): Slip | undefined {
  for (const { pattern, told } of SLIPS) {
    const found = pattern.exec(line);
    if (found === null) continue;
    const { before = "", slip = "" } = found.groups!;
    const from = found.index + before.length;
    return { told: told(found.groups as Readonly<Record<string, string>>), from, to: from + slip.length };
  }
  return undefined;
}

interface Pattern {
  readonly pattern: RegExp;
  told(groups: Readonly<Record<string, string>>): Slip["told"];
}

const SLIPS: readonly Pattern[] = [
  {
    pattern: /^(?<before>\s*)(?<slip>-(?<item>[A-Za-z$"'{[].*))$/,
    told: ({ item }) => ["a space is missing after the dash", `write - ${item}`],
  },
  {
    pattern: /^(?<before>\s*(?:- +)*)(?<slip>(?<key>[A-Za-z_]\w*):(?:=\s*)?(?<value>[^\s/\\:=].*))$/,
    told: ({ key, value }) => ["a space is missing after the colon", `write ${key}: ${value}`],
  },
  {
    pattern: /(?<before>[{,]\s*)(?<slip>(?<key>[A-Za-z_]\w*):(?<value>[^\s/\\:,}][^,}]*))/,
    told: ({ key, value }) => ["a space is missing after the colon", `write ${key}: ${value!.trim()}`],
  },
  {
    pattern: /^(?<before>\s*(?:- +)*)(?<slip>(?<key>[A-Za-z_]\w*)\s*=\s*(?<value>\S.*))$/,
    told: ({ key, value }) => ["a key ends in a colon and a space", `write ${key}: ${value}`],
  },
  {
    pattern: /^(?<before>\s*(?:- +)*[A-Za-z_]\w*:\s.*[\]}"'])(?<slip>,)$/,
    told: () => ["a comma ends this line", "leave it out: commas stand in { } and [ ] only"],
  },
];
