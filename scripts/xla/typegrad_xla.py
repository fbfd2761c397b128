#!/usr/bin/env python3
"""Trains a step that `toStableHlo` wrote, by XLA, on all devices of this machine or of a cluster.

    pip install jax
    python typegrad_xla.py step.mlir --argument 0=state.safetensors --argument 1=batches.safetensors --steps 100 --save 0=trained.safetensors

Arguments are numbered as those of the function. The tensors of a file are found by name: `layers/1/kernel` is the text's `%arg0.layers.1.kernel`, and so is the
only tensor of a file where the argument is one tensor. A tensor that has one axis more than the argument, in front, is a list of batches: each step takes the next, and after the last the first.
Donated arguments are the state: a step's results take their place in the next. What else a step gives is printed if it is a number.

On a cluster start one process on each host, with --coordinator HOST:PORT --processes N --process I. Each reads whole files, and keeps the parts of its devices.
To try shardings without such devices: XLA_FLAGS=--xla_force_host_platform_device_count=8
"""
import argparse
import json
import re
import struct

import jax
import numpy as np
from jax._src.lib import xla_client
from jax.sharding import Mesh, NamedSharding, PartitionSpec

DTYPES = {"f32": np.float32, "f16": np.float16, "f64": np.float64, "i32": np.int32, "ui32": np.uint32, "i1": np.bool_}
STORED = {"F32": np.float32, "F16": np.float16, "F64": np.float64, "I32": np.int32, "U32": np.uint32, "I64": np.int64, "U8": np.uint8, "BOOL": np.bool_}


def read_safetensors(path):
    """The tensors of a file by name, and its metadata."""
    with open(path, "rb") as file:
        head = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
    metadata = head.pop("__metadata__", {})
    return {
        name: np.memmap(path, STORED[one["dtype"]], "r", start + one["data_offsets"][0], tuple(one["shape"]))
        if all(one["shape"])
        else np.zeros(one["shape"], STORED[one["dtype"]])
        for name, one in head.items()
    }, metadata


def write_safetensors(path, tensors, metadata):
    """A file that `load` of typegrad reads."""
    names = {np.dtype(dtype): name for name, dtype in STORED.items()}
    head, offset = ({"__metadata__": metadata} if metadata else {}), 0
    for name, x in tensors.items():
        head[name] = {"dtype": names[x.dtype], "shape": list(x.shape), "data_offsets": [offset, offset + x.nbytes]}
        offset += x.nbytes
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for x in tensors.values():
            file.write(np.ascontiguousarray(x).tobytes())


class Place:
    """An argument or a result: its name, type and sharding, and which result takes its memory."""

    def __init__(self, name, type_text, attributes, mesh):
        *sizes, dtype = type_text.split("x")
        self.name, self.shape, self.dtype = name, tuple(map(int, sizes)), DTYPES[dtype]
        found = re.search(r"#sdy\.sharding<@mesh, \[(.*?)\]>", attributes)
        axes = re.findall(r"\{(.*?)\}", found[1]) if found else []
        self.sharding = NamedSharding(mesh, PartitionSpec(*(tuple(re.findall(r'"(\w+)"', axis)) or None for axis in axes)))
        alias = re.search(r"tf\.aliasing_output = (\d+)", attributes)
        self.result = int(alias[1]) if alias else None

    def put(self, host):
        host = np.asarray(host, self.dtype)
        return jax.make_array_from_callback(self.shape, self.sharding, lambda index: host[index])


def read_signature(text):
    """Mesh, arguments and results as the head of @main says."""
    axes = re.search(r"sdy\.mesh @mesh = <\[(.*?)\]>", text)
    sizes = {name: int(n) for name, n in re.findall(r'"(\w+)"=(\d+)', axes[1])} if axes else {"one": 1}
    count = int(np.prod(list(sizes.values())))
    if count > len(jax.devices()):
        raise SystemExit(f"the mesh {sizes} needs {count} devices, and there are {len(jax.devices())}; see XLA_FLAGS above")
    mesh = Mesh(np.array(jax.devices()[:count]).reshape(list(sizes.values())), list(sizes))
    head = re.search(r"@main\((.*?)\n  \) -> \((.*?)\n  \) \{\n", text, re.S)
    attributes = r"((?: \{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?)"
    arguments = [Place(*found, mesh) for found in re.findall(rf"%([\w$.-]+): tensor<([\w]+)>{attributes}", head[1])]
    results = [Place(re.search(r'result_info = "(.*?)"', found[1])[1], *found, mesh) for found in re.findall(rf"tensor<([\w]+)>{attributes}", head[2])]
    return mesh, arguments, results


