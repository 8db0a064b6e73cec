/** How a 2-d filter moves over [batch, height, width, channels]; what tfjs's computeConv2DInfo returns has it. */
export interface Sweep {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/**
 * Visits every pair of an output position and a tap of the filter that lies inside the input there: the offset
 * of the input's channel 0 under the tap, the number of the position, and the number of the tap, both counted
 * row-major.
 */
export function eachTap(sweep: Sweep, visit: (atX: number, position: number, tap: number) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = sweep;
  const { strideHeight, strideWidth, padInfo } = sweep;
  let position = 0;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let p = 0; p < outHeight; p++) {
      for (let q = 0; q < outWidth; q++, position++) {
        for (let i = 0; i < filterHeight; i++) {
          const row = p * strideHeight + i - padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const column = q * strideWidth + j - padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const atX = ((sample * inHeight + row) * inWidth + column) * inChannels;
            visit(atX, position, i * filterWidth + j);
          }
        }
      }
    }
  }
}
