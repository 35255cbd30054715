"""Swedish abbreviations, so that the full stop inside them does not end a sentence."""

from __future__ import annotations

# Without their last full stop and in lower case. After these the sentence goes on.
LEADING = (
    *(
        "ang",
        "avd",
        "bl.a",
        "c:a",
        "ca",
        "dir",
        "dnr",
        "d.v.s",
        "dvs",
        "ekon",
        "enl",
        "ev",
        "exkl",
        "exv",
        "f.d",
        "f.n",
    ),
    *("fr.o.m", "f.ö", "inkl", "jfr", "kl", "m.a.o", "m.h.a", "nr", "o.dyl", "p.g.a", "pga", "resp", "s.a.s", "s.k"),
    *("tel", "t.ex", "t.h", "t.o.m", "t.v", "u.a", "ung", "v.g"),
)
# After these it goes on only if what follows has no capital: "smör, bröd m.m. finns i Lima" is one sentence.
TRAILING = ("e.d", "etc", "fm", "em", "kr", "m.fl", "min", "m.m", "mån", "o.d", "o.s.v", "osv", "st", "tim")
