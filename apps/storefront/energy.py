"""Storefront · the arrow with a product's energy class, as lists and pages have to show it · no tables.

Source: regulation (EU) 2017/1369, article 6, and its delegated acts: class and range of classes beside the price, in
letters of its size. The drawing and its colours are our own, after the acts' description.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

_BEST, _WORST = "A", "G"
_COLOURS = {"A": "#00a651", "B": "#50b848", "C": "#bfd730", "D": "#fff200", "E": "#fdb913", "F": "#f37021",
            "G": "#ed1c24"}  # fmt: skip
# Drawn as an arrow that points to its letter's class: the same shape in every direction of reading.
_SHAPE = "M18 1h29l14 13-14 13H18z"


def arrow(energy_class: str) -> SafeString:
    """The arrow of a class from A to G with the range beside it; nothing where there is no class."""
    colour = _COLOURS.get(energy_class)
    if colour is None:
        return mark_safe("")
    spoken = gettext("Energy class %(class)s, on a scale from %(best)s (best) to %(worst)s") % {
        "class": energy_class, "best": _BEST, "worst": _WORST
    }  # fmt: skip
    return mark_safe(
        f'<svg class="energy" viewBox="0 0 62 28" role="img" aria-label="{escape(spoken)}">'
        f'<text class="energy__range" x="7" y="9">{_BEST}</text><path class="energy__mark" d="M7 11v7m-2-5 2-2 2 2"/>'
        f'<text class="energy__range" x="7" y="27">{_WORST}</text>'
        f'<path class="energy__arrow" d="{_SHAPE}" fill="{colour}"/>'
        f'<text class="energy__class" x="36" y="21">{energy_class}</text></svg>'
    )
