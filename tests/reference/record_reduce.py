"""Records PyTorch's results for reductions, scans, sorting and softmax: /usr/bin/python3 record_reduce.py > reduce.txt

A line is name|dtype|sizes|values; tests/ops/reduce_reference.h builds the same inputs and finds the line by name.
"""
import math
import torch

inf, nan = math.inf, math.nan


def numbers(*shape, dtype=torch.float32):
    n = math.prod(shape)
    i = torch.arange(n, dtype=torch.int64)
    return (((i * 37 + 11) % 101 - 50).to(torch.float64) / 16).reshape(shape).to(dtype)


x = numbers(2, 4, 5)
t = x.permute(2, 0, 1)
s = numbers(7, 9)[::2, 1::3]
k = numbers(3, 8, dtype=torch.float64).mul(16).to(torch.int64).remainder(5)
n = numbers(4, 6); n[1, 2] = nan; n[3, 0] = nan; n[0, 1] = inf
z = numbers(3, 4); z[0, 1] = 0; z[2, 0] = 0; z[2, 3] = 0
c = torch.complex(numbers(3, 4), numbers(3, 4))
h = numbers(5, 7).to(torch.float16)
b = numbers(5, 7).to(torch.bfloat16)
o = numbers(3, 5).gt(0)
d = numbers(6, 5, dtype=torch.float64)

cases = {}


def put(name, *tensors):
    for j, y in enumerate(tensors):
        cases[name + (f".{j}" if len(tensors) > 1 else "")] = y


for key, v in dict(x=x, t=t, s=s, k=k, c=c, h=h, o=o, d=d, n=n).items():
    put(f"sum({key})", v.sum())
    for dim in range(v.dim()):
        put(f"sum({key},{dim})", v.sum(dim))
    put(f"any({key})", v.any())
    put(f"all({key},0)", v.all(0))
    put(f"count_nonzero({key},-1)", torch.count_nonzero(v, -1))
    if key != "h":
        put(f"prod({key},-1)", v.prod(-1))
    if key not in "cko":
        put(f"mean({key},0)", v.mean(0))
        put(f"std({key},0)", v.std(0))
        put(f"norm({key})", v.norm())
        for p in (0, 1, 2, 3, 1.5, 0.5, inf, -inf):
            put(f"norm({key},{p},0)", v.norm(p, 0))
        put(f"nansum({key},1)", v.nansum(1))
        if key != "h":
            put(f"logsumexp({key},1)", v.logsumexp(1))
        put(f"nanmean({key},-1)", v.nanmean(-1))
    if key != "c":
        put(f"max({key},0)", *v.max(0))
        put(f"min({key},-1)", *v.min(-1, True))
        put(f"max({key})", v.max())
        put(f"amin({key},0)", v.amin(0))
        put(f"sort({key},0)", *torch.sort(v, dim=0, stable=True))
        put(f"sort({key},-1,desc)", *torch.sort(v, dim=-1, descending=True, stable=True))
    if key not in "cho":
        put(f"argmax({key})", v.argmax())
        put(f"argmin({key},0)", v.argmin(0))
        put(f"topk({key},2)", *v.topk(2))
        put(f"topk({key},2,0,smallest)", *v.topk(2, 0, False))
        put(f"median({key},0)", v.median(0)[0])
        put(f"median({key})", v.median())
        put(f"kthvalue({key},2)", v.kthvalue(2)[0])
    if key != "h":
        put(f"cumsum({key},0)", v.cumsum(0))
        put(f"cumsum({key},-1)", v.cumsum(-1))
        put(f"cumprod({key},-1)", v.cumprod(-1))
    if key not in "ch":
        put(f"cummax({key},-1)", *v.cummax(-1))
        put(f"cummin({key},0)", *v.cummin(0))
    if key in "xtsd":
        put(f"softmax({key},0)", v.softmax(0))
        put(f"softmax({key},-1)", v.softmax(-1))
        put(f"log_softmax({key},1)", v.log_softmax(1))
        put(f"log_softmax({key},-1)", v.log_softmax(-1))
        put(f"logcumsumexp({key},0)", v.logcumsumexp(0))
        put(f"var_mean({key},1)", *torch.var_mean(v, 1))

