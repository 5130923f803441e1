#!/usr/bin/env python3
# Records what PyTorch gives for views, copies and joins: python3 record_view.py > view.txt
# A line is: name, dtype, sizes, strides, storage offset, grad_fn, values; tests/ops/reference_cases.h reads it.
import sys
import warnings
import torch

warnings.simplefilter("ignore")
x = (torch.arange(24.0).reshape(2, 3, 4) + 0).requires_grad_()
m = (torch.arange(6.0).reshape(2, 3) + 0).requires_grad_()
v = (torch.arange(5.0) + 0).requires_grad_()
s = torch.tensor(7.0, requires_grad=True)
one = (torch.arange(6.0).reshape(2, 1, 3, 1) + 0).requires_grad_()
z = torch.complex(torch.arange(6.0).reshape(2, 3), -torch.arange(6.0).reshape(2, 3)).requires_grad_()
i = torch.arange(6).reshape(2, 3) - 2
e = torch.zeros(0, 3)
im = torch.arange(48.0).reshape(2, 3, 2, 4).contiguous(memory_format=torch.channels_last)
f = torch.tensor([-1.5, 0.0, 0.3, 2.7, 250.9, -300.0, 65504.0])

CASES = """
view_flat: x.view(24)
view_infer: x.view(4, -1)
view_split: x.view(2, 3, 2, 2)
view_ones: x.view(1, 2, 3, 1, 4)
view_scalar: s.view(1, 1)
view_of_slice: x[:, :, 1:3].view(6, 2)
view_of_transposed: x.transpose(0, 1).view(3, 2, 2, 2)
view_empty: e.view(3, 0)
reshape_view: x.reshape(6, 4)
reshape_copy: x.transpose(0, 2).reshape(8, 3)
reshape_expanded: m[0:1].expand(4, 3).reshape(12)
ravel: m.t().ravel()
flatten_all: x.flatten()
flatten_tail: x.flatten(1)
flatten_mid: one.flatten(1, 2)
flatten_scalar: s.flatten()
unflatten: x.unflatten(2, (2, -1))
expand: m.unsqueeze(1).expand(2, 4, 3)
expand_lead: m.expand(2, -1, 3)
broadcast_to: v.broadcast_to((2, 5))
t: m.t()
t_vector: v.t()
transpose: x.transpose(0, -1)
transpose_same: x.transpose(1, 1)
permute: x.permute(2, 0, 1)
movedim: x.movedim(0, -1)
movedim_many: torch.movedim(x, (0, 1), (2, 0))
unsqueeze_first: m.unsqueeze(0)
unsqueeze_mid: m.unsqueeze(1)
unsqueeze_last: m.unsqueeze(-1)
squeeze_all: one.squeeze()
squeeze_one: one.squeeze(1)
squeeze_not: one.squeeze(0)
squeeze_last: one.squeeze(-1)
select: x.select(1, -1)
select_last: x.select(2, 3)
slice: x[:, 1:]
slice_step: x[:, :, ::3]
slice_negative: v[-3:-1]
slice_clamped: v[-9:99]
slice_empty: v[4:2]
narrow: x.narrow(2, 1, 2)
narrow_negative: x.narrow(2, -2, 2)
diagonal: x.diagonal()
diagonal_up: x.diagonal(1, 1, 2)
diagonal_down: x.diagonal(-1, 2, 1)
diagonal_far: m.diagonal(7)
unfold: v.unfold(0, 3, 1)
unfold_step: x.unfold(2, 2, 2)
unfold_scalar: s.unfold(0, 1, 1)
alias: torch.ops.aten.alias(m)
as_strided: m.as_strided((2, 2), (1, 2), 1)
as_strided_overlap: m.as_strided((3, 3), (1, 1))
as_strided_zero: m.as_strided((2, 3), (0, 2))
chunk_0: x.chunk(3, 2)[0]
chunk_last: v.chunk(2)[1]
chunk_many: v.chunk(4)[2]
split_last: v.split(2)[2]
split_sizes: x.split([1, 0, 3], 2)[2]
unbind: x.unbind(1)[2]
tensor_split: torch.tensor_split(v, 3)[1]
tensor_split_at: torch.tensor_split(v, (1, 3))[1]
real: torch.real(z)
imag: torch.imag(z)
view_as_real: torch.view_as_real(z)
view_as_complex: torch.view_as_complex(x.view(2, 3, 2, 2))
view_int: torch.ones(2, 2).view(torch.int32)
view_wider: torch.tensor([0.0, 1.0, 0.0, 2.0]).view(torch.float64)
view_narrower: torch.tensor([1.0, 2.0], dtype=torch.float64).view(torch.float32)
atleast_1d: torch.atleast_1d(s)
atleast_2d: torch.atleast_2d(v)
atleast_3d: torch.atleast_3d(v)
clone: x.clone()
clone_transposed: x.transpose(0, 2).clone()
clone_strided: x[:, :, ::2].transpose(0, 2).clone()
clone_expanded: m.unsqueeze(1).expand(2, 4, 3).clone()
clone_contiguous: m.t().clone(memory_format=torch.contiguous_format)
clone_channels_last: im.clone()
contiguous: m.t().contiguous()
contiguous_channels_last: im.contiguous().contiguous(memory_format=torch.channels_last)
to_double: m.to(torch.float64)
to_double_transposed: m.t().to(torch.float64)
to_int: f.to(torch.int32)
to_long: f.to(torch.int64)
to_short: f[:5].to(torch.int16)
to_half: f.to(torch.float16)
to_bfloat16: f.to(torch.bfloat16)
to_bool: f.to(torch.bool)
to_complex: m.to(torch.complex64)
from_complex: z.to(torch.float32)
from_int: i.to(torch.float32)
from_int_to_bool: i.to(torch.bool)
from_int_to_int8: i.to(torch.int8)
cat_0: torch.cat([m, m * 2])
cat_1: torch.cat([m, m[:, :1], m], 1)
cat_negative: torch.cat([x, x], -1)
cat_strided: torch.cat([m.t(), m.t()])
cat_promoted: torch.cat([i, m])
cat_legacy_empty: torch.cat([torch.zeros(0), m])
cat_empty: torch.cat([e, e])
cat_channels_last: torch.cat([im, im], 1)
stack_0: torch.stack([m, m])
stack_1: torch.stack([m, m * 2], 1)
stack_last: torch.stack([m.t(), m.t()], -1)
hstack: torch.hstack([m, m])
hstack_vectors: torch.hstack([v, s])
vstack: torch.vstack([v, v])
dstack: torch.dstack([m, m])
column_stack: torch.column_stack([v, v])
repeat: m.repeat(2, 3)
repeat_more: m.repeat(2, 1, 2)
repeat_zero: m.repeat(0, 2)
repeat_strided: m.t().repeat(1, 2)
tile: torch.tile(x, (2,))
flip: x.flip(0, 2)
flip_strided: m.t().flip(0)
flip_none: m.flip(())
fliplr: torch.fliplr(m)
flipud: torch.flipud(m)
roll: m.roll(1)
roll_dim: x.roll(-1, 2)
roll_dims: x.roll((1, 5), (0, 1))
roll_strided: m.t().roll(2, 0)
rot90: torch.rot90(m)
rot90_two: torch.rot90(m, 2)
rot90_back: torch.rot90(m, -1)
"""


def numbers(t):
    t = t.detach()
    if t.is_complex():
        t = torch.view_as_real(t.resolve_conj())
    return " ".join(repr(float(a)) for a in t.to(torch.float64).reshape(-1).tolist())


for line in CASES.strip().split("\n"):
    name, expression = line.split(": ", 1)
    r = eval(expression)
    grad_fn = "-" if r.grad_fn is None else r.grad_fn.name()
    fields = [name, str(r.dtype).replace("torch.", ""), list(r.shape), list(r.stride()), r.storage_offset(), grad_fn]
    print("\t".join(str(a).replace(" ", "") for a in fields) + "\t" + numbers(r))
