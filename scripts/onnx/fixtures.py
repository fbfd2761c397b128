"""Small ONNX models, one for each operator and what changed of it, with what onnxruntime makes of them: test/fixtures/onnx/operators.json.

  pip install onnx==1.23.0 onnxruntime==1.30.0 numpy && python scripts/onnx/fixtures.py
"""

import base64
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(0)
cases = []
TYPES = {np.dtype(np.float32): "f32", np.dtype(np.float16): "f16", np.dtype(bool): "bool"}


def floats(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def positive(*shape):
    return (rng.random(shape) + 0.1).astype(np.float32)


def ints(*values):
    return np.array(values, np.int64)


def whole(*shape, low=-9, high=10, dtype=np.int64):
    return rng.integers(low, high, shape).astype(dtype)


def bools(*shape):
    return rng.random(shape) > 0.5


def text(array):
    array = np.asarray(array)
    kind = TYPES.get(array.dtype, "u32" if array.dtype.kind == "u" else "f32" if array.dtype.kind == "f" else "i32")
    if kind == "f32":
        return {"dtype": kind, "shape": list(array.shape), "base64": base64.b64encode(array.astype("<f4").tobytes()).decode()}
    return {"dtype": kind, "shape": list(array.shape), "data": array.astype(np.float64 if kind == "f16" else np.int64).ravel().tolist()}


def save(name, model, feeds):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    results = session.run(None, feeds)
    cases.append({
        "name": name,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": {key: text(value) for key, value in feeds.items()},
        "outputs": {output.name: text(value) for output, value in zip(session.get_outputs(), results)},
    })


def info(name, array):
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), list(array.shape))


def open_info(name, kind):
    return helper.make_tensor_value_info(name, kind, None)


def model_of(nodes, inputs, outputs, initializers, opset):
    graph = helper.make_graph(nodes, "g", inputs, outputs, initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8, producer_name="fixtures")


def case(op, *operands, opset=17, fixed=(), results=None, note="", outputs=1, kinds=None, **attributes):
    """One node. Operands at `fixed` places are initializers, all of them if it is "all"; None is left out."""
    names, feeds, constants = [], {}, []
    for i, operand in enumerate(operands):
        if operand is None:
            names.append("")
            continue
        array = np.asarray(operand)
        names.append(f"i{i}")
        if fixed == "all" or i in fixed:
            constants.append(numpy_helper.from_array(array, f"i{i}"))
        else:
            feeds[f"i{i}"] = array
    made = results or [f"o{i}" for i in range(outputs)]
    first = helper.np_dtype_to_tensor_dtype(np.asarray(operands[0]).dtype) if operands else TensorProto.FLOAT
    kinds = kinds or [first] * len(made)
    node = helper.make_node(op, names, made, name="n", **attributes)
    shown = [open_info(one, kind) for one, kind in zip(made, kinds) if one != ""]
    model = model_of([node], [info(k, v) for k, v in feeds.items()], shown, constants, opset)
    save(f"{op}-{opset}{' ' + note if note else ''}", model, feeds)


def folded(op, *operands, **rest):
    """Once computed by the program, once of constants."""
    case(op, *operands, **rest)
    case(op, *operands, **{**rest, "fixed": "all", "note": rest.get("note", "") + " known"})


BOOL, INT64, FLOAT, FLOAT16 = TensorProto.BOOL, TensorProto.INT64, TensorProto.FLOAT, TensorProto.FLOAT16

# Elementwise.
for op in ["Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Asinh", "Exp", "Erf", "Sigmoid", "Tanh", "Relu", "Softplus", "Softsign",
           "Abs", "Neg", "Floor", "Ceil", "Sign", "HardSwish", "Identity"]:
    case(op, floats(2, 5) * 2)
for op in ["Log", "Sqrt", "Reciprocal"]:
    case(op, positive(2, 5))
for op in ["Asin", "Acos", "Atanh"]:
    case(op, (rng.random((2, 5)) * 1.8 - 0.9).astype(np.float32))
case("Acosh", positive(2, 5) + 1)
case("Round", np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.3, -0.7], np.float32))
for op in ["LeakyRelu", "Elu", "Celu", "ThresholdedRelu"]:
    case(op, floats(2, 5) * 2)
    case(op, floats(2, 5) * 2, alpha=0.7, note="alpha")
case("Selu", floats(2, 5) * 2)
case("HardSigmoid", floats(2, 5) * 3)
case("HardSigmoid", floats(2, 5) * 3, alpha=0.3, beta=0.4, note="alpha")
case("Gelu", floats(2, 5) * 2, opset=20)
case("Gelu", floats(2, 5) * 2, opset=20, approximate="tanh", note="tanh")
case("Mish", floats(2, 5) * 2, opset=18)
case("Shrink", floats(2, 5) * 2, bias=0.1, lambd=0.4)
case("PRelu", floats(2, 3, 4), floats(3, 1))
case("PRelu", floats(2, 3), np.array([0.3], np.float32), fixed=[1], note="learnt")
for op in ["Add", "Sub", "Mul", "Div"]:
    case(op, floats(2, 1, 3), positive(4, 1))
    folded(op, whole(2, 3), whole(1, 3, low=1), note="int64")
