// Forces of t-SNE on points in the plane or in space. What all points do to one is summed over the cells of a tree: a cell that looks small from the
// point counts as one body in its centre of mass (Barnes and Hut 1986; van der Maaten 2014, "Accelerating t-SNE using tree-based algorithms").
// Twin: ../barnesHut.ts.

/** Cells are split at most so often: points nearer to each other than 2^-24 of the whole share a leaf. */
const deepest = 24;
/** Bytes of a cell: mass, sum of the points' coordinates (3), all float32; first child (0: a leaf), spare. Children lie side by side. */
const cellBytes: usize = 24;

/**
 * Adds the repulsive part: force[i] = sum over j of q^2 (y_i - y_j), with q = 1 / (1 + |y_i - y_j|^2).
 * @param points [count, dimensions] float32; dimensions 2 or 3
 * @param cells room for `cells` cells (see the twin); @param capacity how many; @param stack room for 8 * 32 addresses with widths
 * @returns Z, the sum of q over all pairs i, j with i != j, or -1 when the cells did not suffice
 */
export function repulsion(points: usize, count: i32, dimensions: i32, theta: f32, cells: usize, capacity: i32, stack: usize, force: usize): f64 {
  const stride = <usize>dimensions << 2;
  const children = 1 << dimensions;
  let low0 = f32.POSITIVE_INFINITY, low1 = f32.POSITIVE_INFINITY, low2 = f32.POSITIVE_INFINITY;
  let high0 = f32.NEGATIVE_INFINITY, high1 = f32.NEGATIVE_INFINITY, high2 = f32.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const at = points + <usize>i * stride;
    low0 = min(low0, load<f32>(at));
    high0 = max(high0, load<f32>(at));
    low1 = min(low1, load<f32>(at, 4));
    high1 = max(high1, load<f32>(at, 4));
    const z: f32 = dimensions === 3 ? load<f32>(at, 8) : <f32>0;
    low2 = min(low2, z);
    high2 = max(high2, z);
  }
  const width = max(max(high0 - low0, high1 - low1), max(high2 - low2, <f32>1e-20)) * <f32>1.00001;

  // The tree. A leaf with mass 1 holds one point; it is split when a second one comes.
  let used = 1;
  memory.fill(cells, 0, cellBytes);
  for (let i = 0; i < count; i++) {
    const at = points + <usize>i * stride;
    const x = load<f32>(at);
    const y = load<f32>(at, 4);
    const z: f32 = dimensions === 3 ? load<f32>(at, 8) : <f32>0;
    let cell = cells;
    let half = width * 0.5;
    let c0 = low0 + half, c1 = low1 + half, c2 = low2 + half;
    for (let depth = 0; ; depth++) {
      const child = load<u32>(cell, 16);
      const mass = load<f32>(cell);
      if (child === 0) {
        if (mass === 0 || depth === deepest) {
          add(cell, mass + 1, x, y, z);
          break;
        }
        if (used + children > capacity) return -1;
        const first = cells + <usize>used * cellBytes;
        memory.fill(first, 0, <usize>children * cellBytes);
        store<u32>(cell, <u32>used, 16);
        used += children;
        // What the leaf held goes one level down.
        const x0 = load<f32>(cell, 4), y0 = load<f32>(cell, 8), z0 = load<f32>(cell, 12);
        add(first + <usize>octant(x0, y0, z0, c0, c1, c2) * cellBytes, 1, x0, y0, z0);
      }
      add(cell, mass + 1, x, y, z);
      const which = octant(x, y, z, c0, c1, c2);
      cell = cells + (<usize>load<u32>(cell, 16) + <usize>which) * cellBytes;
      half *= 0.5;
      c0 += which & 1 ? half : -half;
      c1 += which & 2 ? half : -half;
      c2 += which & 4 ? half : -half;
    }
  }

  // Sums become centres of mass.
  for (let c = 0; c < used; c++) {
    const cell = cells + <usize>c * cellBytes;
    const mass = load<f32>(cell);
    if (mass <= 1) continue;
    store<f32>(cell, load<f32>(cell, 4) / mass, 4);
    store<f32>(cell, load<f32>(cell, 8) / mass, 8);
    store<f32>(cell, load<f32>(cell, 12) / mass, 12);
  }

  const limit: f32 = <f32>1 / (theta * theta);
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = points + <usize>i * stride;
    const x = load<f32>(at);
    const y = load<f32>(at, 4);
    const z: f32 = dimensions === 3 ? load<f32>(at, 8) : <f32>0;
    let f0: f32 = 0, f1: f32 = 0, f2: f32 = 0, sum: f32 = 0;
    // Entries: address of a cell, square of its width times 1 / theta^2.
    store<u32>(stack, <u32>cells);
    store<f32>(stack, width * width * limit, 4);
    let top = stack + 8;
    while (top > stack) {
      top -= 8;
      const cell = <usize>load<u32>(top);
      const reach = load<f32>(top, 4);
      const mass = load<f32>(cell);
      const d0 = x - load<f32>(cell, 4);
      const d1 = y - load<f32>(cell, 8);
      const d2 = z - load<f32>(cell, 12);
      const square = d0 * d0 + d1 * d1 + d2 * d2;
      const child = load<u32>(cell, 16);
      if (child === 0 || square > reach) {
        const q: f32 = 1 / (1 + square);
        sum += mass * q;
        const weight = mass * q * q;
        f0 += weight * d0;
        f1 += weight * d1;
        f2 += weight * d2;
      } else {
        const first = cells + <usize>child * cellBytes;
        for (let k = 0; k < children; k++) {
          const next = first + <usize>k * cellBytes;
          if (load<f32>(next) === 0) continue;
          store<u32>(top, <u32>next);
          store<f32>(top, reach * 0.25, 4);
          top += 8;
        }
      }
    }
    // The point met itself, with q = 1 and no force.
    total += <f64>(sum - 1);
    const to = force + <usize>i * stride;
    store<f32>(to, f0);
    store<f32>(to, f1, 4);
    if (dimensions === 3) store<f32>(to, f2, 8);
  }
  return total;
}

