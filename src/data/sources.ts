import { family } from "../component/family.ts";
import type { Source } from "./source.ts";
import { csv } from "./sources/csv.ts";
import { idx } from "./sources/idx.ts";
import { images } from "./sources/images.ts";
import { cifar10, fashionMnist, fashionMnistOfficial, mnist } from "./sources/named.ts";
import { npy } from "./sources/npy.ts";
import { npz } from "./sources/npz.ts";

/** Every source of data. Adding one is one definition and one line here. */
export const sources = family<Source>("source", [
  fashionMnist,
  fashionMnistOfficial,
  mnist,
  cifar10,
  idx,
  csv,
  npy,
  npz,
  images,
]);
