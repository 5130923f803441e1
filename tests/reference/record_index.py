"""Writes tests/ops/index_cases.inc: indexing expressions in C++ with the values that PyTorch gives.

Usage: /usr/bin/python3 tests/reference/record_index.py > tests/ops/index_cases.inc
"""
import warnings

import torch

warnings.simplefilter("ignore")
x = torch.arange(60.0).view(3, 4, 5)
m = torch.arange(12.0).view(3, 4)
v = torch.arange(6.0)
t = torch.tensor
i2 = t([2, 0])
ineg = t([-1, 1])
rows = t([[0], [2]])
cols = t([1, 3, 0])
mask2 = m % 3 == 1
mask0 = t([True, False, True])
mask1 = t([True, False, True, True])


def put(base, index, value, accumulate=False):
    base = base.clone()
    base.index_put_(index, value, accumulate)
    return base


def assign(base, index, value):
    base = base.clone()
    base[index] = value
    return base


S = slice
CASES = [
    ("x.index({1})", lambda: x[1]),
    ("x.index({-1, Slice(1, 3)})", lambda: x[-1, 1:3]),
    ("x.index({Slice(None, None, 2), -2, Slice(-3, None)})", lambda: x[::2, -2, -3:]),
    ("x.index({\"...\", 0})", lambda: x[..., 0]),
    ("x.index({0, Ellipsis, Slice(1, 100, 3)})", lambda: x[0, ..., 1:100:3]),
    ("x.index({None, 1, None, 2})", lambda: x[None, 1, None, 2]),
    ("x.index({Slice(2, 1)})", lambda: x[2:1]),
    ("x.index({i2})", lambda: x[i2]),
    ("x.index({Slice(), i2})", lambda: x[:, i2]),
    ("x.index({Slice(), Slice(), i2})", lambda: x[:, :, i2]),
    ("x.index({i2, ineg})", lambda: x[i2, ineg]),
    ("x.index({i2, Slice(), ineg})", lambda: x[i2, :, ineg]),
    ("x.index({Slice(), i2, ineg})", lambda: x[:, i2, ineg]),
    ("x.index({rows, cols})", lambda: x[rows, cols]),
    ("x.index({rows, cols, 1})", lambda: x[rows, cols, 1]),
    ("x.index({1, cols, Slice(0, 2)})", lambda: x[1, cols, 0:2]),
    ("x.index({rows, Slice(1, 3), cols})", lambda: x[rows, 1:3, cols]),
    ("x.index({i2, None, cols.index({Slice(0, 2)})})", lambda: x[i2, None, cols[:2]]),
    ("x.index({i2, i2, i2})", lambda: x[i2, i2, i2]),
    ("x.index({mask2})", lambda: x[mask2]),
    ("x.index({mask2, 1})", lambda: x[mask2][:, 1]),
    ("x.index({mask0})", lambda: x[mask0]),
    ("x.index({Slice(), mask1})", lambda: x[:, mask1]),
    ("x.index({mask0, i2})", lambda: x[mask0, i2]),
    ("x.index({mask0.to(kByte)})", lambda: x[mask0]),
    ("x.index({x.gt(50)})", lambda: x[x > 50]),
    ("x.index({true})", lambda: x[True]),
    ("m.index({false})", lambda: m[False]),
    ("m.index({true, i2})", lambda: m[True, i2]),
    ("m.index({tensor(true), 1})", lambda: m[t(True)][:, 1]),
    ("m.index({tensor(1), Slice(1, None)})", lambda: m[t(1), 1:]),
    ("m.transpose(0, 1).index({cols})", lambda: m.t()[cols]),
    ("m.transpose(0, 1).index({Slice(), i2})", lambda: m.t()[:, i2]),
    ("m.index({tensor({1})})", lambda: m[t([1])]),
    ("m.index({rows.squeeze(1), Slice(None, None, 3)})", lambda: m[rows.squeeze(1), ::3]),
    ("put(m, {i2}, v.slice(0, 0, 4), false)", lambda: put(m, (i2,), v[:4])),
    ("put(m, {i2, ineg}, tensor(-1.f), false)", lambda: put(m, (i2, ineg), t(-1.0))),
    ("put(m, {tensor({0, 0, 1}), tensor({1, 1, 1})}, v.slice(0, 3), true)",
     lambda: put(m, (t([0, 0, 1]), t([1, 1, 1])), v[3:], True)),
    ("put(m, {tensor({1, 1})}, tensor({{1.f}, {2.f}}), true)", lambda: put(m, (t([1, 1]),), t([[1.0], [2.0]]), True)),
    ("put(m, {Tensor(), tensor({1, 1, 3})}, tensor({1.f, 2.f, 3.f}), true)",
     lambda: put(m.t().contiguous().t(), (S(None), t([1, 1, 3])), t([1.0, 2.0, 3.0]), True)
     if False else m.index_add(1, t([1, 1, 3]), t([[1.0, 2.0, 3.0]] * 3))),
    ("put(m, {m.gt(5)}, tensor(0.5f), false)", lambda: put(m, (m > 5,), t(0.5))),
    ("put(m, {m.gt(5)}, v, false)", lambda: put(m, (m > 5,), v)),
    ("put(x, {mask2}, v.slice(0, 0, 5), false)", lambda: put(x, (mask2,), v[:5])),
    ("assign(m, {Slice(), 1}, 7)", lambda: assign(m, (S(None), 1), 7)),
    ("assign(m, {Slice(None, 2), Slice(1, 3)}, tensor({{{1.f, 2.f}}}))",
     lambda: assign(m, (S(None, 2), S(1, 3)), t([[[1.0, 2.0]]]))),
    ("assign(m, {1, i2}, -3)", lambda: assign(m, (1, i2), -3)),
    ("assign(m, {Slice(1, None), cols}, tensor({9.f, 8.f, 7.f}))",
     lambda: assign(m, (S(1, None), cols), t([9.0, 8.0, 7.0]))),
    ("assign(m, {mask2}, -1)", lambda: assign(m, (mask2,), -1)),
    ("m.index_select(0, i2)", lambda: m.index_select(0, i2)),
    ("m.index_select(1, cols)", lambda: m.index_select(1, cols)),
    ("m.transpose(0, 1).index_select(0, cols.to(kInt))", lambda: m.t().index_select(0, cols.int())),
    ("x.index_select(1, cols)", lambda: x.index_select(1, cols)),
    ("x.index_add(1, cols, x.slice(1, 0, 3), 2)", lambda: x.index_add(1, cols, x[:, :3], alpha=2)),
    ("m.index_add(0, tensor({1, 1}), m.slice(0, 0, 2))", lambda: m.index_add(0, t([1, 1]), m[:2])),
    ("x.index_copy(2, tensor({4, 0}), x.slice(2, 1, 3))", lambda: x.index_copy(2, t([4, 0]), x[:, :, 1:3])),
    ("m.index_fill(1, ineg, 9)", lambda: m.index_fill(1, ineg, 9)),
    ("m.gather(1, cols.expand({3, 3}))", lambda: m.gather(1, cols.expand(3, 3))),
    ("m.gather(0, tensor({{2, 0, 1}}))", lambda: m.gather(0, t([[2, 0, 1]]))),
    ("m.transpose(0, 1).gather(1, tensor({{2}, {0}, {1}, {1}}))", lambda: m.t().gather(1, t([[2], [0], [1], [1]]))),
    ("m.scatter(1, tensor({{0, 1}, {3, 2}}), -m)", lambda: m.scatter(1, t([[0, 1], [3, 2]]), -m)),
    ("m.scatter(0, tensor({{2, 0, 1, 1}}), 5.5)", lambda: m.scatter(0, t([[2, 0, 1, 1]]), 5.5)),
    ("m.scatter_add(1, tensor({{0, 0, 1}, {3, 3, 3}}), m)", lambda: m.scatter_add(1, t([[0, 0, 1], [3, 3, 3]]), m)),
    ("m.take(tensor({{0, -1}, {5, 5}}))", lambda: m.take(t([[0, -1], [5, 5]]))),
    ("m.take_along_dim(tensor({{0}, {3}, {2}}), 1)", lambda: torch.take_along_dim(m, t([[0], [3], [2]]), 1)),
    ("m.take_along_dim(tensor({7, 2}))", lambda: torch.take_along_dim(m, t([7, 2]))),
    ("m.masked_fill(mask2, -2)", lambda: m.masked_fill(mask2, -2)),
    ("x.masked_fill(mask1.unsqueeze(1), 0.25)", lambda: x.masked_fill(mask1.unsqueeze(1), 0.25)),
    ("m.masked_select(mask2)", lambda: m.masked_select(mask2)),
    ("m.masked_select(mask1)", lambda: m.masked_select(mask1)),
    ("m.masked_scatter(mask2, v)", lambda: m.masked_scatter(mask2, v)),
    ("where(mask2, m, -m)", lambda: torch.where(mask2, m, -m)),
    ("where(mask2, m, 0)", lambda: torch.where(mask2, m, 0)),
    ("where(mask1, 1.5, m)", lambda: torch.where(mask1, 1.5, m)),
    ("where(mask2.transpose(0, 1), m.transpose(0, 1), v.slice(0, 0, 3))", lambda: torch.where(mask2.t(), m.t(), v[:3])),
    ("nonzero(mask2).to(kFloat)", lambda: mask2.nonzero().float()),
    ("nonzero(x.gt(56)).to(kFloat)", lambda: (x > 56).nonzero().float()),
    ("argwhere(v).to(kFloat)", lambda: torch.argwhere(v).float()),
    ("where(v.gt(2))[0].to(kFloat)", lambda: torch.where(v > 2)[0].float()),
    ("m.tril()", lambda: m.tril()),
    ("m.triu(1)", lambda: m.triu(1)),
    ("m.triu(-1)", lambda: m.triu(-1)),
    ("x.tril(-1)", lambda: x.tril(-1)),
    ("m.transpose(0, 1).tril(1)", lambda: m.t().tril(1)),
    ("m.tril(100)", lambda: m.tril(100)),
    ("m.triu(-100)", lambda: m.triu(-100)),
    ("diag(v.slice(0, 0, 3), 1)", lambda: torch.diag(v[:3], 1)),
    ("diag(m, -1)", lambda: torch.diag(m, -1)),
    ("diag_embed(m, 1, 0, 2)", lambda: torch.diag_embed(m, 1, 0, 2)),
]

numbers = lambda values: ", ".join(f"{value:g}" for value in values)
print("// Written by tests/reference/record_index.py from PyTorch", torch.__version__.split("+")[0])
for text, run in CASES:
    y = run()
    values = numbers(y.reshape(-1).tolist())
    print(f"CASE(({text}), ({{{numbers(y.shape)}}}), ({{{values}}}))")
