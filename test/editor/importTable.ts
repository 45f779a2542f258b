import { readFileSync } from 'node:fs';

interface Section {
  readonly address: number;
  readonly length: number;
  readonly offset: number;
}

/**
 * The libraries that Windows loads together with a 64-bit one: the import directory of a PE file (Microsoft, "PE Format": optional header, data
 * directory 1). Those that are loaded late, at the first call, stand elsewhere (directory 13).
 */
export function importedLibraries(file: string): string[] {
  const bytes = readFileSync(file);
  const header = bytes.readUInt32LE(0x3c);
  const optional = header + 24;
  const firstSection = optional + bytes.readUInt16LE(header + 20);
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_unused, index): Section => {
    const at = firstSection + 40 * index;
    return { address: bytes.readUInt32LE(at + 12), length: Math.max(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)), offset: bytes.readUInt32LE(at + 20) };
  });
  const offsetOf = (address: number): number => {
    const section = sections.find((one) => one.address <= address && address < one.address + one.length);
    if (!section) throw new Error(`${file}: no section holds the address ${address}`);
    return address - section.address + section.offset;
  };
  const libraries: string[] = [];
  // Data directories begin 112 bytes into the optional header of a 64-bit file; each descriptor has 20 bytes, its name's address at 12.
  for (let at = offsetOf(bytes.readUInt32LE(optional + 112 + 8)); bytes.readUInt32LE(at + 12) !== 0; at += 20) {
    const name = offsetOf(bytes.readUInt32LE(at + 12));
    libraries.push(bytes.toString('latin1', name, bytes.indexOf(0, name)));
  }
  return libraries;
}