case("Add", floats(2, 3), floats(3), opset=7)
case("Pow", positive(2, 3), floats(3))
case("Pow", floats(2, 3), np.array(2, np.float32), fixed=[1], note="square")
folded("Pow", whole(2, 3), ints(2), note="int64")
case("Pow", positive(2, 3), ints(2, 3, 1), note="mixed")
folded("Mod", whole(8), whole(8, low=1), note="int64")
folded("Mod", whole(8), -whole(8, low=1), note="negative")
case("Mod", floats(8) * 5, positive(8), fmod=1, note="fmod")
for op in ["Min", "Max", "Sum", "Mean"]:
    case(op, floats(2, 3), floats(3), floats(2, 1))
    case(op, floats(2, 3), note="one")
folded("Min", whole(4), whole(4), note="int64")
folded("Max", whole(4), whole(4), note="int64")
for op in ["And", "Or", "Xor"]:
    folded(op, bools(2, 4), bools(4))
folded("Not", bools(5))
for op in ["Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"]:
    folded(op, whole(2, 6, low=-2, high=3), whole(6, low=-2, high=3), kinds=[BOOL], note="int64")
    case(op, floats(2, 3), floats(3), kinds=[BOOL])
case("Equal", bools(6), bools(6), kinds=[BOOL], note="bool")
case("IsNaN", np.array([1, np.nan, np.inf], np.float32), kinds=[BOOL])
case("IsInf", np.array([1, np.nan, np.inf, -np.inf], np.float32), kinds=[BOOL])
case("IsInf", np.array([1, np.nan, np.inf, -np.inf], np.float32), kinds=[BOOL], detect_negative=0, note="positive")
case("IsInf", np.array([1, np.nan, np.inf, -np.inf], np.float32), kinds=[BOOL], detect_positive=0, note="negative")
case("Where", bools(2, 3), floats(3), floats(2, 1), kinds=[FLOAT])
folded("Where", bools(2, 3), whole(3), whole(2, 1), kinds=[INT64], note="int64")
for op in ["BitwiseAnd", "BitwiseOr", "BitwiseXor"]:
    folded(op, whole(5, dtype=np.int32), whole(5, dtype=np.int32), opset=18)
case("BitwiseNot", whole(5, dtype=np.int32), opset=18)
case("BitShift", whole(5, low=0, dtype=np.uint32), whole(5, low=0, high=5, dtype=np.uint32), direction="LEFT", note="left")
case("BitShift", whole(5, low=0, high=1000, dtype=np.uint32), whole(5, low=0, high=5, dtype=np.uint32), direction="RIGHT", note="right")
case("Clip", floats(2, 5), opset=7, min=-0.5, max=0.5)
case("Clip", floats(2, 5), opset=7, max=0.5, note="max")
case("Clip", floats(2, 5), np.array(-0.5, np.float32), np.array(0.5, np.float32), fixed=[1, 2])
case("Clip", floats(2, 5), np.array(-0.5, np.float32), np.array(0.5, np.float32), note="computed")
case("Clip", floats(2, 5), None, np.array(0.5, np.float32), fixed=[2], note="max")
case("Dropout", floats(2, 5), opset=7, ratio=0.3)
case("Dropout", floats(2, 5), np.array(0.3, np.float32), opset=13, fixed=[1])
for to, note in [(INT64, "int64"), (BOOL, "bool"), (TensorProto.INT32, "int32"), (FLOAT, "float"), (TensorProto.DOUBLE, "double")]:
    case("Cast", floats(8) * 3, to=to, kinds=[to], note=note)
case("Cast", floats(8), to=FLOAT16, kinds=[FLOAT16], note="float16")
case("Cast", floats(8).astype(np.float16), to=FLOAT, kinds=[FLOAT], note="from float16")
folded("Cast", whole(8), to=FLOAT, kinds=[FLOAT], note="from int64")
folded("Cast", whole(8, low=-1000, high=1000), to=TensorProto.UINT8, kinds=[TensorProto.UINT8], note="uint8")
folded("Cast", whole(8, low=-1000, high=1000), to=TensorProto.INT8, kinds=[TensorProto.INT8], note="int8")
case("Cast", bools(5), to=FLOAT, kinds=[FLOAT], note="from bool")
case("CastLike", floats(4) * 3, ints(1), kinds=[INT64])

# Reductions.
for op in ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL1", "ReduceL2",
           "ReduceLogSumExp"]:
    early = {"axes": [1], "keepdims": 0}
    case(op, floats(2, 3, 4), opset=11, **early)
    case(op, floats(2, 3, 4), opset=11, note="all")
    case(op, floats(2, 3, 4), ints(0, -1), opset=18, fixed=[1])
