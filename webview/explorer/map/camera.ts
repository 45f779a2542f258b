/** How the points are looked at: turned about the vertical (yaw) and the horizontal axis (pitch), then moved and enlarged. */
export interface Camera {
  readonly yaw: number;
  readonly pitch: number;
  /** Enlargement: 1 fits the unit sphere into the smaller side of the view. */
  readonly zoom: number;
  /** What is in the middle of the view, in turned coordinates. */
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Screen x = right . p + offsetX and y = up . p + offsetY in pixels from the top left; depth is larger nearer to the eye, in [-1, 1]. */
export interface Transform {
  readonly right: readonly [number, number, number];
  readonly up: readonly [number, number, number];
  readonly depth: readonly [number, number, number];
  readonly offsetX: number;
  readonly offsetY: number;
}

export const startCamera: Camera = { yaw: 0, pitch: 0, zoom: 1, x: 0, y: 0 };
const margin = 0.92;
const [leastZoom, mostZoom] = [0.3, 2000];

/** Pixels of one unit of the points' coordinates. */
function unit(camera: Camera, size: Size): number {
  return (Math.min(size.width, size.height) / 2) * margin * camera.zoom;
}

export function transformOf(camera: Camera, size: Size): Transform {
  const s = unit(camera, size);
  const [cy, sy, cp, sp] = [Math.cos(camera.yaw), Math.sin(camera.yaw), Math.cos(camera.pitch), Math.sin(camera.pitch)];
  // Yaw about y, then pitch about x; the screen's y points down.
  return {
    right: [s * cy, 0, s * sy],
    up: [-s * sp * sy, -s * cp, s * sp * cy],
    depth: [-cp * sy, sp, cp * cy],
    offsetX: size.width / 2 - s * camera.x,
    offsetY: size.height / 2 + s * camera.y,
  };
}

/** The view dragged by so many pixels. */
export function panned(camera: Camera, size: Size, dx: number, dy: number): Camera {
  const s = unit(camera, size);
  return { ...camera, x: camera.x - dx / s, y: camera.y + dy / s };
}

/** The points turned by a drag of so many pixels; never beyond straight up or down. */
export function turned(camera: Camera, dx: number, dy: number): Camera {
  const pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, camera.pitch + dy * 0.006));
  return { ...camera, yaw: camera.yaw + dx * 0.006, pitch };
}

/** Enlarged by a factor; what is at the given place of the screen stays there. */
export function zoomed(camera: Camera, size: Size, factor: number, px: number, py: number): Camera {
  const zoom = Math.max(leastZoom, Math.min(mostZoom, camera.zoom * factor));
  const [before, after] = [unit(camera, size), unit({ ...camera, zoom }, size)];
  const [fromX, fromY] = [px - size.width / 2, py - size.height / 2];
  return { ...camera, zoom, x: camera.x + fromX / before - fromX / after, y: camera.y - fromY / before + fromY / after };
}

/** The view moved so that a point is in its middle. */
export function centredOn(camera: Camera, size: Size, position: ArrayLike<number>): Camera {
  const { right, up } = transformOf({ ...camera, x: 0, y: 0 }, size);
  const s = unit(camera, size);
  const along = (axis: readonly number[]): number => (axis[0] * position[0] + axis[1] * position[1] + axis[2] * position[2]) / s;
  return { ...camera, x: along(right), y: -along(up) };
}
