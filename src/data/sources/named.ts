import { options } from "../../component/options.ts";
import { openNamed } from "../cache.ts";
import { cifar10Set } from "../named/cifar10.ts";
import { fashionMnistOfficialSet, fashionMnistSet } from "../named/fashion-mnist.ts";
import { mnistSet } from "../named/mnist.ts";
import type { NamedSet } from "../named/named-set.ts";
import { type Source, type SourceFacts, source } from "../source.ts";

/** The data sets that are known by name. */
export const namedSets: readonly NamedSet[] = [
  fashionMnistSet,
  fashionMnistOfficialSet,
  mnistSet,
  cifar10Set,
];

export const fashionMnist = namedSource(fashionMnistSet);
export const fashionMnistOfficial = namedSource(fashionMnistOfficialSet);
export const mnist = namedSource(mnistSet);
export const cifar10 = namedSource(cifar10Set);

/** The source of a data set that is known by name: the images in the cache, which are fetched where need be. */
export function namedSource(named: NamedSet): Source<string, Record<never, never>> {
  const factsFor = ([train, test]: NamedSet["counts"]): SourceFacts => ({
    shape: named.shape,
    labels: { kind: "class", shape: [] },
    classes: named.classes,
    counts: { train, test },
  });
  return source({
    name: named.name,
    summary: named.summary,
    options: options({}),
    facts: async () => factsFor(named.counts),
    async open(_options, context) {
      const file = await openNamed(named, context);
      return {
        facts: factsFor(file.counts),
        labels: { train: Float32Array.from(file.labels.train), test: Float32Array.from(file.labels.test) },
        gather: (selections) => file.gather(selections),
        origin: file.origin,
        contentHash: file.contentHash,
      };
    },
  });
}