case("ReduceLogSum", positive(2, 3, 4), opset=11, axes=[1])
case("ReduceSum", floats(2, 3), ints(), opset=13, fixed=[1], noop_with_empty_axes=1, note="noop")
case("ReduceProd", whole(2, 3, low=1), opset=11, axes=[1], fixed="all", note="known")
case("ReduceMax", whole(2, 3), opset=11, axes=[0], fixed="all", note="known")
for op in ["ArgMax", "ArgMin"]:
    case(op, floats(2, 3, 4), kinds=[INT64], axis=1)
    case(op, np.array([[1, 2, 2, 1]], np.float32), kinds=[INT64], axis=1, keepdims=0, select_last_index=1, note="last")
for op in ["Softmax", "LogSoftmax", "Hardmax"]:
    case(op, floats(2, 3, 4), opset=11)
    case(op, floats(2, 3, 4), opset=11, axis=2, note="axis")
    case(op, floats(2, 3, 4), opset=13)
    case(op, floats(2, 3, 4), opset=13, axis=1, note="axis")
for exclusive in [0, 1]:
    for reverse in [0, 1]:
        case("CumSum", floats(2, 4), np.array(1, np.int64), fixed=[1], exclusive=exclusive, reverse=reverse, note=f"{exclusive}{reverse}")

# Shapes.
folded("Shape", floats(2, 3, 4), kinds=[INT64])
case("Shape", floats(2, 3, 4), kinds=[INT64], start=-2, end=-1, note="part")
case("Size", floats(2, 3, 4), kinds=[INT64])
case("ConstantOfShape", ints(2, 3), fixed="all", kinds=[INT64], value=helper.make_tensor("v", INT64, [1], [7]))
case("ConstantOfShape", ints(2, 3), fixed="all", kinds=[FLOAT], note="zeros")
case("Range", np.int64(2), np.int64(11), np.int64(3), fixed="all")
case("Range", np.float32(2), np.float32(1), np.float32(-0.25), fixed="all", note="float")
case("EyeLike", floats(3, 4), k=1)
folded("Reshape", whole(2, 3, 4), ints(0, -1), fixed=[1])
case("Reshape", floats(2, 0, 3), ints(3, 0), fixed=[1], opset=14, allowzero=1, note="allowzero")
folded("Squeeze", whole(1, 3, 1), opset=11, axes=[0], note="")
case("Squeeze", floats(1, 3, 1), opset=11, note="all")
case("Squeeze", floats(1, 3, 1), ints(-1), opset=13, fixed=[1])
folded("Unsqueeze", whole(3, 2), opset=11, axes=[0, 3])
case("Unsqueeze", floats(3, 2), ints(-1, 0), opset=13, fixed=[1])
for axis in [0, 2, -1]:
    case("Flatten", floats(2, 3, 4), axis=axis, opset=13, note=f"{axis}")
folded("Transpose", whole(2, 3, 4), perm=[2, 0, 1])
folded("Transpose", whole(2, 3), note="reversed")
folded("Expand", whole(3, 1), ints(2, 1, 4), fixed=[1])
case("Tile", floats(2, 3), ints(2, 2), fixed=[1])
case("Tile", whole(2, 3), ints(2, 2), fixed="all", note="known")
case("DepthToSpace", floats(1, 8, 2, 3), blocksize=2)
case("DepthToSpace", floats(1, 8, 2, 3), blocksize=2, mode="CRD", note="CRD")
case("SpaceToDepth", floats(1, 2, 4, 6), blocksize=2)
for upper in [0, 1]:
    case("Trilu", floats(2, 3, 4), upper=upper, note=f"{upper}")
    case("Trilu", floats(3, 4), np.array(-1, np.int64), fixed=[1], upper=upper, note=f"{upper} k")
case("ReverseSequence", floats(4, 3, 2), ints(4, 2, 3), fixed=[1])
case("ReverseSequence", floats(3, 4, 2), ints(4, 2, 3), fixed=[1], batch_axis=0, time_axis=1, note="batch")

case("Constant", opset=13, value_float=2.5, note="float")
case("Constant", opset=13, value_ints=[1, 2], kinds=[INT64], note="ints")
case("Constant", opset=13, value_floats=[1.0, 2.0], note="floats")
case("Squeeze", floats(1, 3, 1), opset=13)
case("Softmax", floats(5), opset=13, note="vector")
case("Clip", whole(6), np.int64(-2), np.int64(3), fixed=[1, 2], opset=12, note="int64")
case("Expand", floats(3, 1, 4), ints(2, 1, 5, 1), fixed=[1], note="both ways")
case("Einsum", floats(2, 3, 4), floats(4, 5), equation="...i,ij->...j", note="ellipsis")
case("MaxPool", floats(1, 1, 6, 5), kernel_shape=[3, 2], strides=[2, 2], auto_pad="SAME_LOWER", note="lower")
case("ConvTranspose", floats(1, 2, 3), floats(2, 1, 3), strides=[2], auto_pad="SAME_LOWER", note="lower")
case("ConvTranspose", floats(1, 2, 2, 2, 2), floats(2, 1, 2, 2, 2), strides=[2, 1, 2], note="3d")
case("LSTM", floats(3, 2, 2), floats(1, 12, 2), floats(1, 12, 3), None, np.array([3, 3], np.int32), hidden_size=3, fixed=[4], results=["o0", "", ""], note="lengths")
case("TopK", np.array([[1, 2, 2, 1, 3]], np.float32), ints(4), fixed=[1], outputs=2, kinds=[FLOAT, INT64], note="equal")
case("LayerNormalization", floats(2, 4), floats(4), outputs=3, note="all")
case("GatherND", floats(2, 3), np.array([[[0], [1]], [[1], [0]]], np.int64), note="slices")
case("Unsqueeze", floats(2, 3), ints(1, -1), opset=13, fixed=[1], note="both ends")
case("Pad", whole(2, 3), ints(1, 0, 0, 1), np.array(7, np.int64), fixed=[1, 2], opset=13, note="int64")
case("Range", np.int64(0), np.int64(5000), np.int64(1), fixed="all", note="long")

