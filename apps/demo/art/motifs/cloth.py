"""demo · art: rugs, throws, cushions and other cloth · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter
from apps.demo.art.geometry import Points, ellipse, path, rotate, rounded, smooth, spiral
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def fringe(st: Stage, x0: float, x1: float, y: float, length: float, color: tuple[int, int, int]) -> None:
    count = int((x1 - x0) / 10)
    lines: Points = []
    for i in range(count):
        x = x0 + 4 + i * (x1 - x0 - 8) / max(count - 1, 1)
        lines += [(x - 2.2, y), (x - 1.2, y + length), (x + 1.6, y + length), (x + 2.4, y)]
    st.fill([*lines, (x1, y - (4 if length > 0 else -4)), (x0, y - (4 if length > 0 else -4))], color, finish="none")


def rug(st: Stage, look: Look) -> None:
    """A rug hung on the wall; `form`: hung, runner, rolled, hide."""
    colors = look.colors("#a8392b", "#1f3a5f")
    form = look.form("hung")
    if form == "rolled":
        st.stand(480, 960, 150, reach=1.4)
        st.turned(
            [(330, 130), (340, 138), (940, 140), (960, 134)],
            look.paint("#a8392b", "#1f3a5f", default="kilim", size=0.9),
            tilt=0.2,
            finish="matt",
            depth=1.2,
        )
        st.fill(ellipse(480, 330, 130, 26), lighter(colors[0], 0.1), finish="deep")
        for k in (0.74, 0.48, 0.24):
            st.fill(
                ellipse(486, 331, 130 * k, 26 * k),
                darker(colors[0], 0.5),
                finish="none",
                holes=[ellipse(484, 331, 130 * k - 9, 26 * k - 3)],
            )
        for y in (480, 800):
            st.turned([(y, 143), (y + 18, 143)], (225, 210, 180), tilt=0.2, finish="round", sharp=True)
        return
    if form == "hide":
        shape = smooth(
            [
                (480, 330),
                (560, 350),
                (650, 400),
                (700, 380),
                (730, 450),
                (690, 520),
                (720, 640),
                (700, 780),
                (760, 880),
                (700, 930),
                (620, 880),
                (540, 920),
                (480, 960),
                (420, 920),
                (340, 880),
                (260, 930),
                (200, 880),
                (260, 780),
                (240, 640),
                (270, 520),
                (230, 450),
                (260, 380),
                (310, 400),
                (400, 350),
                (480, 330),
            ]
        )
        shape = [(x + st.random.uniform(-9, 9), y + st.random.uniform(-9, 9)) for x, y in shape]
        st.shade([(x + 22, y + 26) for x, y in shape], blur=26, alpha=0.38)
        st.fill(shape, look.paint("#efe6d2", default="pile"), finish="ball", depth=0.35)
        return
    x0, x1, y0, y1 = (330, 630, 180, 1010) if form == "runner" else (222, 738, 236, 986)
    st.shade([(x0 + 18, y0 + 20), (x1 + 26, y0 + 20), (x1 + 26, y1 + 26), (x0 + 18, y1 + 26)], blur=22, alpha=0.42)
    if look.spec.get("fringe", True):
        tone = look.color("fringe_color", "#efe2c8")
        fringe(st, x0 + 6, x1 - 6, y1, 28, tone)
        fringe(st, x0 + 6, x1 - 6, y0, -24, tone)
    shape = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    if look.spec.get("pattern") in ("berber", "pile"):
        shape = smooth(
            [
                (x0, y0),
                (480, y0 - 5),
                (x1, y0 + 3),
                (x1 + 7, 600),
                (x1 - 2, y1),
                (480, y1 + 6),
                (x0 + 3, y1 - 2),
                (x0 - 6, 600),
                (x0, y0),
            ]
        )
    st.fill(shape, look.paint("#a8392b", "#1f3a5f", default="kilim"), finish="matt", depth=0.4)


def throw(st: Stage, look: Look) -> None:
    """A folded blanket; `form`: folded, draped over a rail, stack of `colors`."""
    main = look.main("#d8cdb9")
    form = look.form("folded")
    if form == "draped":
        st.tube([(150, 300), (810, 300)], 24, look.color("rail", "#8b6440"))
        shape = path(
            "M250 292 Q480 276 710 292 L724 880 Q660 900 600 884 Q540 866 480 890 Q420 908 360 886 Q300 868 238 892 Z"
        )
        st.shade([(x + 34, y + 20) for x, y in shape], blur=26, alpha=0.36)
        fringe(st, 246, 716, 882, 46, lighter(main, 0.15))
        st.fill(shape, look.paint("#d8cdb9", default="linen"), finish="matt", depth=0.5)
        for x, w in ((316, 30), (440, 42), (590, 34), (676, 22)):
            st.shade([(x, 330), (x + w * 0.3, 330), (x + w, 870), (x + w * 0.4, 870)], blur=13, alpha=0.2)
            st.shade(
                [(x - 34, 330), (x - 26, 330), (x - 22, 870), (x - 42, 870)], blur=11, alpha=0.24, color=(255, 252, 244)
            )
        return
    if form == "stack":
        colors = look.colors("#e7ddcb", "#c8d3d6")
        st.stand(480, 968, 260, ry=34)
        count = len(colors)
        for i in range(count):
            y = 968 - i * 96
            tone = colors[i]
            shape = path(
                f"M218 {y - 92} Q480 {y - 112} 738 {y - 94} Q766 {y - 50} 740 {y - 2} Q480 {y + 14} 222 {y - 2} Q196 {y - 48} 218 {y - 92} Z"  # noqa: E501
            )
            st.fill(shape, look.cover("linen", tone), finish="round", depth=0.7)
            st.fill(
                path(f"M226 {y - 52} Q480 {y - 70} 744 {y - 52} L744 {y - 47} Q480 {y - 64} 226 {y - 46} Z"),
                darker(tone, 0.5),
                finish="none",
                alpha=0.5,
            )
        return
    st.stand(480, 964, 290, ry=40)
    for i in range(3):
        y = 962 - i * 74
        shape = path(
            f"M192 {y - 76} Q480 {y - 92} 766 {y - 76} Q792 {y - 38} 768 {y} Q480 {y + 14} 194 {y} Q166 {y - 38} 192 {y - 76} Z"  # noqa: E501
        )
        st.fill(shape, look.paint("#d8cdb9", default="linen"), finish="round", depth=0.75)
        st.shade(
            path(f"M206 {y - 2} Q480 {y + 12} 760 {y - 2} L760 {y + 4} Q480 {y + 18} 206 {y + 4} Z"), blur=4, alpha=0.5
        )
    top = path("M192 668 L300 560 Q480 546 664 560 L766 668 Q772 700 764 742 Q480 724 194 742 Q186 700 192 668 Z")
    st.fill(top, look.paint("#d8cdb9", default="linen"), finish="flat", depth=1.1)
    st.shade(path("M192 672 Q480 652 766 672 L766 690 Q480 668 192 690 Z"), blur=9, alpha=0.25)
    if look.spec.get("fringe"):
        st.fill(
            path("M600 566 L664 560 L766 668 L768 740 L706 734 L704 676 Z"),
            look.paint("#d8cdb9", default="linen"),
            finish="flat",
        )
        fringe(st, 704, 768, 738, 74, lighter(main, 0.2))


def cushion(st: Stage, look: Look) -> None:
    """A square cushion, standing."""
    main = look.main("#a8392b")
    shape = path(
        "M196 392 Q230 430 480 418 Q730 430 764 392 Q776 420 752 690 Q776 940 764 966 Q720 934 480 946 Q240 934 196 966 Q184 940 208 690 Q184 420 196 392 Z"  # noqa: E501
    )
    st.stand(480, 956, 270, ry=34)
    st.shade([(x + 30, y + 12) for x, y in shape], blur=26, alpha=0.3)
    st.fill([(480 + (x - 480) * 1.012, 680 + (y - 680) * 1.012) for x, y in shape], darker(main, 0.3), finish="none")
    st.fill(shape, look.paint("#a8392b", default="linen"), finish="ball", depth=0.62)
    for x, y, turn in ((236, 440, 42), (724, 440, -42), (236, 920, -42), (724, 920, 42)):
        st.shade(rotate(ellipse(x, y, 46, 5), turn, (x, y)), blur=8, alpha=0.32)
    if look.spec.get("tassels"):
        for x, y in ((196, 394), (764, 394), (196, 964), (764, 964)):
            st.fill(ellipse(x, y, 15, 15), look.accent("#efe2c8"), finish="ball")
            st.fill(path(f"M{x - 13} {y + 8} h26 l8 60 h-42 z"), look.accent("#efe2c8"), finish="round")


def towel(st: Stage, look: Look) -> None:
    """A towel on a peg rail; `form`: hung, rolled, stack."""
    main = look.main("#f2efe8")
    form = look.form("hung")
    if form == "rolled":
        tones = look.colors("#f2efe8", "#8fa3a8")
        for i, (cx, cy) in enumerate(((330, 872), (630, 872), (480, 690))):
            tone = tones[i % 2]
            st.stand(cx, cy + 100, 130, ry=22) if i < 2 else None
            st.fill(
                ellipse(cx, cy, 146, 106),
                look.cover(str(look.spec.get("pattern", "waffle")), tone),
                finish="ball",
                depth=0.5,
            )
            st.tube(spiral(cx, cy, 128, 92, turns=4), 7, darker(tone, 0.34))
            st.tube(spiral(cx + 2, cy - 4, 122, 87, turns=4), 4, lighter(tone, 0.4))
        return
    if form == "stack":
        throw(st, Look({**look.spec, "form": "stack"}, look.rng))
        return
    st.fill(rounded(140, 268, 820, 320, 8), look.cover("wood", look.color("rail", "#b98a55")), finish="flat")
    for x in (260, 480, 700):
        st.fill(ellipse(x, 296, 17, 17), look.color("rail", "#b98a55"), finish="ball")
    shape = path(
        "M478 290 Q400 330 330 356 Q310 600 318 930 Q400 948 480 934 Q560 948 644 930 Q650 600 630 356 Q560 330 482 290 Z"  # noqa: E501
    )
    st.shade([(x + 34, y + 22) for x, y in shape], blur=24, alpha=0.36)
    if look.spec.get("fringe"):
        fringe(st, 322, 640, 930, 40, lighter(main, 0.1))
    st.fill(shape, look.paint("#f2efe8", default="border"), finish="matt", depth=0.55)
    for x0, x1, w in ((474, 392, 30), (482, 470, 24), (490, 566, 30)):
        st.shade([(x0, 320), (x0 + 4, 320), (x1 + w, 900), (x1, 900)], blur=14, alpha=0.26)
    st.fill(ellipse(480, 298, 13, 13), darker(look.color("rail", "#b98a55"), 0.2), finish="ball")


def tablecloth(st: Stage, look: Look) -> None:
    """A round table under a cloth; `form: napkins` is a folded set with a ring."""
    main = look.main("#efe6d2")
    if look.form("cloth") == "napkins":
        st.stand(480, 930, 260, ry=40)
        for i in range(4):
            y = 930 - i * 34
            st.fill(
                path(f"M240 {y - 150} L700 {y - 170} L730 {y - 10} L250 {y + 14} Z"),
                look.paint("#efe6d2", default="linen"),
                finish="flat",
                depth=1.1,
            )
            st.shade([(250, y + 12), (730, y - 12), (730, y - 6), (250, y + 20)], blur=4, alpha=0.4)
        roll = rotate(rounded(270, 640, 700, 730, 40), -10, (480, 690))
        st.shade([(x + 8, y + 26) for x, y in roll], blur=14, alpha=0.4)
        st.tube(rotate([(310, 686), (660, 686)], -10, (480, 690)), 92, main)
        st.fill(rotate(rounded(450, 634, 510, 738, 16), -10, (480, 690)), look.accent("#b98a55"), finish="metal")
        return
    st.stand(480, 1010, 330, ry=30)
    skirt = path(
        "M170 520 Q140 780 118 980 Q180 1016 240 984 Q300 1024 370 990 Q430 1030 490 994 Q560 1030 610 990 Q680 1022 730 984 Q790 1014 842 978 Q820 780 790 520 Z"  # noqa: E501
    )
    st.fill(skirt, look.paint("#efe6d2", default="linen"), finish="matt", depth=0.7)
    for x0, x1 in ((220, 180), (320, 300), (430, 424), (540, 556), (650, 684), (740, 790)):
        st.shade([(x0, 560), (x0 + 8, 560), (x1 + 30, 980), (x1 - 4, 980)], blur=14, alpha=0.3)
        st.shade(
            [(x0 + 44, 560), (x0 + 50, 560), (x1 + 72, 980), (x1 + 52, 980)], blur=12, alpha=0.3, color=(255, 252, 245)
        )
    st.fill(ellipse(480, 520, 312, 92), look.paint("#efe6d2", default="linen"), finish="flat", depth=0.7)


def bed(st: Stage, look: Look) -> None:
    """Folded bed linen: a duvet cover with pillows on top."""
    main = look.main("#e7ddcb")
    second = look.accent(lighter(main, 0.3))
    st.stand(480, 970, 320, ry=40)
    for i in range(4):
        y = 968 - i * 66
        st.fill(
            path(
                f"M160 {y - 66} Q480 {y - 84} 800 {y - 66} Q830 {y - 32} 802 {y} Q480 {y + 12} 160 {y} Q128 {y - 32} 160 {y - 66} Z"  # noqa: E501
            ),
            look.paint("#e7ddcb", default="linen"),
            finish="round",
            depth=0.7,
        )
        st.shade(
            path(f"M170 {y - 1} Q480 {y + 11} 796 {y - 1} L796 {y + 5} Q480 {y + 17} 170 {y + 5} Z"), blur=4, alpha=0.45
        )
    pillow = path(
        "M214 470 Q240 440 480 452 Q720 438 750 470 Q778 600 748 700 Q700 722 480 712 Q260 724 214 700 Q184 590 214 470 Z"  # noqa: E501
    )
    st.shade([(x + 12, y + 22) for x, y in pillow], blur=16, alpha=0.35)
    st.fill(pillow, look.cover("linen", second), finish="ball", depth=0.5)
    if look.spec.get("pattern") not in (None, "linen", "plain"):
        st.fill(pillow, look.paint("#e7ddcb"), finish="ball", depth=0.5)
    st.fill(
        path("M236 486 Q480 470 728 486 L728 492 Q480 478 236 492 Z"), darker(second, 0.4), finish="none", alpha=0.3
    )


def furoshiki(st: Stage, look: Look) -> None:
    """A wrapping cloth knotted round a parcel."""
    main = look.main("#2f4b7c")
    body = path(
        "M230 930 Q190 760 330 690 Q400 640 480 640 Q560 640 630 690 Q770 760 730 930 Q700 972 480 972 Q260 972 230 930 Z"  # noqa: E501
    )
    st.stand(480, 964, 240)
    st.fill(body, look.paint("#2f4b7c", "#efe6d2", default="waves"), finish="ball", depth=0.75)
    for x0, x1 in ((420, 300), (470, 420), (500, 560), (540, 670)):
        st.shade([(x0, 660), (x0 + 8, 660), (x1 + 14, 930), (x1 - 8, 930)], blur=14, alpha=0.36)
    for side in (-1, 1):
        wing = [(480 + side * x, y) for x, y in path("M10 640 Q110 520 240 560 Q250 620 160 660 Q80 690 10 668 Z")]
        st.fill(wing, look.paint("#2f4b7c", "#efe6d2", default="waves"), finish="ball", depth=0.55)
        st.shade(
            [(480 + side * x, y) for x, y in path("M30 648 Q120 600 200 600 Q120 630 30 658 Z")], blur=7, alpha=0.4
        )
    st.fill(rounded(430, 606, 530, 690, 38), lighter(main, 0.06), finish="ball")


MOTIFS = {
    "rug": rug,
    "throw": throw,
    "cushion": cushion,
    "towel": towel,
    "tablecloth": tablecloth,
    "bed": bed,
    "furoshiki": furoshiki,
}
