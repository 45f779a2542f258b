#!/usr/bin/env python3
"""What a model that Lexiscope trained says of texts. Needs the packages numpy and onnxruntime, nothing of Lexiscope.

    python useModel.py "A text" "Another one"
    python useModel.py < texts.txt               a text a line

In a program of your own: Model("model.onnx").scores("A text"), or .tags("A text") of a tagger.

Labels, tokenizer and thresholds stand in the model's metadata, which Lexiscope's docs/model-format.md describes. What a code point is to the tokenizer stands in
CHARACTER_CLASSES below, as it was for the training; normal forms and lower case are those of Python's own version of Unicode, and differ at most for characters that
are newer than it.
"""
import base64
import json
import math
import os
import sys
import unicodedata
import zlib

MODEL_FILE = "model.onnx"
CHARACTER_CLASSES = ""

SEPARATOR, LETTER, DIGIT, MARK, UNSPACED_LETTER, APOSTROPHE, JOINER, DECIMAL_MARK, PUNCTUATION, SYMBOL, DECIMAL_DIGIT = range(11)
WORD, NUMBER, PUNCTUATION_MARK, SYMBOL_SIGN = range(4)

UNKNOWN_ID = 1
NGRAM_SEED, WORD_SEED = 0x811C9DC5, 0x9E3779B9
ZERO_WIDTH_JOINER = "\u200d"
LONGEST_WORD = 256
# Blanks of JavaScript's \s: at one of them a very long text is divided.
BLANKS = set("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | {chr(code) for code in range(0x2000, 0x200B)}


def read_classes(packed):
    """The class of every code point, from runs of one class: length in base 36, then the class as a letter."""
    classes, length = bytearray(), ""
    for sign in zlib.decompress(base64.b64decode(packed)).decode():
        if sign.isupper():
            classes += bytes([ord(sign) - ord("A")]) * int(length, 36)
            length = ""
        else:
            length += sign
    return bytes(classes)


CLASSES = read_classes(CHARACTER_CLASSES) if CHARACTER_CLASSES else bytes(0x110000)


def class_of(character):
    """Decimal digits are digits like any other, but for fold_digits."""
    found = CLASSES[ord(character)]
    return DIGIT if found == DECIMAL_DIGIT else found


# --- words -----------------------------------------------------------------------------------------------------------


def scan(text, longest):
    """Yields (kind, start, end) of words, numbers, punctuation marks and symbols. A longer word ends after `longest` characters."""
    position = 0
    while position < len(text):
        start, found = position, class_of(text[position])
        if found in (LETTER, DIGIT):
            kind, position = scan_word(text, start, longest)
        elif found == UNSPACED_LETTER:
            kind, position = WORD, skip_marks(text, start + 1, longest - 1)
        elif found == SYMBOL:
            kind, position = SYMBOL_SIGN, end_of_symbol(text, start, longest)
        elif found in (PUNCTUATION, APOSTROPHE, DECIMAL_MARK):
            kind, position = PUNCTUATION_MARK, end_of_run(text, start, longest)
        else:
            position += 1
            continue
        yield kind, start, position


def scan_word(text, start, longest):
    """A run of letters, digits and marks; an apostrophe is inside it between letters, a full stop between digits."""
    position, has_letter, last = start, False, LETTER
    while position < len(text) and position - start < longest:
        found = class_of(text[position])
        if found in (LETTER, DIGIT):
            has_letter = has_letter or found == LETTER
            last = found
        elif found != MARK and not joins(text, found, last, position + 1):
            break
        position += 1
    return (WORD if has_letter else NUMBER), position


def joins(text, found, last, following):
    if found not in (APOSTROPHE, JOINER, DECIMAL_MARK) or following >= len(text):
        return False
    return class_of(text[following]) == last and found != (DECIMAL_MARK if last == LETTER else JOINER)


def skip_marks(text, position, most):
    end = min(len(text), position + most)
    while position < end and class_of(text[position]) == MARK:
        position += 1
    return position


def end_of_run(text, start, longest):
    end = start + 1
    while end < len(text) and end - start < longest and text[end] == text[start]:
        end += 1
    return end


def end_of_symbol(text, start, longest):
    """Two regional indicators are a flag; modifiers and what a zero width joiner ties on belong to an emoji."""
    position = start + 1
    if is_regional_indicator(text[start]) and text[position:] and is_regional_indicator(text[position]):
        return position + 1
    count = 1
    while position < len(text) and count < longest:
        if text[position] == ZERO_WIDTH_JOINER and text[position + 1:] and class_of(text[position + 1]) == SYMBOL:
            position += 2
            count += 1
        elif class_of(text[position]) == MARK or "\U0001F3FB" <= text[position] <= "\U0001F3FF":
            position += 1
        else:
            break
        count += 1
    return position


def is_regional_indicator(character):
    return "\U0001F1E6" <= character <= "\U0001F1FF"


def normalize_text(text, normalization):
    if normalization["unicode"] != "none":
        text = unicodedata.normalize(normalization["unicode"], text)
    return text.lower() if normalization["lowerCase"] else text


def normalize_token(token, kind, normalization):
    if kind == PUNCTUATION_MARK:
        return normalize_text(token[:3], normalization).replace("\u2019", "'")
    normal = normalize_text(token, normalization)
    if kind == SYMBOL_SIGN:
        return normal[:1] + normal[1:].replace("\ufe0e", "").replace("\ufe0f", "")
    return normal.replace("\u2019", "'").replace("\u00ad", "").replace("\u2060", "")


# --- ids -------------------------------------------------------------------------------------------------------------


def hash_of(code_points, seed):
    """FNV-1a over code points, then MurmurHash3's finaliser, modulo 2^32."""
    value = seed
    for code_point in code_points:
        value = ((value ^ code_point) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ value >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ value >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ value >> 16


class Tokenizer:
    """Text to tokens, each a list of ids: one id, but for hashed n-grams. @param spec the metadata's `tokenizer`"""

    def __init__(self, spec):
        if spec.get("webEnglish"):
            raise ValueError("this script does not read web English; see src/text/webEnglish.ts")
        self.spec = spec
        self.ids = {word: index + 2 for index, word in enumerate(spec.get("vocabulary", []))}
        self.encode = {"words": self.words, "characters": self.characters, "hashed-ngrams": self.hashed_ngrams}[spec["kind"]]

    def words(self, text):
        spec, tokens = self.spec, []
        for kind, start, end in scan(text, LONGEST_WORD):
            if not spec["punctuation"] and kind not in (WORD, NUMBER):
                continue
            token = normalize_token(text[start:end], kind, spec["normalization"])
            if spec.get("foldDigits"):
                token = "".join("0" if CLASSES[ord(character)] == DECIMAL_DIGIT else character for character in token)
            tokens.append([self.ids[token] if token in self.ids else self.unknown(token)])
        return tokens

    def unknown(self, word):
        buckets = self.spec.get("unknownBuckets", 0)
        return len(self.ids) + 2 + hash_of(map(ord, word), WORD_SEED) % buckets if buckets > 0 else UNKNOWN_ID

    def characters(self, text):
        """Normalised in pieces: a character with the marks that may melt into it, of at most 64 UTF-16 code units."""
        tokens, start, normalization = [], 0, self.spec["normalization"]
        while start < len(text):
            end, units = start + 1, units_of(text[start])
            while normalization["unicode"] != "none" and end < len(text) and units < 64 and may_compose(text[end]):
                units += units_of(text[end])
                end += 1
            tokens += [[self.ids.get(character, UNKNOWN_ID)] for character in normalize_text(text[start:end], normalization)]
            start = end
        return tokens

    def hashed_ngrams(self, text):
        spec, tokens, longest = self.spec, [], self.spec["maximumWordLength"]
        for kind, start, end in scan(text, longest):
            if kind == WORD or spec["punctuation"]:
                tokens.append(self.ngrams([ord(character) for character in normalize_token(text[start:end], kind, spec["normalization"])][:longest]))
        return tokens

    def ngrams(self, word):
        spec, marked, others = self.spec, [2, *word, 3], self.spec["buckets"] - 1
        shortest, ids = min(spec["minimumLength"], len(marked)), []
        for start in range(len(marked)):
            for end in range(start + shortest, min(len(marked), start + spec["maximumLength"]) + 1):
                # A boundary mark alone is no n-gram.
                if end - start > 1 or 0 < start < len(marked) - 1:
                    ids.append(1 + hash_of(marked[start:end], NGRAM_SEED) % others)
        return ids + [1 + hash_of(word, WORD_SEED) % others] if spec["wholeWord"] else ids


def units_of(character):
    return 2 if character > "\uffff" else 1


def may_compose(character):
    """Whether a character may melt into the one before it: marks, parts of Hangul syllables, halfwidth voicing marks."""
    code = ord(character)
    if code < 0x300:
        return False
    return 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF or code in (0xFF9E, 0xFF9F) or 0xFFA0 <= code <= 0xFFDC or class_of(character) == MARK


def pieces_of(text, longest=1 << 15):
    """Very long texts are tokenized piece by piece, cut at a blank where there is one; lengths count UTF-16 code units."""
    units = text.encode("utf-16-le", "surrogatepass")
    unit = lambda at: chr(int.from_bytes(units[2 * at:2 * at + 2], "little"))
    size, start = len(units) // 2, 0
    while start < size:
        end = min(size, start + longest)
        if end < size:
            blank = next((at for at in range(end, start + longest // 2, -1) if unit(at) in BLANKS), None)
            end = blank if blank is not None else end - 1 if "\udc00" <= unit(end) <= "\udfff" else end
        yield units[2 * start:2 * end].decode("utf-16-le", "surrogatepass")
        start = end


def chunks_of(text, tokenizer, most, overlap):
    """Yields (tokens, weight): stretches that the network reads at once, and how many of their tokens no chunk before has had."""
    for piece in pieces_of(text):
        tokens, start, read = tokenizer.encode(piece), 0, 0
        while read < len(tokens):
            end = min(len(tokens), start + most)
            yield tokens[start:end], end - read
            read, start = end, end - overlap


# --- answers ---------------------------------------------------------------------------------------------------------


class Model:
    """@param file an .onnx file with Lexiscope's metadata"""

    def __init__(self, file):
        # Else it tells Microsoft, from Linux and macOS, what is run.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        self.session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        self.metadata = {key[len("lexiscope."):]: json.loads(value) for key, value in self.session.get_modelmeta().custom_metadata_map.items() if key.startswith("lexiscope.")}
        if "tokenizer" not in self.metadata:
            raise ValueError(file + ": this model has no metadata of Lexiscope")
        if self.metadata["task"] == "language":
            raise ValueError(file + ": a language model looks at the script of the text, too, which this script does not")
        self.labels = [label["name"] for label in self.metadata["labels"]]
        self.tokenizer = Tokenizer(self.metadata["tokenizer"])

    def scores(self, text):
        """The probability of each label; None where the text has no words that the model could read."""
        sums, total = [0.0] * len(self.labels), 0
        most, overlap = self.metadata["input"]["maximumTokens"], self.metadata["input"].get("overlap", 0)
        for tokens, weight in chunks_of(text, self.tokenizer, most, overlap):
            for index, logit in enumerate(self.logits(tokens)):
                sums[index] += weight * float(logit)
            total += weight
        if total == 0:
            return None
        temperature = self.metadata.get("calibration", {"temperature": 1})["temperature"]
        means = [value / total / temperature for value in sums]
        target = self.metadata["target"]["kind"]
        if target == "multiple":
            return dict(zip(self.labels, map(sigmoid, means)))
        # The one logit of a binary model is that of the second label, against 0 for the first.
        return dict(zip(self.labels, softmax([0.0, means[0]] if target == "binary" else means)))

    def answer(self, scores):
        """The labels that hold."""
        target = self.metadata["target"]
        if target["kind"] == "multiple":
            return [label for label, threshold in zip(self.labels, target["thresholds"]) if scores[label] >= threshold]
        if target["kind"] == "binary":
            return [self.labels[1] if scores[self.labels[1]] >= target.get("threshold", 0.5) else self.labels[0]]
        return [max(self.labels, key=lambda label: scores[label])]

    def tags(self, text):
        """(word, tag, probability) of the text's first words, as many as the network reads at once."""
        words = [text[start:end] for _, start, end in scan(text, LONGEST_WORD)][:self.metadata["input"]["maximumTokens"]]
        if not words:
            return []
        encoded = [[id for token in self.tokenizer.encode(word) for id in token] or [UNKNOWN_ID] for word in words]
        several = self.metadata["tokenizer"]["kind"] == "hashed-ngrams"
        rows = [softmax([float(logit) for logit in row]) for row in self.logits([ids if several else ids[:1] for ids in encoded])]
        best = [max(range(len(row)), key=row.__getitem__) for row in rows]
        return [(word, self.labels[index], row[index]) for word, index, row in zip(words, best, rows)]

    def logits(self, tokens):
        import numpy

        feeds = {}
        for given in self.session.get_inputs():
            kind = "int64" if given.type == "tensor(int64)" else "int32"
            if given.name == "lengths":
                feeds["lengths"] = numpy.array([len(tokens)], dtype=kind)
            elif len(given.shape) == 3:
                width = max(map(len, tokens))
                feeds["ids"] = numpy.array([[ids + [0] * (width - len(ids)) for ids in tokens]], dtype=kind)
            else:
                feeds["ids"] = numpy.array([[ids[0] for ids in tokens]], dtype=kind)
        return self.session.run(["logits"], feeds)[0][0]


def sigmoid(value):
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def softmax(values):
    largest = max(values)
    exponentials = [math.exp(value - largest) for value in values]
    return [value / sum(exponentials) for value in exponentials]


def main():
    model = Model(os.path.join(os.path.dirname(os.path.abspath(__file__)), MODEL_FILE))
    for text in sys.argv[1:] or (line.rstrip("\n") for line in sys.stdin):
        if model.metadata["task"] == "tagging":
            print(" ".join("%s/%s" % (word, tag) for word, tag, _ in model.tags(text)))
            continue
        scores = model.scores(text)
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])[:5] if scores else []
        print("%s\t%s\t%s" % (", ".join(model.answer(scores)) if scores else "-", " ".join("%s %.4f" % pair for pair in ranked), text))


if __name__ == "__main__":
    main()