# Parts.
folded("Concat", whole(2, 3), whole(2, 1), axis=1)
folded("Concat", whole(2, 3), whole(1, 3), axis=-2, note="negative")
case("Split", floats(5, 4), opset=11, axis=1, outputs=2)
case("Split", floats(5, 4), opset=11, split=[2, 3], outputs=2, note="sizes")
case("Split", floats(5, 4), ints(1, 4), opset=13, fixed=[1], outputs=2)
case("Split", floats(7, 2), opset=18, num_outputs=3, outputs=3)
case("Split", whole(6), opset=11, axis=0, outputs=3, fixed="all", note="known")
case("Slice", floats(4, 5), opset=9, starts=[1, -3], ends=[3, 100], axes=[0, 1])
folded("Slice", whole(4, 5), ints(3, 0), ints(-100, 2 ** 63 - 1), ints(0, 1), ints(-1, 2), fixed=[1, 2, 3, 4], opset=13)
case("Slice", floats(4, 5), ints(1), ints(-1), fixed=[1, 2], opset=10)
case("Slice", floats(4, 5), ints(3), ints(1), fixed=[1, 2], opset=13, note="empty")
case("Slice", floats(6), ints(-1), ints(-2 ** 63), ints(0), ints(-2), fixed=[1, 2, 3, 4], opset=13, note="reversed")
case("Pad", floats(2, 3), opset=7, pads=[0, 1, 2, 0], value=0.5)
case("Pad", floats(2, 3), ints(0, 1, 2, 0), np.array(0.5, np.float32), fixed=[1, 2], opset=13)
case("Pad", floats(2, 3), ints(0, 1, 2, 0), np.array(0.5, np.float32), fixed=[1], opset=13, note="computed")
case("Pad", floats(4, 3), ints(-1, 1, -1, 0), fixed=[1], opset=13, note="negative")
for mode in ["reflect", "edge"]:
    case("Pad", floats(4, 3), ints(2, 1, 1, 2), fixed=[1], opset=13, mode=mode, note=mode)
case("Pad", floats(4, 3), ints(2, 1, 1, 2), fixed=[1], opset=19, mode="wrap", note="wrap")
case("Pad", floats(2, 3, 2), ints(1, 2), None, ints(1), fixed=[1, 3], opset=18, note="axes")

# Gathering.
folded("Gather", whole(4, 3), np.array([[0, -1], [2, 1]], np.int64), fixed=[1], axis=0)
case("Gather", floats(2, 4, 3), np.array(-2, np.int64), fixed=[1], axis=1, note="scalar")
case("Gather", floats(4, 3), ints(0, -1, 2), axis=0, note="computed")
case("GatherElements", floats(3, 4), whole(2, 4, low=-3, high=3), axis=0)
case("GatherElements", floats(3, 4), whole(3, 2, low=0, high=4), axis=1, fixed=[1], note="axis")
case("GatherND", floats(3, 4, 2), np.array([[0, 1], [-1, 3]], np.int64))
case("GatherND", floats(2, 3, 4), np.array([[1], [-1]], np.int64), batch_dims=1, note="batch")
case("ScatterElements", floats(3, 4), np.array([[0, 2, -1, 1]], np.int64), floats(1, 4), axis=0, opset=16)
case("ScatterElements", floats(3, 4), np.array([[0, 0, 1, 1]], np.int64), floats(1, 4), axis=1, opset=18, reduction="add", note="add")
case("ScatterElements", floats(3, 4), np.array([[0, 0, 1, 1]], np.int64), floats(1, 4), axis=1, opset=18, reduction="max", note="max")
case("Scatter", floats(3, 4), np.array([[0, 2, 1, 1]], np.int64), floats(1, 4), axis=0, opset=10)
case("ScatterND", floats(3, 4, 2), np.array([[0, 1], [-1, 3]], np.int64), floats(2, 2), opset=16)
case("ScatterND", floats(4, 2), np.array([[0], [0]], np.int64), floats(2, 2), opset=18, reduction="add", note="add")
case("OneHot", ints(0, 2, -1, 7), ints(4), np.array([0.5, 2], np.float32), fixed=[1], kinds=[FLOAT])
case("OneHot", ints(0, 2), np.array(3, np.int64), np.array([0, 1], np.float32), fixed=[1, 2], kinds=[FLOAT], axis=0, note="axis")
for largest in [0, 1]:
    case("TopK", floats(3, 6), ints(2), fixed=[1], outputs=2, kinds=[FLOAT, INT64], opset=11, largest=largest, note=f"{largest}")
