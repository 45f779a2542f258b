# Serves the functions of an exported script, a JSON line each: python3 pythonPeer.py SCRIPT. It is given an onnxruntime that asks the one who called, in place of the
# real one, which Debian does not have.
import importlib.util
import json
import sys
import types


def ask(what):
    print(json.dumps(what), flush=True)
    return json.loads(sys.stdin.readline())


class InferenceSession:
    def __init__(self, file, providers):
        self.file = file
        self.about = ask({"open": file})

    def get_modelmeta(self):
        return types.SimpleNamespace(custom_metadata_map=self.about["metadata"])

    def get_inputs(self):
        return [types.SimpleNamespace(**given) for given in self.about["inputs"]]

    def run(self, outputs, feeds):
        return [ask({"run": self.file, "feeds": feeds})]


sys.modules["onnxruntime"] = types.SimpleNamespace(InferenceSession=InferenceSession)
sys.modules["numpy"] = types.SimpleNamespace(array=lambda values, dtype: values)
module_spec = importlib.util.spec_from_file_location("script", sys.argv[1])
script = importlib.util.module_from_spec(module_spec)
module_spec.loader.exec_module(script)

for line in sys.stdin:
    request = json.loads(line)
    if "spec" in request:
        answer = script.Tokenizer(request["spec"]).encode(request["text"])
    else:
        model = script.Model(request["model"])
        scores = None if request["tags"] else model.scores(request["text"])
        answer = model.tags(request["text"]) if request["tags"] else {"scores": scores, "labels": model.answer(scores) if scores else []}
    print(json.dumps({"answer": answer}), flush=True)
