import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Camera, centredOn, panned, startCamera, transformOf, turned, zoomed } from '../../../../webview/explorer/map/camera.ts';
import { type Palette, coloursOf, parseColumn } from '../../../../webview/explorer/map/colours.ts';
import { Density } from '../../../../webview/explorer/map/density.ts';
import { placeLabels } from '../../../../webview/explorer/map/labels.ts';
import { pointAt, pointsInside, screenPlaces } from '../../../../webview/explorer/map/picking.ts';
import { svgOf } from '../../../../webview/explorer/map/picture.ts';
import { type PointSet, pointSetOf, positionsOf } from '../../../../webview/explorer/map/pointSet.ts';

const size = { width: 600, height: 400 };
const base64 = (values: ArrayBufferView): string => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
const placesOf = (positions: number[], camera: Camera = startCamera): Float32Array => screenPlaces(Float32Array.from(positions), transformOf(camera, size), new Float32Array((positions.length / 3) * 2));

describe('the points of an answer', () => {
  it('are moved and scaled into the unit sphere', () => {
    const positions = positionsOf(base64(Float32Array.of(10, 0, 14, 0, 12, 2)), 2);
    assert.equal(positions.length, 9);
    assert.ok([0, 1, 2].every((i) => Math.hypot(positions[3 * i], positions[3 * i + 1]) <= 1.0001 && positions[3 * i + 2] === 0));
    assert.ok(positions[0] < 0 && positions[3] > 0);
  });

  it('may all lie in one place', () => {
    assert.deepEqual([...positionsOf(base64(new Float32Array(6).fill(7)), 3)], [0, 0, 0, 0, 0, 0]);
  });

  it('come with clusters, ranks and counts', () => {
    const points = pointSetOf({
      space: 'en', components: 2, labels: ['a', 'b'], coordinates: base64(Float32Array.of(0, 0, 1, 1)), clusters: base64(Uint16Array.of(1, 0)), clusterNames: ['b', 'a'], ranks: base64(Int32Array.of(3, 4)),
      counts: base64(Float64Array.of(9, 8)), places: null, leftOut: 0, fromCache: false,
    });
    assert.deepEqual([[...points.clusters], [...points.ranks], [...points.counts!]], [[1, 0], [3, 4], [9, 8]]);
  });
});

describe('the camera', () => {
  it('puts the origin in the middle and the unit circle just within the smaller side', () => {
    const places = placesOf([0, 0, 0, 0, 1, 0, 1, 0, 0]);
    assert.deepEqual([...places.slice(0, 2)], [300, 200]);
    assert.ok(places[3] > 0 && places[3] < 30, 'up is up');
    assert.ok(places[4] > 300);
  });

  it('keeps what is under the pointer there when it enlarges', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 }), fc.double({ min: 0.5, max: 3, noNaN: true }), (x, y, factor) => {
      const before = zoomed(panned(startCamera, size, 30, -20), size, 1.7, 100, 300);
      const { right, up, offsetX, offsetY } = transformOf(before, size);
      const point = [(x - offsetX) / right[0], (y - offsetY) / up[1], 0];
      const places = placesOf(point, zoomed(before, size, factor, x, y));
      assert.ok(Math.abs(places[0] - x) < 0.01 && Math.abs(places[1] - y) < 0.01);
    }));
  });

  it('moves with a drag, and brings a point into the middle however it is turned', () => {
    const dragged = placesOf([0, 0, 0], panned(startCamera, size, 25, -10));
    assert.ok(Math.abs(dragged[0] - 325) < 1e-3 && Math.abs(dragged[1] - 190) < 1e-3);
    const camera = zoomed(turned(startCamera, 100, -70), size, 2, 10, 10);
    const centred = placesOf([0.3, -0.5, 0.2], centredOn(camera, size, [0.3, -0.5, 0.2]));
    assert.ok(Math.abs(centred[0] - 300) < 1e-3 && Math.abs(centred[1] - 200) < 1e-3);
  });

  it('turns without distorting: its axes stay at right angles and of one length', () => {
    const { right, up, depth } = transformOf(turned(startCamera, 123, 45), size);
    const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    assert.ok(Math.abs(dot(right, up)) < 1e-6 && Math.abs(dot(right, depth)) < 1e-6 && Math.abs(dot(up, depth)) < 1e-6);
    assert.ok(Math.abs(dot(right, right) - dot(up, up)) < 1e-6);
  });
});

