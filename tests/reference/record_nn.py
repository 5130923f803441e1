#!/usr/bin/python3
"""Records values, gradients and second gradients of PyTorch's activations, losses, norms, recurrent layers
and attention: tests/reference/{activation,loss,norm,rnn,attention}.txt. Read by tests/ops/recorded.h."""
import os
import sys

import torch
import torch.nn.functional as F

FOLDER = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def number(v):
    return repr(v) if isinstance(v, (int, bool)) else ('%.13g' % v)


class Family:
    def __init__(self, name):
        self.lines = []
        self.path = os.path.join(FOLDER, name + '.txt')

    def put(self, key, t):
        t = torch.zeros(t.shape, dtype=t.dtype) + t.detach()  # some zeros have no storage
        dtype = str(t.dtype).replace('torch.', '')
        if t.dtype == torch.bool:
            t = t.long()
        sizes = 'x'.join(map(str, t.shape)) if t.dim() else '-'
        self.lines.append(' '.join([key, dtype, sizes] + [number(v) for v in t.flatten().tolist()]))

    def case(self, name, f, *inputs, second=True, constant=()):
        """`constant`: indices of inputs without gradient."""
        inputs = [x.detach().clone() for x in inputs]
        for i, x in enumerate(inputs):
            self.put(f'{name}.in{i}', x)
            if x.is_floating_point() and i not in constant:
                x.requires_grad_()
        wanted = [x for x in inputs if x.requires_grad]
        out = f(*inputs)
        out = list(out) if isinstance(out, (tuple, list)) else [out]
        for i, y in enumerate(out):
            self.put(f'{name}.out{i}', y)
        g = [torch.randn_like(y).requires_grad_() for y in out]
        for i, x in enumerate(g):
            self.put(f'{name}.g{i}', x)
        grads = torch.autograd.grad(out, wanted, g, create_graph=second)
        at = 0
        for i, x in enumerate(inputs):
            if x.requires_grad:
                self.put(f'{name}.grad{i}', grads[at])
                at += 1
        if not second:
            return
        h = [torch.randn_like(x) for x in wanted]
        for i, x in enumerate(h):
            self.put(f'{name}.h{i}', x)
        of = wanted + g
        keep = [i for i, x in enumerate(grads) if x.requires_grad]
        seconds = torch.autograd.grad([grads[i] for i in keep], of, [h[i] for i in keep], allow_unused=True)
        for i, x in enumerate(seconds):
            self.put(f'{name}.second{i}', torch.zeros_like(of[i]) if x is None else x)

    def write(self):
        with open(self.path, 'w') as file:
            file.write('\n'.join(self.lines) + '\n')


def activation():
    torch.manual_seed(1)
    a = Family('activation')
    x = torch.randn(3, 7) * 2
    x[0, 0], x[0, 1], x[0, 2] = 30, -30, 5
    a.case('relu', F.relu, x)
    a.case('relu6', lambda x: F.relu6(x), x * 3)
    a.case('threshold', lambda x: F.threshold(x, 0.3, 2.0), x)
    a.case('hardtanh', lambda x: F.hardtanh(x, -0.7, 1.2), x)
    a.case('leaky_relu', lambda x: F.leaky_relu(x, 0.07), x)
    a.case('elu', lambda x: torch._C._nn.elu(x, 1.3, 1.1, 0.9), x)
    a.case('selu', F.selu, x)
    a.case('celu', lambda x: F.celu(x, 1.7), x)
    a.case('gelu', F.gelu, x)
    a.case('gelu_tanh', lambda x: F.gelu(x, approximate='tanh'), x)
    a.case('silu', F.silu, x)
    a.case('mish', F.mish, x)
    a.case('softplus', lambda x: F.softplus(x, 1.4, 6.0), x)
    a.case('log_sigmoid', F.logsigmoid, x)
    a.case('hardswish', F.hardswish, x, second=False)
    a.case('hardsigmoid', F.hardsigmoid, x, second=False)
    a.case('hardshrink', lambda x: F.hardshrink(x, 0.6), x)
    a.case('softshrink', lambda x: F.softshrink(x, 0.6), x)
    a.case('prelu', F.prelu, torch.randn(2, 3, 4), torch.rand(3))
    a.case('prelu_one', F.prelu, torch.randn(5), torch.rand(1))
    a.case('glu', lambda x: F.glu(x, 1), torch.randn(2, 6, 3))
    a.case('softsign', F.softsign, x)
    a.case('tanhshrink', F.tanhshrink, x)
    torch.manual_seed(7)
    a.put('rrelu.in', x)
    a.put('rrelu.out', F.rrelu(x, training=True))
    a.write()


