// The only file that knows ONNX Runtime (dependencies.md: CPU only, never in a worker thread that may be terminated).
import * as ort from 'onnxruntime-node';
import { LexiscopeError, messageOf } from '../base/errors.ts';

// Since 1.29 its libraries for Linux and macOS send to Microsoft which models are run, under an identifier of the machine, unless this is set before the first
// session (docs/Privacy.md of microsoft/onnxruntime). Whatever the user's own environment says: nothing leaves the machine.
process.env.ORT_DISABLE_TELEMETRY = '1';

export type TensorData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** A tensor as it goes in and comes out: row-major. */
export interface RuntimeTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

/** What the graph declares of an input or output; the shape is empty where it is unknown. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  /** A string stands for a dynamic dimension. */
  readonly shape: readonly (number | string)[];
}

export interface SessionOptions {
  /** Threads inside one operator. */
  readonly threads?: number;
}

/** A loaded graph. `run` is synchronous inside the runtime: it blocks the calling thread until it is done. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Record<string, RuntimeTensor>>;
  dispose(): Promise<void>;
}

/**
 * Loads a model.
 * @param model its bytes; a file with data in other files is refused by `decodeModel` before it comes here
 * @throws LexiscopeError `bad-input` with the runtime's own words
 */
export async function createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Only what is fatal: errors come back as exceptions, and standard error is the caller's.
      logSeverityLevel: 4,
      // Denormal numbers made sequences of 200 steps ten times slower (DESIGN section 4).
      extra: { session: { set_denormal_as_zero: '1' } },
    });
  } catch (error) {
    throw new LexiscopeError('bad-input', `ONNX Runtime cannot load the model: ${messageOf(error)}`, { cause: error });
  }
  return {
    inputs: tensorsOf(session.inputMetadata),
    outputs: tensorsOf(session.outputMetadata),
    run: async (feeds) => {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toTensor(tensor)]));
      try {
        const results = await session.run(tensors);
        return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, { data: tensor.data as TensorData, shape: tensor.dims }]));
      } catch (error) {
        throw new LexiscopeError('failed', `ONNX Runtime: ${messageOf(error)}`, { cause: error });
      }
    },
    dispose: () => session.release(),
  };
}

function tensorsOf(metadata: readonly ort.InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.filter((info) => info.isTensor).map(({ name, type, shape }) => ({ name, type, shape }));
}

function toTensor({ data, shape }: RuntimeTensor): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, shape);
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, shape);
  if (data instanceof BigInt64Array) return new ort.Tensor('int64', data, shape);
  return new ort.Tensor('bool', data, shape);
}