def compile_step(text, mesh):
    options = xla_client.CompileOptions()
    build, count = options.executable_build_options, mesh.devices.size
    options.num_replicas = build.num_replicas = 1
    options.num_partitions = build.num_partitions = count
    build.use_spmd_partitioning = build.use_shardy_partitioner = True
    devices = mesh.devices.flatten()
    build.device_assignment = xla_client.DeviceAssignment.create(np.array([device.id for device in devices]).reshape(1, count))
    return devices[0].client.compile_and_load(text, xla_client.DeviceList(tuple(devices)), options)


def spelled(name):
    """A name of a file as the text has it, where a name has letters, digits and a few signs."""
    return re.sub(r"[^\w$.-]", "_", name.replace("/", "."), flags=re.ASCII)


def find(tensors, argument, number):
    """The name in a file of what an argument of the text is."""
    path = argument.name[len(f"arg{number}"):].lstrip(".")
    for name in tensors:
        if spelled(name) in (path, path.removeprefix("params.")):
            return name
    if len(tensors) == 1 and path == "":
        return next(iter(tensors))
    raise SystemExit(f"no tensor of the file is {path or argument.name}; there are {', '.join(tensors)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", help="the text of the step")
    parser.add_argument("--argument", action="append", default=[], metavar="N=FILE", help="a safetensors file with the tensors of an argument")
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="print and save after so many steps")
    parser.add_argument("--save", metavar="N=FILE", help="where the state in an argument is saved")
    parser.add_argument("--show", metavar="WORDS", help="print the collectives of the compiled module, as all-reduce, and stop")
    parser.add_argument("--coordinator"), parser.add_argument("--processes", type=int), parser.add_argument("--process", type=int)
    options = parser.parse_args()
    if options.coordinator:
        jax.distributed.initialize(options.coordinator, options.processes, options.process)
    jax.config.update("jax_enable_x64", True)
    text = open(options.step).read()
    mesh, arguments, results = read_signature(text)
    executable = compile_step(text, mesh)
    if options.show:
        module = executable.hlo_modules()[0].to_string()
        print("\n".join(re.findall(rf"^.* = .*(?:{options.show})\(.*$", module, re.M)) or f"there is no {options.show}")
        return

    files = {int(number): read_safetensors(path) for number, path in (one.split("=", 1) for one in options.argument)}
    values, names, batches = [], [], {}
    for i, argument in enumerate(arguments):
        number = int(re.match(r"arg(\d+)", argument.name)[1])
        if number not in files:
            raise SystemExit(f"argument {number} has no file: --argument {number}=FILE")
        name = find(files[number][0], argument, number)
        host = files[number][0][name]
        if host.shape[1:] == argument.shape and host.ndim > len(argument.shape):
            batches[i], host = host, host[0]
        if host.shape != argument.shape:
            raise SystemExit(f"{name} is {host.shape}, and {argument.name} is {argument.shape}")
        values.append(argument.put(host))
        names.append((number, name))

    for step in range(1, options.steps + 1):
        for i, all_of in batches.items():
            values[i] = arguments[i].put(all_of[(step - 1) % len(all_of)])
        made = executable.execute_sharded(values).disassemble_into_single_device_arrays()
        for i, argument in enumerate(arguments):
            if argument.result is not None:
                values[i] = jax.make_array_from_single_device_arrays(argument.shape, argument.sharding, made[argument.result])
        if step % options.every == 0 or step == options.steps:
            taken = {argument.result for argument in arguments}
            numbers = [f"{one.name} {np.asarray(made[i][0]):.7g}" for i, one in enumerate(results) if i not in taken and one.shape == ()]
            if jax.process_index() == 0:
                print(f"step {step}: {', '.join(numbers)}", flush=True)
            if options.save:
                number, path = options.save.split("=", 1)
                kept = {name: jax.device_get(jax.jit(lambda x: x, out_shardings=NamedSharding(mesh, PartitionSpec()))(value)) for (of, name), value in zip(names, values) if of == int(number)}
                if jax.process_index() == 0:
                    write_safetensors(path, kept, {**files[int(number)][1], "step": str(step)})


if __name__ == "__main__":
    main()