put("sum(x,(0,2),keepdim)", x.sum((0, 2), True))
put("sum(t,(0,1))", t.sum((0, 1)))
put("sum(h,float)", h.sum(dtype=torch.float32))
put("sum(x,int)", x.sum(dtype=torch.int32))
put("sum(k,double)", k.sum(0, dtype=torch.float64))
put("mean(k,float)", k.mean(dtype=torch.float32))
put("mean(c,1)", c.mean(1))
put("var(c,1)", c.var(1))
put("var(x,(0,1),biased)", x.var((0, 1), False, True))
put("var(x,0,correction 2)", torch.var(x, 0, correction=2))
put("norm(c)", c.norm())
put("norm(c,1,0)", c.norm(1, 0))
put("norm(c,3,0)", c.norm(3, 0))
put("norm(h,float)", h.norm(2, 0, dtype=torch.float32))
put("amax(x,(0,2))", x.amax((0, 2)))
put("argmax(t,1,keepdim)", t.argmax(1, True))
put("softmax(h,float)", h.float().softmax(1))
put("softmax(b,1)", b.softmax(1))
put("log_softmax(b,0)", b.log_softmax(0))
put("cumsum(o,1)", o.cumsum(1))
put("cumsum(x,1,double)", x.cumsum(1, dtype=torch.float64))
put("nanmedian(n,0)", n.nanmedian(0)[0])
put("nanmedian(n)", n.nanmedian())
big = numbers(1000)
put("topk(big,10)", *big.topk(10))
put("topk(big,10,smallest)", *big.topk(10, 0, False))
put("topk(big,200)", *big.topk(200))
put("isclose(n,n+)", torch.isclose(n, n * (1 + 5e-6)))
put("isclose(n,n,nan)", torch.isclose(n, n, equal_nan=True))


def grads(name, f, *inputs):
    leaves = [v.clone().requires_grad_() for v in inputs]
    y = f(*leaves)
    w = numbers(*y.shape, dtype=y.dtype)
    (y * w).sum().backward() if y.dim() else (y * 1.5).backward()
    for j, leaf in enumerate(leaves):
        put(f"grad {name}" + (f".{j}" if len(leaves) > 1 else ""), leaf.grad)


grads("sum(x,1)", lambda v: v.sum(1), x)
grads("mean(x)", lambda v: v.mean(), x)
grads("prod(z)", lambda v: v.prod(), z)
grads("prod(z,1)", lambda v: v.prod(1), z)
grads("prod(z,0)", lambda v: v.prod(0), z)
grads("prod(x,1)", lambda v: v.prod(1), x[:, :, :2] + 0.03125)
grads("var(x,1)", lambda v: v.var(1), x)
grads("std(x,(0,2))", lambda v: v.std((0, 2)), x)
grads("std(ones)", lambda v: v.std(0), torch.ones(3, 2))
for p in (0.5, 1, 1.5, 2, 3, inf):
    grads(f"norm(z,{p},1)", lambda v: v.norm(p, 1), z)
grads("norm(zeros)", lambda v: v.norm(), torch.zeros(3))
grads("max(x)", lambda v: v.max(), torch.tensor([1.0, 3.0, 3.0, 2.0]))
grads("amax(x)", lambda v: v.amax(0), torch.tensor([[1.0, 3.0], [1.0, 2.0]]))
grads("max(x,0)", lambda v: v.max(0)[0], x)
grads("logsumexp(x,1)", lambda v: v.logsumexp(1), x)
grads("nansum(n,0)", lambda v: v.nansum(0), n)
grads("cumsum(x,1)", lambda v: v.cumsum(1), x)
grads("cumprod(z,1)", lambda v: v.cumprod(1), z)
grads("cumprod(z,0)", lambda v: v.cumprod(0), z)
grads("logcumsumexp(x,1)", lambda v: v.logcumsumexp(1), x)
grads("cummax(x,1)", lambda v: v.cummax(1)[0], x)
grads("sort(x,0)", lambda v: v.sort(0)[0], x)
grads("topk(x,2)", lambda v: v.topk(2)[0], x)
grads("median(x)", lambda v: v.median(), x)
grads("softmax(x,1)", lambda v: v.softmax(1), x)
grads("softmax(x,-1)", lambda v: v.softmax(-1), x)
grads("log_softmax(x,1)", lambda v: v.log_softmax(1), x)
grads("log_softmax(x,-1)", lambda v: v.log_softmax(-1), x)


def show(v):
    return repr(int(v)) if isinstance(v, (bool, int)) else f"{v:.9g}"


for name, y in cases.items():
    flat = torch.view_as_real(y) if y.is_complex() else y
    if flat.dtype in (torch.float16, torch.bfloat16):
        flat = flat.float()
    print(name, str(y.dtype)[6:], ",".join(map(str, y.shape)), " ".join(map(show, flat.reshape(-1).tolist())), sep="|")
