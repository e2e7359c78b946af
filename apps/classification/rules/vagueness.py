"""Classification · descriptions that say too little to be classified, and what to ask · pure."""

from __future__ import annotations

from collections.abc import Collection

from ..types import GoodsText, Missing
from . import words

# Words that customs authorities refuse as a description because they name no article.
_VAGUE = frozenset(words.words("""
    accessories accessory item items article articles goods good product products merchandise stuff thing things misc
    miscellaneous various assorted mixed other others general cargo parcel package gift gifts present presents sample
    samples promotional promo free freebie bundle lot kit kits set sets collection equipment parts part spare spares
    component components piece pieces supplies supply material materials personal effects belongings household used
    commercial business order content contents unknown none test default n a tbc tba see as per order
    electronics electronic electrical machine machinery appliance tools tool hardware apparel clothing clothes garment
    garments wear footwear fashion textile textiles fabric chemical chemicals hazardous cosmetics cosmetic beauty food
    foodstuffs medicine medical plastic plastics rubber metal metallic wooden wood leather glass paper steel
    toys toy hobby craft crafts decoration decorations decor home garden office sports sport outdoor baby kids
    replacement original genuine new quality premium luxury best deluxe special
"""))  # fmt: skip
# Words that qualify an article and name none: colours, sizes, quantities, persons, courtesies.
_QUALIFYING = frozenset(words.words("""
    black white red green blue yellow pink purple orange brown grey gray beige navy khaki cream ivory gold silver
    burgundy camel olive teal lilac nude multi multicolour multicolor multicoloured colour color coloured light dark
    pale bright clear small medium large size sizes one xs s m l xl xxl xxxl petite tall long regular plus mini
    maxi big little full half width length height eu uk us cm mm kg g ml pcs pc pack packs pair pairs box boxes x year
    years month months yrs men mens man women womens woman ladies lady girl girls boy boys unisex adult adults child
    children for with and or the of in to by from my your on at no not random black/white inside leg o
"""))  # fmt: skip


def missing(goods: GoodsText, *, refused: Collection[str] = ()) -> tuple[Missing, tuple[str, ...]]:
    """What the title does not say, and the words that say too little.

    `refused` are the fingerprints of further descriptions that count as vague. Material or category do not mend a
    title that names no article: «gift» of wool is not classified either.
    """
    own = words.words(goods.title)
    told = words.written(goods.title)
    vague = tuple(dict.fromkeys(written for word, written in zip(own, told, strict=True) if word in _VAGUE))
    telling = [word for word in own if word not in _VAGUE and word not in _QUALIFYING and _tells(word)]
    if not telling or words.fingerprint(goods.title) in refused:
        return Missing.ARTICLE, vague or tuple(dict.fromkeys(told))[:5]
    return Missing.NOTHING, ()


def _tells(word: str) -> bool:
    """Whether a word can name something: it has two letters, or is in a script without cases."""
    letters = [mark for mark in word if mark.isalpha()]
    return len(letters) >= 3 or (len(letters) == len(word) and not word.isascii())
