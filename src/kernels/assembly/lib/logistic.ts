// exp and log for four floats at a time; relative error below 2e-7 and 3e-7 (tested against Math.exp and Math.log).

/** e^x for x in [-87, 87]: 2^n times a polynomial of degree 6 on [-ln 2 / 2, ln 2 / 2]. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(87));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, so that n ln 2 is exact to the last bit of r.
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.0 / 720);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** ln x for x in [1, 2]: 2 artanh((x - 1) / (x + 1)), as its series up to the 11th power. */
@inline
export function logFrom1To2(x: v128): v128 {
  const t = f32x4.div(f32x4.sub(x, f32x4.splat(1)), f32x4.add(x, f32x4.splat(1)));
  const t2 = f32x4.mul(t, t);
  let p = f32x4.splat(2.0 / 11);
  p = f32x4.add(f32x4.mul(p, t2), f32x4.splat(2.0 / 9));
  p = f32x4.add(f32x4.mul(p, t2), f32x4.splat(2.0 / 7));
  p = f32x4.add(f32x4.mul(p, t2), f32x4.splat(2.0 / 5));
  p = f32x4.add(f32x4.mul(p, t2), f32x4.splat(2.0 / 3));
  p = f32x4.add(f32x4.mul(p, t2), f32x4.splat(2));
  return f32x4.mul(p, t);
}

/** ln x for a positive normal number. The library's own logarithm needs a table in memory, where the arena's data are. */
@inline
export function logarithm(x: f32): f32 {
  const bits = reinterpret<i32>(x);
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)).
  const e = (bits - 0x3f3504f3) >> 23;
  const m = reinterpret<f32>(bits - (e << 23));
  const t = (m - 1) / (m + 1);
  const t2 = t * t;
  const series: f32 = t * (2 + t2 * (<f32>(2.0 / 3) + t2 * (<f32>(2.0 / 5) + t2 * (<f32>(2.0 / 7) + t2 * <f32>(2.0 / 9)))));
  return <f32>e * <f32>0.6931471805599453 + series;
}
