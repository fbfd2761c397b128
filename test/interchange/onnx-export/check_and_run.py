"""Checks ONNX files and runs them by ONNX Runtime: reads cases as JSON lines from standard input, answers in kind.

    {"model": base64 or "path": ..., "inputs": [[{"dtype": ..., "shape": ..., "data": base64}, ...], ...]}

Each list of inputs is one run; the answer has the results of each.
"""
import base64
import json
import sys

import numpy as np
import onnx
import onnxruntime

dtypes = {"f32": np.float32, "f16": np.float16, "f64": np.float64, "i32": np.int32, "u32": np.uint32, "bool": np.bool_}
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 4

for line in sys.stdin:
    case = json.loads(line)
    try:
        model = case["path"] if "path" in case else base64.b64decode(case["model"])
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        names = [one.name for one in session.get_inputs()]
        answers = []
        for given in case["inputs"]:
            arrays = [np.frombuffer(base64.b64decode(one["data"]), dtypes[one["dtype"]]).reshape(one["shape"]) for one in given]
            results = session.run(None, dict(zip(names, arrays)))
            answers.append([
                {"shape": list(one.shape), "type": str(one.dtype), "data": base64.b64encode(np.ascontiguousarray(one).tobytes()).decode()}
                for one in map(np.asarray, results)
            ])
        print(json.dumps({"answers": answers}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)[:2000]}), flush=True)
