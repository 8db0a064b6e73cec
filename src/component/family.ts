import type { Component, Tagged } from "./component.ts";
import { nameOf } from "./component.ts";
import { type Schema, schema } from "./schema.ts";

/** A closed list of components of one kind. Adding a member is one file and one line in that list. */
export interface Family<Member extends Component = Component> {
  /** What a member is called in messages and as a schema definition: `layer`, `optimizer`, `callback`. */
  readonly kind: string;
  readonly members: readonly Member[];
  readonly names: readonly string[];
  /** The members that need no option and may stand as a bare name. */
  readonly bareNames: readonly string[];
  /** The schema of one tagged member: `{ name: options }`. */
  readonly schema: Schema<Tagged>;
  /** The member a resolved component names, with its options. The caller knows the options' type. */
  open(tagged: Tagged): { readonly component: Member; readonly options: Readonly<Record<string, unknown>> };
  /** The member of this name; throws a plain Error where there is none, which a validated file never causes. */
  get(name: string): Member;
}

/** Closes a list of components into a family. Throws when two members share a name. */
export function family<Member extends Component>(kind: string, members: readonly Member[]): Family<Member> {
  const byName = new Map(members.map((member) => [member.name, member]));
  if (byName.size !== members.length) throw new Error(`two members of the ${kind} family share a name`);
  const get = (name: string): Member => {
    const member = byName.get(name);
    if (member === undefined) throw new Error(`the ${kind} family has no member ${name}`);
    return member;
  };
  return Object.freeze({
    kind,
    members: Object.freeze([...members]),
    names: members.map((member) => member.name),
    bareNames: members.filter((member) => needsNoOption(member)).map((member) => member.name),
    schema: taggedSchema(kind, members),
    open: (tagged: Tagged) => ({ component: get(nameOf(tagged)), options: tagged[nameOf(tagged)]! }),
    get,
  });
}

/** Where an option holds a member of a family: a reference to that family's definition in the whole schema. */
export function member(kind: string, description: string, fallback?: Tagged): Schema<Tagged> {
  return schema<Tagged>({
    $ref: `#/$defs/${kind}`,
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
  });
}

function needsNoOption(component: Component): boolean {
  const { required, properties } = component.options;
  return required.every((name) => "default" in properties[name]!);
}

/**
 * One object with every member as an optional property, of which exactly one may be there: an unknown name
 * and a wrong option are then each one error at the place where it stands, with no alternatives to explain.
 */
function taggedSchema(kind: string, members: readonly Component[]): Schema<Tagged> {
  return schema<Tagged>({
    type: "object",
    properties: Object.fromEntries(
      members.map((member) => [member.name, { ...member.options, description: member.summary }]),
    ),
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    title: kind,
  });
}
