/** The similarity of two points at distance d in the map: 1 / (1 + a d^2b). */
export interface UmapCurve {
  readonly a: number;
  readonly b: number;
}

const samples = 300;
const iterations = 200;

/**
 * The curve nearest (least squares at 300 places up to 3 times the spread) to what is wanted: 1 up to `leastDistance`, exp(-(d - leastDistance) / spread) beyond
 * (McInnes et al. 2018, section 3.2), found by Levenberg's and Marquardt's method over ln a and b.
 */
export function fitUmapCurve(leastDistance: number, spread = 1): UmapCurve {
  // The distance 0 is left out: the curve is 1 there whatever a and b.
  const distances = Float64Array.from({ length: samples - 1 }, (_, i) => (3 * spread * (i + 1)) / (samples - 1));
  const wanted = distances.map((d) => (d < leastDistance ? 1 : Math.exp(-(d - leastDistance) / spread)));
  let [logA, b, damping] = [0, 1, 1e-3];
  let error = errorOf(logA, b);
  for (let i = 0; i < iterations; i++) {
    // Normal equations of the residuals r = wanted - f: with t = a d^2b, df/dlna = -t f^2 and df/db = -2 ln(d) t f^2.
    let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
    distances.forEach((d, k) => {
      const t = Math.exp(logA) * d ** (2 * b);
      const f = 1 / (1 + t);
      const [da, db, r] = [-t * f * f, -2 * Math.log(d) * t * f * f, wanted[k] - f];
      aa += da * da;
      ab += da * db;
      bb += db * db;
      ar += da * r;
      br += db * r;
    });
    const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = p * q - ab * ab;
    const [stepA, stepB] = [(q * ar - ab * br) / determinant, (p * br - ab * ar) / determinant];
    const next = errorOf(logA + stepA, b + stepB);
    if (next < error) {
      [logA, b, error, damping] = [logA + stepA, b + stepB, next, damping / 3];
      if (Math.abs(stepA) + Math.abs(stepB) < 1e-10) break;
    } else {
      damping *= 4;
    }
  }
  return { a: Math.exp(logA), b };

  function errorOf(lna: number, exponent: number): number {
    return distances.reduce((sum, d, k) => sum + (wanted[k] - 1 / (1 + Math.exp(lna) * d ** (2 * exponent))) ** 2, 0);
  }
}
