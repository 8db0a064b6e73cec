import { options } from "../../component/options.ts";
import { type Initializer, initializer } from "../initializer.ts";
import { fillTruncatedNormal, fillUniform } from "./random.ts";

/**
 * Variance scaling: random values whose variance is `scale` over the fan-in, or over the mean of fan-in and
 * fan-out. LeCun et al., "Efficient backprop", 1998; Glorot, Bengio, "Understanding the difficulty of training
 * deep feedforward neural networks", AISTATS 2010; He et al., "Delving deep into rectifiers", ICCV 2015.
 */

export const glorotUniform = scaled("glorotUniform", 1, "average", "uniform");
export const glorotNormal = scaled("glorotNormal", 1, "average", "normal");
export const heUniform = scaled("heUniform", 2, "in", "uniform");
export const heNormal = scaled("heNormal", 2, "in", "normal");
export const leCunUniform = scaled("leCunUniform", 1, "in", "uniform");
export const leCunNormal = scaled("leCunNormal", 1, "in", "normal");

/** The standard deviation of a standard normal variable truncated to [−2, 2]. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

function scaled<const Name extends string>(
  name: Name,
  scale: number,
  fan: "in" | "average",
  distribution: "uniform" | "normal",
): Initializer<Name, Record<never, never>> {
  const over = fan === "in" ? "fan-in" : "the mean of fan-in and fan-out";
  const drawn = distribution === "uniform" ? "Uniform" : "Truncated normal";
  return initializer({
    name,
    summary: `${drawn} with variance ${scale} over ${over}`,
    options: options({}),
    fill(values, { fans }, draws) {
      const variance = scale / Math.max(1, fan === "in" ? fans.in : (fans.in + fans.out) / 2);
      if (distribution === "uniform") {
        const limit = Math.sqrt(3 * variance);
        fillUniform(values, draws, -limit, limit);
      } else {
        fillTruncatedNormal(values, draws, 0, Math.sqrt(variance) / TRUNCATED_DEVIATION);
      }
    },
  });
}