def loss():
    torch.manual_seed(2)
    r = Family('loss')
    x, t = torch.randn(5, 4), torch.randn(5, 4)
    for how in ('none', 'mean', 'sum'):
        r.case('mse_' + how, lambda x, t: F.mse_loss(x, t, reduction=how), x, t)
        r.case('l1_' + how, lambda x, t: F.l1_loss(x, t, reduction=how), x, t)
        r.case('smooth_l1_' + how, lambda x, t: F.smooth_l1_loss(x, t, reduction=how, beta=0.8), x, t)
        r.case('huber_' + how, lambda x, t: F.huber_loss(x, t, reduction=how, delta=0.8), x, t)
        p, q, w = torch.rand(5, 4) * 0.98 + 0.01, torch.rand(5, 4), torch.rand(5, 4)
        r.case('bce_' + how, lambda p, q: F.binary_cross_entropy(p, q, reduction=how), p, q)
        r.case('bce_weight_' + how, lambda p, q, w: F.binary_cross_entropy(p, q, w, reduction=how), p, q, w,
               constant=(2,))
        r.case('bce_logits_' + how, lambda x, q: F.binary_cross_entropy_with_logits(x, q, reduction=how), x, q,
               constant=(1,))
        r.case('bce_logits_weights_' + how, lambda x, q, w, v: F.binary_cross_entropy_with_logits(
            x, q, w, pos_weight=v, reduction=how), x, q, w, torch.rand(4) * 3, constant=(1, 2, 3))
        r.case('kl_' + how, lambda x, q: F.kl_div(x, q, reduction=how), x, q)
        r.case('kl_log_' + how, lambda x, q: F.kl_div(x, q, reduction=how, log_target=True), x, t)
        c, w = torch.tensor([1, 3, -100, 0, 3]), torch.rand(4)
        r.case('nll_' + how, lambda x, c: F.nll_loss(x, c, reduction=how), x, c)
        r.case('nll_weight_' + how, lambda x, c, w: F.nll_loss(x, c, w, reduction=how, ignore_index=3), x,
               torch.tensor([1, 3, 2, 0, 3]), w, constant=(2,))
        r.case('ce_' + how, lambda x, c: F.cross_entropy(x, c, reduction=how), x, c)
        r.case('ce_weight_' + how, lambda x, c, w: F.cross_entropy(x, c, w, reduction=how, ignore_index=3), x,
               torch.tensor([1, 3, 2, 0, 3]), w, constant=(2,))
        r.case('ce_smooth_' + how, lambda x, c, w: F.cross_entropy(
            x, c, w, reduction=how, label_smoothing=0.2), x, c, w, constant=(2,))
        r.case('ce_smooth_plain_' + how, lambda x, c: F.cross_entropy(
            x, c, reduction=how, label_smoothing=0.2), x, c)
        r.case('ce_prob_' + how, lambda x, q, w: F.cross_entropy(
            x, q.softmax(1), w, reduction=how, label_smoothing=0.1), x, t, w, constant=(2,))
        d = torch.randint(0, 4, (2, 3, 2))
        d[0, 0, 0] = -100
        r.case('nll2d_' + how, lambda x, c, w: F.nll_loss(x, c, w, reduction=how), torch.randn(2, 4, 3, 2), d, w,
               constant=(2,))
        r.case('ce_3d_' + how, lambda x, c: F.cross_entropy(x, c, reduction=how), torch.randn(2, 4, 3), d[:, :, 0])
    r.case('ce_wide', F.cross_entropy, torch.randn(3, 37) * 9, torch.tensor([36, 0, 17]))
    r.case('ce_single', F.cross_entropy, torch.randn(6), torch.tensor(2))
    r.case('mse_broadcast', F.mse_loss, torch.randn(3, 1), torch.randn(4))
    r.write()


