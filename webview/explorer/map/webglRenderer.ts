import type { Renderer } from './renderer.ts';

const vertexShader = `#version 300 es
uniform vec3 right, up, depth;
uniform vec2 offset, size;
uniform float diameter;
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 colour;
layout(location = 2) in float emphasis;
out vec3 ink;
void main() {
  vec2 place = vec2(dot(right, position), dot(up, position)) + offset;
  vec2 clip = place / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0);
  // What is hidden is put outside of the view.
  gl_Position = emphasis < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(clip, -0.5 * dot(depth, position) - (emphasis > 1.5 ? 0.4 : 0.0), 1.0);
  gl_PointSize = emphasis > 1.5 ? diameter * 1.8 : diameter;
  ink = colour;
}`;

const fragmentShader = `#version 300 es
precision mediump float;
in vec3 ink;
out vec4 result;
void main() {
  vec2 from = gl_PointCoord - 0.5;
  if (dot(from, from) > 0.25) discard;
  result = vec4(ink, 1.0);
}`;

/** Renderers that compute on the processor, by the names that drivers give them. SwiftShader takes 15 times as long for points as the plain canvas does. */
const onProcessor = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether WebGL 2 is there and draws on a graphics card: tried on a canvas of its own, since a canvas keeps the first kind of context that it is asked for. */
function hasGraphicsCard(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return false;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !onProcessor.test(name);
}

/** Points by WebGL 2: one draw call. Opaque with a depth test, so that nothing is sorted or blended. @returns undefined where there is no WebGL 2, or none that is quick */
export function createWebglRenderer(canvas: HTMLCanvasElement): Renderer | undefined {
  if (!hasGraphicsCard()) return undefined;
  // What was drawn is kept, so that it can be saved as a picture.
  const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true });
  if (!gl) return undefined;
  const program = programOf(gl);
  if (!program) return undefined;
  const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const places = { right: uniform('right'), up: uniform('up'), depth: uniform('depth'), offset: uniform('offset'), size: uniform('size'), diameter: uniform('diameter') };
  const buffers = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  const fill = (location: number, values: Float32Array | Uint8Array, components: number, type: number, normalised: boolean): void => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[location]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, components, type, normalised, 0, 0);
  };
  return {
    kind: 'webgl',
    setPositions: (positions) => fill(0, positions, 3, gl.FLOAT, false),
    setLooks: (colours, emphasis) => {
      fill(1, colours, 3, gl.UNSIGNED_BYTE, true);
      fill(2, emphasis, 1, gl.UNSIGNED_BYTE, false);
    },
    draw: ({ right, up, depth, offsetX, offsetY }, { width, height }, scale, count, radius) => {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.enable(gl.DEPTH_TEST);
      gl.depthFunc(gl.LEQUAL);
      gl.useProgram(program);
      gl.uniform3fv(places.right, right);
      gl.uniform3fv(places.up, up);
      gl.uniform3fv(places.depth, depth);
      gl.uniform2f(places.offset, offsetX, offsetY);
      gl.uniform2f(places.size, width, height);
      gl.uniform1f(places.diameter, 2 * radius * scale);
      gl.drawArrays(gl.POINTS, 0, count);
    },
    dispose: () => {
      for (const buffer of buffers) gl.deleteBuffer(buffer);
      gl.deleteProgram(program);
    },
  };
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertexShader], [gl.FRAGMENT_SHADER, fragmentShader]] as const) {
    const shader = gl.createShader(type);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : undefined;
}
