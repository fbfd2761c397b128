"""Runs StableHLO texts by XLA: reads cases as JSON lines from standard input, answers in kind.

    {"name": ..., "text": ..., "inputs": [{"dtype": ..., "shape": ..., "data": base64}]}
"""
import base64
import json
import sys

import jax
import numpy as np
from jax._src.lib import xla_client

dtypes = {"f32": np.float32, "f16": np.float16, "f64": np.float64, "i32": np.int32, "u32": np.uint32, "bool": np.bool_}
jax.config.update("jax_enable_x64", True)
devices = xla_client.DeviceList(tuple(jax.devices()[:1]))
client = jax.devices()[0].client

for line in sys.stdin:
    case = json.loads(line)
    try:
        executable = client.compile_and_load(case["text"], devices, xla_client.CompileOptions())
        inputs = [
            jax.device_put(np.frombuffer(base64.b64decode(one["data"]), dtypes[one["dtype"]]).reshape(one["shape"]))
            for one in case["inputs"]
        ]
        results = executable.execute_sharded(inputs).disassemble_into_single_device_arrays()
        found = [base64.b64encode(np.ascontiguousarray(np.asarray(one[0])).tobytes()).decode() for one in results]
        print(json.dumps({"results": found}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)[:2000]}), flush=True)
