import { LexiscopeError } from '../base/errors.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import { logitCount } from '../onnx/metadata.ts';
import type { Session, TensorInfo } from '../onnx/runtime.ts';

/** How a model wants its inputs; see docs/model-format.md. */
export interface GraphInputs {
  readonly idsType: 'int32' | 'int64';
  /** true: ids are [batch, time, idsPerToken]; false: [batch, time]. */
  readonly severalIds: boolean;
  /** undefined: the model has no such input and gets texts of equal length only. */
  readonly lengthsType: 'int32' | 'int64' | undefined;
}

/**
 * Checks a loaded graph against the contract.
 * @throws LexiscopeError `bad-input` naming the file, the input or output and what was expected
 */
export function checkGraph(session: Session, metadata: ModelMetadata, file: string): GraphInputs {
  const severalIds = metadata.tokenizer.kind === 'hashed-ngrams';
  const known = new Set(['ids', 'lengths']);
  const stray = session.inputs.find(({ name }) => !known.has(name));
  if (stray) throw broken(file, `input ${stray.name}: expected no inputs but ids and lengths`);
  const ids = session.inputs.find(({ name }) => name === 'ids');
  if (!ids) throw broken(file, 'input ids is missing');
  const lengths = session.inputs.find(({ name }) => name === 'lengths');
  const logits = session.outputs.find(({ name }) => name === 'logits');
  if (!logits) throw broken(file, `output logits is missing; there is ${session.outputs.map(({ name }) => name).join(', ')}`);

  const idsType = checkInteger(file, ids);
  checkShape(file, 'input', ids, severalIds ? ['batch', 'time', 'idsPerToken'] : ['batch', 'time']);
  const lengthsType = lengths && checkInteger(file, lengths);
  if (lengths) checkShape(file, 'input', lengths, ['batch']);
  if (logits.type !== 'float32') throw broken(file, `output logits: expected float32, found ${logits.type}`);
  const labels = logitCount(metadata);
  checkShape(file, 'output', logits, metadata.task === 'tagging' ? ['batch', 'time', labels] : ['batch', labels]);
  return { idsType, severalIds, lengthsType };
}

function checkInteger(file: string, input: TensorInfo): 'int32' | 'int64' {
  if (input.type !== 'int32' && input.type !== 'int64') throw broken(file, `input ${input.name}: expected int32 or int64, found ${input.type}`);
  return input.type;
}

/** A name stands for a dimension that must be dynamic, a number for one that must have this size, if the graph says it. */
function checkShape(file: string, kind: string, tensor: TensorInfo, expected: readonly (string | number)[]): void {
  // A shape that the graph does not declare is checked when the model runs.
  if (tensor.shape.length === 0) return;
  const fits = tensor.shape.length === expected.length && expected.every((wanted, i) => typeof tensor.shape[i] === 'string' || tensor.shape[i] === wanted);
  if (!fits) {
    const found = tensor.shape.map((size) => (size === '' ? '?' : size)).join(', ');
    throw broken(file, `${kind} ${tensor.name}: expected shape [${expected.join(', ')}]${expected.some((size) => typeof size === 'string') ? ' with the named ones dynamic' : ''}, found [${found}]`);
  }
}

function broken(file: string, what: string): LexiscopeError {
  return new LexiscopeError('bad-input', `${file}: ${what}`, { hint: 'docs/model-format.md describes the inputs and outputs of a model.' });
}
