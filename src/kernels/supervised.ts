import { dot } from './plainSampling.ts';

/** Training of fastText's classifier. All addresses are in bytes; assembly/supervised.ts says what lies there. */
export interface SupervisedKernel {
  train(
    first: number, last: number, starts: number, rows: number, labels: number, input: number, output: number, stride: number, rowBytes: number, labelCount: number,
    rate: number, scratch: number, loss: number,
  ): void;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainSupervisedKernel(memory: WebAssembly.Memory): SupervisedKernel {
  return {
    train(first, last, startsAt, rowsAt, labelsAt, input, output, stride, rowBytes, labelCount, rate, _scratch, lossAt) {
      const ints = (address: number): Int32Array => new Int32Array(memory.buffer, address);
      const row = (matrix: number, index: number): Float32Array => new Float32Array(memory.buffer, matrix + index * stride, rowBytes / 4);
      const loss = new Float64Array(memory.buffer, lossAt, 2);
      for (let example = first; example < last; example++) {
        const [start, end] = ints(startsAt).subarray(example, example + 2);
        const rows = [...ints(rowsAt).subarray(start, end)].map((index) => row(input, index));
        if (rows.length === 0) continue;
        const hidden = rows[0].map((_, k) => rows.reduce((sum, values) => sum + values[k], 0) / rows.length);
        const scores = Array.from({ length: labelCount }, (_, l) => dot(hidden, row(output, l)));
        const largest = Math.max(...scores);
        const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
        const label = ints(labelsAt)[example];
        loss[0] -= scores[label] - largest - Math.log(total);
        loss[1]++;
        const gradient = new Float64Array(hidden.length);
        scores.forEach((score, l) => {
          const error = rate * ((l === label ? 1 : 0) - Math.exp(score - largest) / total);
          const values = row(output, l);
          for (let k = 0; k < hidden.length; k++) {
            gradient[k] += error * values[k];
            values[k] += error * hidden[k];
          }
        });
        for (const values of rows) for (let k = 0; k < values.length; k++) values[k] += gradient[k] / rows.length;
      }
    },
  };
}