case("TopK", floats(3, 6), ints(2), fixed=[1], outputs=2, kinds=[FLOAT, INT64], opset=10)
case("NonZero", np.array([[1, 0], [2, 3]], np.int64), fixed="all")

# Products.
case("MatMul", floats(2, 3), floats(3, 4))
case("MatMul", floats(2, 1, 2, 3), floats(3, 3, 4), note="batch")
case("MatMul", floats(3), floats(3, 4), note="vector")
case("Gemm", floats(2, 3), floats(3, 4), floats(4))
case("Gemm", floats(3, 2), floats(4, 3), floats(2, 1), fixed=[1, 2], alpha=0.5, beta=2.0, transA=1, transB=1, note="turned")
case("Gemm", floats(2, 3), floats(3, 4), opset=11, note="no bias")
case("Einsum", floats(2, 3, 4), floats(2, 4, 5), equation="bij, bjk -> bik")
case("Einsum", floats(3, 3), equation="ii->i", note="diagonal")

case("MatMul", floats(2, 3).astype(np.float16), floats(3, 4).astype(np.float16), fixed=[1], note="float16")

# Convolutions.
case("Conv", floats(2, 4, 7, 8), floats(6, 4, 3, 3), floats(6), fixed=[1, 2], pads=[1, 0, 2, 1], strides=[2, 1])
case("Conv", floats(1, 4, 7, 8), floats(6, 2, 3, 2), group=2, dilations=[2, 1], note="groups")
case("Conv", floats(1, 3, 8), floats(4, 3, 3), note="1d", auto_pad="SAME_LOWER", strides=[2])
case("Conv", floats(1, 2, 4, 5, 3), floats(3, 2, 2, 2, 2), note="3d", auto_pad="SAME_UPPER")
case("Conv", floats(1, 3, 5, 5), floats(3, 1, 3, 3), group=3, auto_pad="VALID", note="depthwise")
case("ConvTranspose", floats(1, 3, 4, 5), floats(3, 2, 3, 3), floats(2), fixed=[1, 2], strides=[2, 2], pads=[1, 1, 0, 1], output_padding=[1, 0])
case("ConvTranspose", floats(1, 4, 4), floats(4, 2, 3), group=2, dilations=[2], note="groups")
case("ConvTranspose", floats(1, 2, 3, 3), floats(2, 2, 3, 3), strides=[2, 2], output_shape=[6, 6], note="output_shape")
case("ConvTranspose", floats(1, 2, 3, 3), floats(2, 2, 3, 3), strides=[2, 2], auto_pad="SAME_UPPER", note="same")
for op in ["MaxPool", "AveragePool"]:
    case(op, floats(1, 2, 7, 6), kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
    case(op, floats(1, 2, 7, 6), kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1, note="ceil")
    case(op, floats(1, 2, 7, 6), kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1], ceil_mode=1, opset=19, note="ceil pads")
    case(op, floats(1, 2, 5), kernel_shape=[2], auto_pad="SAME_UPPER", strides=[2], note="same")
case("MaxPool", floats(1, 2, 9), kernel_shape=[3], dilations=[2], note="dilated")
case("AveragePool", floats(1, 2, 7, 6), kernel_shape=[3, 2], pads=[1, 0, 1, 1], count_include_pad=1, note="padding")
case("AveragePool", floats(1, 2, 7, 6), kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1], ceil_mode=1, count_include_pad=1, opset=19, note="all")
case("LpPool", floats(1, 2, 6), kernel_shape=[2], p=3)
case("GlobalAveragePool", floats(2, 3, 4, 5))
case("GlobalMaxPool", floats(2, 3, 4, 5))
case("GlobalLpPool", floats(2, 3, 4, 5))

# Normalisation.
case("BatchNormalization", floats(2, 3, 4), floats(3), floats(3), floats(3), positive(3), fixed=[1, 2, 3, 4], epsilon=1e-3)
case("BatchNormalization", floats(2, 3), floats(3), floats(3), floats(3), positive(3), opset=9, note="rows")
case("InstanceNormalization", floats(2, 3, 4, 5), floats(3), floats(3))
case("LayerNormalization", floats(2, 3, 4), floats(4), floats(4))
case("LayerNormalization", floats(2, 3, 4), floats(3, 4), axis=1, epsilon=1e-3, note="axis")
case("GroupNormalization", floats(2, 4, 5), floats(4), floats(4), opset=21, num_groups=2)
case("LRN", floats(1, 7, 2, 2), size=3, alpha=0.1, beta=0.6, bias=1.5)
case("LpNormalization", floats(2, 5), axis=1)
case("LpNormalization", floats(2, 5), p=1, note="1")
case("MeanVarianceNormalization", floats(2, 3, 2, 2), opset=13)

