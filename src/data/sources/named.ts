import { options } from "../../component/options.ts";
import { openNamed } from "../cache.ts";
import { cifar10Set } from "../named/cifar10.ts";
import { fashionMnistSet } from "../named/fashion-mnist.ts";
import type { ImagePart } from "../named/image-set.ts";
import { mnistSet } from "../named/mnist.ts";
import type { NamedSet } from "../named/named-set.ts";
import { type RawPart, type Source, source } from "../source.ts";

/** The data sets that are known by name. */
export const namedSets: readonly NamedSet[] = [fashionMnistSet, mnistSet, cifar10Set];

export const fashionMnist = namedSource(fashionMnistSet);
export const mnist = namedSource(mnistSet);
export const cifar10 = namedSource(cifar10Set);

function namedSource(named: NamedSet): Source<string, Record<never, never>> {
  return source({
    name: named.name,
    summary: named.summary,
    options: options({}),
    facts: async () => ({
      shape: named.shape,
      labels: { kind: "class", shape: [] },
      classes: named.classes,
      hasTest: true,
    }),
    async open(_options, context) {
      const { set, sha256 } = await openNamed(named, context);
      return {
        train: rawPart(set.train, named),
        test: rawPart(set.test, named),
        origin: set.origin,
        contentHash: sha256,
      };
    },
  });
}

function rawPart({ images, labels }: ImagePart, { shape }: NamedSet): RawPart {
  return {
    count: labels.length,
    features: { storage: images, shape },
    labels: { values: Float32Array.from(labels), shape: [] },
  };
}