describe('picking', () => {
  const places = Float32Array.of(10, 10, 20, 10, 200, 200);

  it('finds the nearest visible point within reach', () => {
    assert.equal(pointAt(places, Uint8Array.of(1, 1, 1), 16, 10, 12), 1);
    assert.equal(pointAt(places, Uint8Array.of(1, 0, 1), 16, 10, 12), 0);
    assert.equal(pointAt(places, Uint8Array.of(1, 1, 1), 100, 100, 12), -1);
  });

  it('finds what a lasso holds, also one that is not convex', () => {
    assert.deepEqual(pointsInside(places, Uint8Array.of(1, 1, 1), [0, 0, 15, 0, 15, 15, 0, 15]), [0]);
    // A notch from below reaches over the first point.
    assert.deepEqual(pointsInside(places, Uint8Array.of(1, 1, 1), [0, 0, 30, 0, 30, 30, 15, 30, 10, 5, 5, 30, 0, 30]), [1]);
    assert.deepEqual(pointsInside(places, Uint8Array.of(1, 0, 1), [0, 0, 300, 0, 300, 300, 0, 300]), [0, 2]);
  });
});

describe('labels', () => {
  it('never cover each other, and the important ones win', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -20, max: 620 }), fc.integer({ min: -20, max: 420 })), { maxLength: 60 }), (at) => {
      const width = 50;
      const placed = placeLabels(at.keys(), Float32Array.from(at.flat()), () => width, 14, size, 1000);
      for (const a of placed) {
        assert.ok(a.x >= 0 && a.x + width <= size.width + 8);
        for (const b of placed) if (a !== b) assert.ok(Math.abs(a.y - b.y) >= 14 || Math.abs(a.x - b.x) >= width, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
      }
      const [[x, y] = [-1, -1]] = at;
      if (x >= 0 && y >= 7 && x + 6 + width < size.width - 8 && y < size.height - 7) assert.equal(placed[0].index, 0);
    }));
  });
});

describe('colours', () => {
  const palette: Palette = { categories: [[1, 0, 0], [2, 0, 0], [3, 0, 0]], rare: [0, 0, 0], frequent: [100, 0, 0], plain: [9, 9, 9] };
  const points: PointSet = {
    space: '', size: 3, components: 2, labels: ['run', 'dog', 'of'], positions: new Float32Array(9), clusters: Uint16Array.of(0, 1, 4), clusterNames: ['run', 'dog', 'x', 'y', 'of'],
    ranks: Int32Array.of(1, 10, 100), counts: undefined, places: null,
  };

  it('tell clusters, again from the first when there are more than colours', () => {
    const { colours, legend } = coloursOf(points, 'cluster', new Map(), palette);
    assert.deepEqual([colours[0], colours[3], colours[6]], [1, 2, 2]);
    assert.equal(legend.length, 5);
  });

  it('tell frequency on a logarithmic scale', () => {
    const { colours } = coloursOf(points, 'frequency', new Map(), palette);
    assert.deepEqual([colours[0], colours[3], colours[6]], [100, 50, 0]);
  });

  it("tell a column of one's own: words for categories, and grey for what it leaves out", () => {
    const { colours, legend } = coloursOf(points, 'column', parseColumn('run, verb\ndog\tnoun\n\nnonsense'), palette);
    assert.deepEqual([colours[0], colours[3], colours[6]], [1, 2, 9]);
    assert.deepEqual(legend.map(({ name }) => name), ['verb', 'noun']);
  });

  it('take many different numbers of a column as a scale', () => {
    const { colours } = coloursOf(points, 'column', parseColumn('run,0\ndog,5\nof,10\nother,2'), palette);
    assert.deepEqual([colours[0], colours[3], colours[6]], [0, 50, 100]);
  });
});

describe('the density of a moving map', () => {
  it('falls after slow frames and comes back after quick ones', () => {
    const density = new Density();
    assert.equal(density.count(100_000), 100_000);
    for (let i = 0; i < 5; i++) density.told(80, 100_000);
    const slow = density.count(100_000);
    assert.ok(slow < 30_000 && slow >= 2000);
    for (let i = 0; i < 60; i++) density.told(16, 100_000);
    assert.equal(density.count(100_000), 100_000);
  });
});

describe('the SVG picture', () => {
  it('has a circle for every visible point in view, and escapes what labels hold', () => {
    const svg = svgOf({
      ...size, background: '#fff', ink: '#000', font: 'a "font"', places: Float32Array.of(10, 10, 20, 20, 900, 10), colours: new Uint8Array(9).fill(255), visible: Uint8Array.of(1, 0, 1), radius: 2,
      labels: [{ index: 0, x: 16, y: 10, text: '<b>&\u0001' }],
    });
    assert.equal(svg.match(/<circle/g)?.length, 1);
    assert.ok(svg.includes('&#60;b&#62;&#38;</text>') && svg.includes('a &#34;font&#34;'));
  });
});
