/**
 * The first index whose cumulative weight is above `at`: drawn by its weight where `at` is uniform from 0 to below the last.
 * @param cumulative ascending; indices of weight 0 are not drawn
 */
export function indexAt(cumulative: Float64Array, at: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
