/** Durations, sizes and counts as people read them. */

/** `0.4 s`, `12 s`, `3 min 20 s`, `1 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** `850 B`, `1.6 MB`, `12 GB`: decimal units, two significant digits. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let power = 0;
  let amount = bytes;
  while (Math.round(amount) >= 1000 && power < units.length - 1) {
    amount /= 1000;
    power += 1;
  }
  return `${amount < 9.95 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

/** With thousands separators: 48,000. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 epoch`, `5 epochs`. */
export function plural(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? "" : "s"}`;
}
