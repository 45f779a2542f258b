/** What pointer and keys ask of a map. Places are pixels from the top left of the element. */
export interface GestureHandlers {
  /** Dragged by so many pixels: moves the view, or turns it. */
  drag(dx: number, dy: number, turn: boolean): void;
  zoom(factor: number, x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, double: boolean): void;
  /** The corners so far, x, y, x, y ...; `done` with the last call. */
  lasso(corners: readonly number[], done: boolean): void;
  reset(): void;
}

/** A pointer that moves less than this clicks. */
const clickPixels = 4;
const keyStep = 40;

/**
 * Mouse, pen, touch and keys over a map. Shift draws a lasso; the secondary button or Alt does what the plain drag does not (turn or move).
 * @param turns whether a plain drag turns (a map in space) or moves (a flat one)
 * @returns what ends it
 */
export function listenToGestures(element: HTMLElement, handlers: GestureHandlers, turns: () => boolean): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let from: { x: number; y: number; lasso: number[] | undefined; turn: boolean; moved: boolean } | undefined;
  const placeOf = ({ clientX, clientY }: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  element.addEventListener('pointerdown', (event) => {
    const [x, y] = placeOf(event);
    const other = event.button === 2 || event.altKey;
    from = { x, y, lasso: event.shiftKey ? [x, y] : undefined, turn: turns() !== other, moved: false };
    element.setPointerCapture(event.pointerId);
  }, { signal });
  element.addEventListener('pointermove', (event) => {
    const [x, y] = placeOf(event);
    if (!from) {
      handlers.hover(x, y);
      return;
    }
    if (!from.moved && Math.hypot(x - from.x, y - from.y) < clickPixels) return;
    from.moved = true;
    if (from.lasso) {
      from.lasso.push(x, y);
      handlers.lasso(from.lasso, false);
    } else {
      handlers.drag(x - from.x, y - from.y, from.turn);
      [from.x, from.y] = [x, y];
    }
  }, { signal });
  element.addEventListener('pointerup', (event) => {
    if (from && !from.moved && event.button === 0) handlers.click(...placeOf(event), event.detail === 2);
    if (from?.lasso && from.moved) handlers.lasso(from.lasso, true);
    from = undefined;
  }, { signal });
  element.addEventListener('pointercancel', () => (from = undefined), { signal });
  element.addEventListener('dblclick', (event) => handlers.click(...placeOf(event), true), { signal });
  element.addEventListener('pointerleave', () => handlers.leave(), { signal });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  element.addEventListener('wheel', (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY;
    handlers.zoom(Math.exp(-Math.max(-200, Math.min(200, lines)) * 0.002), ...placeOf(event));
  }, { signal, passive: false });
  element.addEventListener('keydown', (event) => {
    const arrows: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [keyStep, 0], ArrowRight: [-keyStep, 0], ArrowUp: [0, keyStep], ArrowDown: [0, -keyStep] };
    const arrow = arrows[event.key];
    const [x, y] = [element.clientWidth / 2, element.clientHeight / 2];
    if (arrow) handlers.drag(arrow[0], arrow[1], turns() !== event.altKey);
    else if (event.key === '+' || event.key === '=') handlers.zoom(1.25, x, y);
    else if (event.key === '-') handlers.zoom(0.8, x, y);
    else if (event.key === '0') handlers.reset();
    else return;
    event.preventDefault();
  }, { signal });
  return () => ending.abort();
}
