/** What an element holds: text, which is never markup, and other elements. */
type Child = string | Node | undefined;

/** A new element with attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of an id, which the page has. */
export function byId<Found extends HTMLElement = HTMLElement>(id: string): Found {
  return document.getElementById(id) as Found;
}

/** What a script element of the page holds as JSON. */
export function dataIn<Data>(script: Element): Data {
  return JSON.parse(script.textContent ?? "") as Data;
}