def norm():
    torch.manual_seed(3)
    r = Family('norm')
    x = torch.randn(3, 4, 5) * 2 + 1
    r.case('layer', lambda x, w, b: F.layer_norm(x, (4, 5), w, b), x, torch.randn(4, 5), torch.randn(4, 5))
    r.case('layer_weight', lambda x, w: F.layer_norm(x, (5,), w, eps=1e-3), x, torch.randn(5))
    r.case('layer_bias', lambda x, b: F.layer_norm(x, (5,), None, b), x, torch.randn(5), second=False)
    r.case('layer_plain', lambda x: F.layer_norm(x, (5,)), x)
    r.case('layer_wide', lambda x, w, b: F.layer_norm(x, (70,), w, b), torch.randn(2, 70), torch.randn(70),
           torch.randn(70))
    w, b, m, v = torch.randn(3), torch.randn(3), torch.randn(3), torch.rand(3)
    for name, shape in (('2d', (5, 3)), ('3d', (4, 3, 6)), ('4d', (2, 3, 4, 5))):
        x = torch.randn(shape) * 2 + 1
        r.case('batch_' + name, lambda x, w, b: F.batch_norm(x, None, None, w, b, True), x, w, b)
        r.case('batch_plain_' + name, lambda x: F.batch_norm(x, None, None, training=True, eps=1e-3), x)
        r.case('batch_eval_' + name, lambda x, m, v, w, b: F.batch_norm(x, m, v, w, b), x, m, v, w, b,
               constant=(1, 2))
        rm, rv = m.clone(), v.clone()
        F.batch_norm(x, rm, rv, w, b, True, 0.3)
        r.put(f'running_{name}.mean', rm)
        r.put(f'running_{name}.var', rv)
    x, w, b = torch.randn(2, 6, 3, 2) * 2 + 1, torch.randn(6), torch.randn(6)
    r.case('group', lambda x, w, b: F.group_norm(x, 2, w, b), x, w, b)
    r.case('group_plain', lambda x: F.group_norm(x, 3, eps=1e-3), x)
    r.case('group_2d', lambda x, w, b: F.group_norm(x, 3, w, b), x[:, :, 0, 0], w, b)
    r.case('instance', lambda x, w, b: F.instance_norm(x, None, None, w, b), x, w, b)
    m, v = torch.randn(6), torch.rand(6)
    r.case('instance_eval', lambda x, m, v, w, b: F.instance_norm(x, m, v, w, b, False), x, m, v, w, b,
           constant=(1, 2))
    rm, rv = m.clone(), v.clone()
    F.instance_norm(x, rm, rv, w, b, True, 0.3)
    r.put('running_instance.mean', rm)
    r.put('running_instance.var', rv)
    r.write()


def dropout():
    r = Family('dropout')
    x = torch.arange(1, 25.).view(2, 3, 4)
    r.put('x', x)
    for name, f in (('plain', torch.dropout), ('feature', torch.feature_dropout), ('alpha', torch.alpha_dropout),
                    ('feature_alpha', torch.feature_alpha_dropout)):
        torch.manual_seed(11)
        r.put(name, f(x, 0.4, True))
        r.put(name + '_again', f(x, 0.7, True))
    torch.manual_seed(11)
    r.put('transposed', torch.dropout(x.transpose(0, 2), 0.4, True))
    r.write()


