#!/usr/bin/python3
"""Records what PyTorch gives for every row of the op table into tests/reference/ops/GROUP.pt.

    FACULA_DUMP_TABLE=/tmp/table.json build/test/bin/facula_optable_tests --gtest_filter='OpTableFile.*'
    tests/reference/record_ops.py /tmp/table.json [GROUP ...]
"""
import json, math, os, sys
import torch
import torch.nn.functional as F

TYPES = {"torch.uint8": 0, "torch.int8": 1, "torch.int16": 2, "torch.int32": 3, "torch.int64": 4, "torch.float16": 5,
         "torch.float32": 6, "torch.float64": 7, "torch.complex64": 9, "torch.complex128": 10, "torch.bool": 11,
         "torch.bfloat16": 15}
INF = math.inf
EXTREMES = [0.0, -0.0, 1.0, -1.0, INF, -INF, math.nan, 1e30, -1e30, 1e-30, float.fromhex("0x1.fffffep127"), 2.0**-140]
MASK = (1 << 64) - 1


def unit(position, k):
    z = ((position + 1) * 0x9E3779B97F4A7C15 + k * 0xD1B54A32D192ED03) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    z ^= z >> 31
    return (z >> 11) * 2.0**-53


def make(spec, position, wanted):
    dtype = getattr(torch, (spec["fixed"] or wanted)[6:])
    shape = spec["shape"]
    n = math.prod(shape) * (2 if dtype.is_complex else 1)
    low, high = spec["low"], spec["high"]
    if dtype == torch.uint8 and low < 0:
        low = 0
    if spec["extreme"]:
        values = [EXTREMES[k % len(EXTREMES)] for k in range(n)]
        t = torch.tensor(values, dtype=torch.float64)
        if dtype.is_complex:
            t = torch.view_as_complex(t.reshape(*shape, 2))
        return t.reshape(shape).to(dtype)
    whole = spec["whole"] or not (dtype.is_floating_point or dtype.is_complex)
    values = [low + (high - low) * unit(position, k) for k in range(n)]
    if whole:
        values = [math.floor(v) for v in values]
    t = torch.tensor(values, dtype=torch.float64)
    if dtype.is_complex:
        t = torch.view_as_complex(t.reshape(*shape, 2))
    return t.reshape(shape).to(dtype)


def flat(t):
    t = t.detach().contiguous()
    if t.is_complex():
        t = torch.view_as_real(t.resolve_conj().to(torch.complex128))
    return t.to(torch.float64).reshape(-1)


def main():
    groups = {}
    for row in json.load(open(sys.argv[1])):
        if len(sys.argv) > 2 and row["group"] not in sys.argv[2:]:
            continue
        values, heads = [], []
        for dtype in row["dtypes"]:
            for sample in row["samples"]:
                x = [make(spec, i, dtype) for i, spec in enumerate(sample)]
                try:
                    y = eval(row["python"], {"torch": torch, "F": F, "x": x, "math": math})
                except Exception as e:
                    sys.exit(f"{row['name']}, {dtype}: {e}")
                for t in y if isinstance(y, (tuple, list)) else [y]:
                    values.append(flat(t))
                    heads += [TYPES[str(t.dtype)], t.dim(), *t.shape, *t.stride()]
        out = groups.setdefault(row["group"], {})
        out[row["name"] + ".values"] = torch.cat(values) if values else torch.zeros(0, dtype=torch.float64)
        out[row["name"] + ".heads"] = torch.tensor(heads, dtype=torch.int64)
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops")
    os.makedirs(folder, exist_ok=True)
    for group, out in groups.items():
        path = os.path.join(folder, group + ".pt")
        torch.save(out, path)
        print(f"{path}: {len(out) // 2} rows, {os.path.getsize(path)} bytes, PyTorch {torch.__version__}")


main()
