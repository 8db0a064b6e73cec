/** Whether git left two versions of a text in it, between the marks of a merge. */
export function conflicted(text: string): boolean {
  return /^<{7} [\s\S]*^={7}$[\s\S]*^>{7} /m.test(text);
}