def rnn():
    torch.manual_seed(4)
    r = Family('rnn')
    vf = torch._VF
    parts = {'lstm': 4, 'gru': 3, 'rnn_tanh': 1, 'rnn_relu': 1}

    def params(mode, i, h, layers, directions, bias, proj=0):
        out = []
        for layer in range(layers):
            for _ in range(directions):
                n, p = parts[mode] * h, proj or h
                out += [torch.randn(n, i if layer == 0 else directions * p), torch.randn(n, p)]
                out += [torch.randn(n), torch.randn(n)] if bias else []
                out += [torch.randn(p, h)] if proj else []
        return [0.7 * t for t in out]

    for mode in parts:
        f = getattr(vf, mode)
        for name, layers, directions, bias, first in (('plain', 1, 1, True, False), ('deep', 2, 2, True, True),
                                                      ('nobias', 1, 2, False, False)):
            x = torch.randn(3, 2, 3)
            h = [torch.randn(layers * directions, 3 if first else 2, 2) for _ in range(2 if mode == 'lstm' else 1)]
            k = len(h)
            r.case(f'{mode}_{name}', lambda x, *t: f(x, t[:k] if k == 2 else t[0], list(t[k:]), bias, layers, 0.0,
                                                     True, directions == 2, first),
                   x, *h, *params(mode, 3, 2, layers, directions, bias))
        sizes = torch.tensor([3, 2, 2, 1])
        h = [torch.randn(2, 3, 2) for _ in range(2 if mode == 'lstm' else 1)]
        k = len(h)
        r.case(f'{mode}_packed', lambda x, *t: f(x, sizes, t[:k] if k == 2 else t[0], list(t[k:]), True, 1, 0.0,
                                                 True, True), torch.randn(8, 3), *h, *params(mode, 3, 2, 1, 2, True))
        cell = getattr(vf, mode + '_cell')
        h = [torch.randn(2, 2) for _ in range(k)]
        r.case(f'{mode}_cell', lambda x, *t: cell(x, t[:k] if k == 2 else t[0], *t[k:]), torch.randn(2, 3), *h,
               *params(mode, 3, 2, 1, 1, True))
    x, h, c = torch.randn(3, 2, 3), torch.randn(4, 2, 2), torch.randn(4, 2, 3)
    r.case('lstm_projected', lambda x, h, c, *t: vf.lstm(x, (h, c), list(t), True, 2, 0.0, True, True, False),
           x, h, c, *params('lstm', 3, 3, 2, 2, True, 2))
    p = params('lstm', 3, 2, 2, 1, True)
    x, h, c = torch.randn(3, 2, 3), torch.randn(2, 2, 2), torch.randn(2, 2, 2)
    for i, t in enumerate([x, h, c] + p):
        r.put(f'dropped.in{i}', t)
    torch.manual_seed(5)
    r.put('dropped.out', vf.lstm(x, (h, c), p, True, 2, 0.5, True, False, False)[0])
    r.write()


def attention():
    torch.manual_seed(6)
    r = Family('attention')

    def attend(q, k, v, mask=None, causal=False, scale=None):
        s = (q * (scale or q.shape[-1] ** -0.5)) @ k.transpose(-2, -1)
        if causal:
            s = s.masked_fill(~torch.ones(q.shape[-2], k.shape[-2]).bool().tril(), -float('inf'))
        if mask is not None:
            s = s.masked_fill(~mask, -float('inf')) if mask.dtype == torch.bool else s + mask
        return s.softmax(-1) @ v

    q, k, v = torch.randn(2, 3, 5, 4), torch.randn(2, 3, 6, 4), torch.randn(2, 3, 6, 3)
    r.case('plain', attend, q, k, v)
    r.case('scaled', lambda q, k, v: attend(q, k, v, scale=0.3), q, k, v)
    r.case('causal', lambda q, k, v: attend(q, k, v, causal=True), q, k, v)
    r.case('added', attend, q, k, v, torch.randn(2, 1, 5, 6), constant=(3,))
    r.case('added_grad', attend, q, k, v, torch.randn(5, 6))
    mask = torch.rand(3, 1, 6) < 0.6
    mask[:, :, 0] = True
    r.case('chosen', attend, q, k, v, mask)
    r.case('matrix', attend, q[0, 0], k[0, 0], v[0, 0])
    x = [torch.randn(1, n, w) for n, w in ((70, 2), (90, 2), (90, 3))]
    r.case('blocks', lambda q, k, v: attend(q, k, v, causal=True), *x, second=False)
    r.write()


if __name__ == '__main__':
    import warnings
    warnings.simplefilter('ignore')
    families = [activation, loss, norm, dropout, rnn, attention]
    for f in families:
        if len(sys.argv) == 1 or f.__name__ in sys.argv[1:]:
            f()