# Resizing.
case("Upsample", floats(1, 2, 3, 3), np.array([1, 1, 2, 2], np.float32), fixed=[1], opset=9)
case("Upsample", floats(1, 2, 3, 3), np.array([1, 1, 2, 2], np.float32), fixed=[1], opset=9, mode="linear", note="linear")
case("Resize", floats(1, 2, 3, 3), np.array([1, 1, 2, 1.5], np.float32), fixed=[1], opset=10)
empty = np.array([], np.float32)
for mode in ["nearest", "linear", "cubic"]:
    for place in ["half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel"]:
        case("Resize", floats(1, 1, 4, 5), empty, np.array([1, 1, 1.5, 0.6], np.float32), fixed=[1, 2], opset=13, mode=mode,
             coordinate_transformation_mode=place, note=f"{mode} {place}")
    case("Resize", floats(1, 1, 4, 5), None, None, ints(1, 1, 7, 3), fixed=[3], opset=13, mode=mode, note=f"{mode} sizes")
for rounding in ["round_prefer_ceil", "floor", "ceil"]:
    case("Resize", floats(1, 1, 4, 5), empty, np.array([1, 1, 1.5, 2.5], np.float32), fixed=[1, 2], opset=13, nearest_mode=rounding, note=rounding)
case("Resize", floats(1, 1, 4, 5), empty, np.array([1, 1, 0.7, 1.7], np.float32), fixed=[1, 2], opset=13, mode="cubic",
     cubic_coeff_a=-0.5, exclude_outside=1, note="cubic outside")
case("Resize", floats(1, 1, 4, 5), None, np.array([2, 2], np.float32), fixed=[2], opset=18, axes=[2, 3], mode="linear", note="axes")
case("GridSample", floats(1, 2, 4, 5), (rng.random((1, 3, 3, 2)) * 2 - 1).astype(np.float32), opset=16)

# Recurrent.
for direction, ways in [("forward", 1), ("reverse", 1), ("bidirectional", 2)]:
    for op, gates in [("LSTM", 4), ("GRU", 3), ("RNN", 1)]:
        weights = [floats(ways, gates * 3, 2), floats(ways, gates * 3, 3), floats(ways, 2 * gates * 3)]
        count = 3 if op == "LSTM" else 2
        case(op, floats(4, 2, 2), *weights, fixed=[1, 2, 3], hidden_size=3, direction=direction, outputs=count, note=direction)
case("LSTM", floats(3, 2, 2), floats(1, 12, 2), floats(1, 12, 3), None, None, floats(1, 2, 3), floats(1, 2, 3), floats(1, 9), hidden_size=3,
     outputs=3, note="peepholes")
case("LSTM", floats(1, 2, 2), floats(1, 12, 2), floats(1, 12, 3), None, None, floats(1, 2, 3), floats(1, 2, 3), hidden_size=3, outputs=3,
     note="one step")
case("GRU", floats(3, 2, 2), floats(1, 9, 2), floats(1, 9, 3), floats(1, 18), None, floats(1, 2, 3), hidden_size=3, linear_before_reset=1,
     results=["", "o1"], note="linear")
case("RNN", floats(3, 2, 2), floats(1, 3, 2), floats(1, 3, 3), hidden_size=3, activations=["Relu"], results=["o0", ""], note="relu")

# Quantised.
case("QuantizeLinear", floats(6) * 3, np.array(0.05, np.float32), np.array(10, np.uint8), fixed=[1, 2], kinds=[TensorProto.UINT8])
case("QuantizeLinear", floats(2, 3) * 3, positive(3), whole(3, dtype=np.int8), fixed=[1, 2], kinds=[TensorProto.INT8], axis=1, note="axis")
case("DequantizeLinear", whole(6, low=0, high=255, dtype=np.uint8), np.array(0.05, np.float32), np.array(10, np.uint8), fixed=[1, 2], kinds=[FLOAT])
case("DequantizeLinear", whole(2, 3, dtype=np.int8), positive(3), whole(3, dtype=np.int8), fixed=[1, 2], kinds=[FLOAT], axis=1, note="axis")
case("DequantizeLinear", whole(2, 3, dtype=np.int8), positive(2), fixed=[1], kinds=[FLOAT], axis=0, note="first axis")
case("MatMulInteger", whole(2, 3, low=0, high=255, dtype=np.uint8), whole(3, 4, dtype=np.int8), np.array(7, np.uint8), fixed=[1, 2], kinds=[TensorProto.INT32])
case("ConvInteger", whole(1, 2, 4, 4, low=0, high=255, dtype=np.uint8), whole(3, 2, 3, 3, low=0, dtype=np.uint8), np.array(7, np.uint8), np.array(3, np.uint8),
     fixed=[1, 2, 3], kinds=[TensorProto.INT32], pads=[1, 1, 1, 1])
