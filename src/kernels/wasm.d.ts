/** Kernels are bundled as bytes (esbuild's `binary` loader). */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export { bytes as default };
}