@inline
function add(cell: usize, mass: f32, x: f32, y: f32, z: f32): void {
  store<f32>(cell, mass);
  store<f32>(cell, load<f32>(cell, 4) + x, 4);
  store<f32>(cell, load<f32>(cell, 8) + y, 8);
  store<f32>(cell, load<f32>(cell, 12) + z, 12);
}

@inline
function octant(x: f32, y: f32, z: f32, c0: f32, c1: f32, c2: f32): i32 {
  return i32(x > c0) | (i32(y > c1) << 1) | (i32(z > c2) << 2);
}

/**
 * One step of the descent: gradient 4 (factor * sum_j p_ij q_ij (y_i - y_j) - repulsion / Z), with momentum and the gains of Jacobs (1988).
 * @param starts [count + 1], neighbours and probabilities [starts[count]]: the rows of P
 */
export function step(
  points: usize, count: i32, dimensions: i32, starts: usize, neighbours: usize, probabilities: usize, factor: f32, force: usize, inverseZ: f32, velocity: usize, gains: usize,
  momentum: f32, rate: f32,
): void {
  const stride = <usize>dimensions << 2;
  for (let i = 0; i < count; i++) {
    const at = points + <usize>i * stride;
    const x = load<f32>(at);
    const y = load<f32>(at, 4);
    const z: f32 = dimensions === 3 ? load<f32>(at, 8) : <f32>0;
    let f0: f32 = 0, f1: f32 = 0, f2: f32 = 0;
    const end = load<u32>(starts + (<usize>i << 2), 4);
    for (let e = load<u32>(starts + (<usize>i << 2)); e < end; e++) {
      const other = points + <usize>load<i32>(neighbours + (<usize>e << 2)) * stride;
      const d0 = x - load<f32>(other);
      const d1 = y - load<f32>(other, 4);
      const d2: f32 = dimensions === 3 ? z - load<f32>(other, 8) : <f32>0;
      const weight = load<f32>(probabilities + (<usize>e << 2)) / (1 + d0 * d0 + d1 * d1 + d2 * d2);
      f0 += weight * d0;
      f1 += weight * d1;
      f2 += weight * d2;
    }
    const to = force + <usize>i * stride;
    store<f32>(to, 4 * (factor * f0 - load<f32>(to) * inverseZ));
    store<f32>(to, 4 * (factor * f1 - load<f32>(to, 4) * inverseZ), 4);
    if (dimensions === 3) store<f32>(to, 4 * (factor * f2 - load<f32>(to, 8) * inverseZ), 8);
  }
  const values = <usize>count * stride;
  for (let k: usize = 0; k < values; k += 4) {
    const gradient = load<f32>(force + k);
    const before = load<f32>(velocity + k);
    const gain = max(gradient * before < 0 ? load<f32>(gains + k) + <f32>0.2 : load<f32>(gains + k) * <f32>0.8, <f32>0.01);
    const change = momentum * before - rate * gain * gradient;
    store<f32>(gains + k, gain);
    store<f32>(velocity + k, change);
    store<f32>(points + k, load<f32>(points + k) + change);
  }
}