u8 = np.uint8
case("QLinearMatMul", whole(2, 3, low=0, high=255, dtype=u8), np.float32(0.05), u8(7), whole(3, 4, low=0, high=255, dtype=u8), np.float32(0.04), u8(9),
     np.float32(0.6), u8(100), fixed=[1, 2, 3, 4, 5, 6, 7])
case("QLinearConv", whole(1, 2, 4, 4, low=0, high=255, dtype=u8), np.float32(0.05), u8(7), whole(3, 2, 3, 3, dtype=np.int8), positive(3) / 20,
     np.zeros(3, np.int8), np.float32(0.6), u8(100), whole(3, low=-90, high=90, dtype=np.int32), fixed=[1, 2, 3, 4, 5, 6, 7, 8], pads=[1, 1, 1, 1])
case("DynamicQuantizeLinear", floats(2, 3) * 3, outputs=3, kinds=[TensorProto.UINT8, FLOAT, TensorProto.UINT8])


# Graphs within.
def graph(name, nodes, inputs, outputs, initializers=()):
    return helper.make_graph(nodes, name, inputs, outputs, list(initializers))


def branches():
    yes = graph("yes", [helper.make_node("Mul", ["x", "two"], ["y"])], [], [open_info("y", FLOAT)], [numpy_helper.from_array(np.float32(2), "two")])
    no = graph("no", [helper.make_node("Add", ["x", "w"], ["z"])], [], [open_info("z", FLOAT)], [numpy_helper.from_array(floats(3), "w")])
    return helper.make_node("If", ["c"], ["o"], name="n", then_branch=yes, else_branch=no)


for note, condition in [("yes", True), ("no", False)]:
    x = floats(2, 3)
    save(f"If {note}", model_of([branches()], [info("x", x)], [open_info("o", FLOAT)], [numpy_helper.from_array(np.array(condition), "c")], 17), {"x": x})
    c = np.array(condition)
    save(f"If {note} computed", model_of([branches()], [info("x", x), info("c", c)], [open_info("o", FLOAT)], [], 17), {"x": x, "c": c})

body = graph(
    "body",
    [helper.make_node("Mul", ["carried", "x"], ["next"]), helper.make_node("Identity", ["go"], ["goes"]), helper.make_node("Identity", ["next"], ["each"])],
    [helper.make_tensor_value_info("i", INT64, []), helper.make_tensor_value_info("go", BOOL, []), open_info("carried", FLOAT)],
    [open_info("goes", BOOL), open_info("next", FLOAT), open_info("each", FLOAT)],
)
x = positive(3)
save("Loop", model_of(
    [helper.make_node("Loop", ["m", "", "x"], ["last", "all"], name="n", body=body)], [info("x", x)],
    [open_info("last", FLOAT), open_info("all", FLOAT)], [numpy_helper.from_array(np.array(4, np.int64), "m")], 17), {"x": x})
body = graph(
    "body",
    [helper.make_node("Add", ["i", "one"], ["k"]), helper.make_node("Less", ["k", "five"], ["goes"]), helper.make_node("Add", ["carried", "x"], ["next"])],
    [helper.make_tensor_value_info("i", INT64, []), helper.make_tensor_value_info("go", BOOL, []), open_info("carried", FLOAT)],
    [open_info("goes", BOOL), open_info("next", FLOAT)],
    [numpy_helper.from_array(np.array(1, np.int64), "one"), numpy_helper.from_array(np.array(5, np.int64), "five")],
)
save("Loop while", model_of(
    [helper.make_node("Loop", ["", "c", "x"], ["last"], name="n", body=body)], [info("x", x)], [open_info("last", FLOAT)],
    [numpy_helper.from_array(np.array(True), "c")], 17), {"x": x})
body = graph(
    "body",
    [helper.make_node("Add", ["sum", "one"], ["next"]), helper.make_node("Mul", ["next", "w"], ["each"])],
    [helper.make_tensor_value_info("sum", FLOAT, [3]), helper.make_tensor_value_info("one", FLOAT, [3])],
    [helper.make_tensor_value_info("next", FLOAT, [3]), helper.make_tensor_value_info("each", FLOAT, [3])],
    [numpy_helper.from_array(floats(3), "w")],
)
start, xs = floats(3), floats(5, 3)
for note, attributes in [("", {}), (" reverse", {"scan_input_directions": [1], "scan_output_directions": [1]})]:
    save(f"Scan{note}", model_of(
        [helper.make_node("Scan", ["start", "xs"], ["last", "all"], name="n", body=body, num_scan_inputs=1, **attributes)],
        [info("start", start), info("xs", xs)], [open_info("last", FLOAT), open_info("all", FLOAT)], [], 17), {"start": start, "xs": xs})

