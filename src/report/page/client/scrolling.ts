/** Boxes that scroll, tables among them and plots that keep their size. */
const BOXES = ".scroll, .canvas, .plot";

const look = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target as HTMLElement;
    const more = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (more) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});

/** Lets the keyboard reach every box that has more than it shows, and no other, as the window's size changes. */
export function makeScrollable(within: ParentNode): void {
  for (const box of within.querySelectorAll<HTMLElement>(BOXES)) look.observe(box);
}
