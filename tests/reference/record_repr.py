#!/usr/bin/python3
"""Records Python's repr() of the tensors of tests/ops/print_cases.h: tests/reference/repr.txt.

First `record_print FOLDER` (see record_print.cpp) saves the tensors; then `record_repr.py FOLDER`, from the root.
"""
import sys

import torch


def record(name, text):
    return "%s %d\n%s\n" % (name, text.count("\n") + 1, text)


folder = sys.argv[1]
with open("tests/reference/print.txt") as lines, open("tests/reference/repr.txt", "w") as out:
    while header := lines.readline():
        name, count = header.split()
        for _ in range(int(count)):
            lines.readline()
        if name == "undefined":
            continue
        t = list(torch.jit.load("%s/%s.pt" % (folder, name)).parameters())[0].detach()
        if name == "requires_grad":
            t.requires_grad_()
        elif name.startswith("grad_fn"):
            t = (t / 2).requires_grad_() * 2
        out.write(record(name, repr(t)))
