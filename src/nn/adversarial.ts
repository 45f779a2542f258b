/**
 * Token vectors moved to where the loss grows fastest: for each text r = e g / |g|, g being the loss' gradient on all its vectors and e a multiple of their usual length.
 * A network that is trained on these as well answers alike in the neighbourhood of each text (Goodfellow et al. 2015; for word vectors Miyato et al. 2017, who bring the vectors to unit
 * variance where e is relative to their length here, so that the network cannot escape by longer vectors).
 * @param vectors [time, batch, size], zero on padding
 * @param gradient of the loss, [time, batch, size]
 * @param strength length of the change to a text's vectors, as a multiple of the root mean square length of the batch's vectors
 */
export function adversarialVectors(vectors: Float32Array, gradient: Float32Array, batchSize: number, size: number, strength: number): Float32Array {
  const time = vectors.length / (batchSize * size);
  const reach = strength * usualLength(vectors, size);
  const moved = vectors.slice();
  for (let text = 0; text < batchSize; text++) {
    let squares = 0;
    for (let t = 0; t < time; t++) squares += squaresOf(gradient, (t * batchSize + text) * size, size);
    if (squares === 0) continue;
    const factor = reach / Math.sqrt(squares);
    for (let t = 0; t < time; t++) {
      const start = (t * batchSize + text) * size;
      for (let i = start; i < start + size; i++) moved[i] += factor * gradient[i];
    }
  }
  return moved;
}

/** Root mean square length of the vectors that are not zero. */
function usualLength(vectors: Float32Array, size: number): number {
  let sum = 0;
  let count = 0;
  for (let start = 0; start < vectors.length; start += size) {
    const squares = squaresOf(vectors, start, size);
    if (squares === 0) continue;
    sum += squares;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function squaresOf(values: Float32Array, start: number, size: number): number {
  let sum = 0;
  for (let i = start; i < start + size; i++) sum += values[i] * values[i];
  return sum;
}