# More steps than are written out, none at all, and lists along other axes.
body = graph(
    "body",
    [helper.make_node("Cast", ["i"], ["real"], to=FLOAT), helper.make_node("Mul", ["carried", "w"], ["scaled"]),
     helper.make_node("Sub", ["scaled", "real"], ["next"]), helper.make_node("ReduceMax", ["next"], ["each"], keepdims=0)],
    [helper.make_tensor_value_info("i", INT64, []), helper.make_tensor_value_info("go", BOOL, []), helper.make_tensor_value_info("carried", FLOAT, [3])],
    [helper.make_tensor_value_info("go", BOOL, []), helper.make_tensor_value_info("next", FLOAT, [3]), helper.make_tensor_value_info("each", FLOAT, [])],
    [numpy_helper.from_array((positive(3) / 2).astype(np.float32), "w")],
)
x = floats(3)
save("Loop long", model_of(
    [helper.make_node("Loop", ["m", "", "x"], ["last", "all"], name="n", body=body)], [info("x", x)],
    [open_info("last", FLOAT), open_info("all", FLOAT)], [numpy_helper.from_array(np.array(70, np.int64), "m")], 17), {"x": x})
save("Loop never", model_of(
    [helper.make_node("Loop", ["m", "c", "x"], ["last", "none"], name="n", body=body)], [info("x", x)], [open_info("last", FLOAT)],
    [numpy_helper.from_array(np.array(7, np.int64), "m"), numpy_helper.from_array(np.array(False), "c")], 17), {"x": x})
body = graph(
    "body", [helper.make_node("Add", ["sum", "one"], ["next"]), helper.make_node("Identity", ["next"], ["each"])],
    [helper.make_tensor_value_info("sum", FLOAT, [2]), helper.make_tensor_value_info("one", FLOAT, [2])],
    [helper.make_tensor_value_info("next", FLOAT, [2]), helper.make_tensor_value_info("each", FLOAT, [2])])
start, xs = floats(2), floats(2, 4)
save("Scan axes", model_of(
    [helper.make_node("Scan", ["start", "xs"], ["last", "all"], name="n", body=body, num_scan_inputs=1, scan_input_axes=[1], scan_output_axes=[-1])],
    [info("start", start), info("xs", xs)], [open_info("last", FLOAT), open_info("all", FLOAT)], [], 17), {"start": start, "xs": xs})

# A function of the file, with an attribute that one call leaves out.
leaky = helper.make_node("LeakyRelu", ["a"], ["b"], name="leak")
alpha = leaky.attribute.add(name="alpha", ref_attr_name="slope")
alpha.type = onnx.AttributeProto.FLOAT
held = helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(floats(3)))
own = helper.make_function(
    "own", "Twice", ["a"], ["d"], [leaky, held, helper.make_node("Add", ["b", "c"], ["d"])], [helper.make_opsetid("", 17)], attributes=["slope"])
x = floats(2, 3)
twice = model_of(
    [helper.make_node("Twice", ["x"], ["y"], name="one", domain="own", slope=0.3), helper.make_node("Twice", ["y"], ["z"], name="two", domain="own")],
    [info("x", x)], [open_info("z", FLOAT)], [], 17)
twice.functions.append(own)
twice.opset_import.append(helper.make_opsetid("own", 1))
save("function", twice, {"x": x})

# Shapes computed on the way: [N, C, H, W] to [N, C, H * W] and back to half the height.
x = floats(2, 3, 4, 6)
nodes = [
    helper.make_node("Shape", ["x"], ["shape"]),
    helper.make_node("Gather", ["shape", "zero"], ["n"], axis=0),
    helper.make_node("Unsqueeze", ["n", "axis"], ["n1"]),
    helper.make_node("Slice", ["shape", "axis1", "two"], ["c"]),
    helper.make_node("Concat", ["n1", "c", "minus"], ["wanted"], axis=0),
    helper.make_node("Reshape", ["x", "wanted"], ["y"]),
    helper.make_node("Shape", ["y"], ["after"]),
    helper.make_node("Cast", ["after"], ["real"], to=FLOAT),
    helper.make_node("Mul", ["real", "half"], ["halved"]),
    helper.make_node("Floor", ["halved"], ["floored"]),
    helper.make_node("Cast", ["floored"], ["back"], to=INT64),
    helper.make_node("ReduceProd", ["back"], ["count"], keepdims=0),
    helper.make_node("ConstantOfShape", ["back"], ["zeros"]),
]
constants = [numpy_helper.from_array(v, k) for k, v in {
    "zero": np.array(0, np.int64), "axis": ints(0), "axis1": ints(1), "two": ints(2), "minus": ints(-1), "half": np.float32(0.5)}.items()]
save("shapes", model_of(nodes, [helper.make_tensor_value_info("x", FLOAT, ["N", "C", None, "W"])],
                        [open_info("y", FLOAT), open_info("count", INT64), open_info("zeros", FLOAT)], constants, 13), {"x": x})

target = pathlib.Path(__file__).parents[2] / "test/fixtures/onnx/operators.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text("[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases) + "\n]\n")
print(len(cases), "cases,", target.stat().st_size, "bytes")
