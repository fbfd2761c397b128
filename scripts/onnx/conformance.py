"""The cases of ONNX's own conformance suite whose tensors are numbers, as one JSON for test/interchange/onnx/conformance.test.ts. By hand:

  python scripts/onnx/conformance.py /tmp/suite.json && TYPEGRAD_ONNX_SUITE=/tmp/suite.json npx vitest run test/interchange/onnx/conformance

A case is written for the version in which its operator changed last; those of a later one than 21 are read as if of 21. It has three models: as it is, with all
inputs but the first as constants, and with all of them.
"""

import base64
import json
import sys
import warnings

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

warnings.filterwarnings("ignore")
newest, most = 21, 200_000
kinds = {"f": "f32", "b": "bool", "u": "u32", "i": "i32"}


def told(array):
    dtype = "f16" if array.dtype == np.float16 else kinds[array.dtype.kind]
    # JSON has no infinities and no NaN.
    data = [float(x) if np.isfinite(x) else str(float(x)).replace("inf", "Infinity") for x in array.astype(np.float64).ravel()]
    return {"dtype": dtype, "shape": list(array.shape), "data": data}


def is_numeric(value):
    return isinstance(value, (np.ndarray, np.generic)) and np.asarray(value).dtype.kind in kinds


def written(model, constants):
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    copy.graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants)
    return base64.b64encode(copy.SerializeToString()).decode()


cases = []
for case in collect_testcases(None):
    versions = [one for one in case.model.opset_import if one.domain in ("", "ai.onnx")] if case.model is not None else []
    if not versions or not all(is_numeric(value) for values in case.data_sets[0] for value in values):
        continue
    inputs, outputs = [[np.asarray(value) for value in values] for values in case.data_sets[0]]
    if sum(value.size for value in inputs + outputs) > most:
        continue
    opset = versions[0].version
    versions[0].version = min(opset, newest)
    named = list(zip([one.name for one in case.model.graph.input], inputs))
    cases.append({
        "name": case.name,
        "opset": opset,
        "models": [written(case.model, constants) for constants in ([], named[1:], named)],
        "inputs": [[name, told(value)] for name, value in named],
        "outputs": [[one.name, told(value)] for one, value in zip(case.model.graph.output, outputs)],
        "within": case.rtol,
    })

with open(sys.argv[1], "w") as file:
    json.dump(cases, file)
print(len(cases), "cases")
