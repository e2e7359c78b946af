"""demo · art: bags, belts and wallets · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def _stitches(st: Stage, points: Points, color: tuple[int, int, int]) -> None:
    for a, b in zip(points[::2], points[1::2], strict=False):
        st.tube([a, b], 4, color)


def bag(st: Stage, look: Look) -> None:
    """A bag; `form`: tote, satchel, backpack, duffel, basket, pouch."""
    main = look.main("#a3622f")
    strap = look.accent(darker(main, 0.3))
    form = look.form("tote")
    st.stand(480, 968, 250, ry=34)
    if form == "tote":
        for back in (True, False):
            lift = -26 if back else 0
            st.tube(
                smooth([(350, 600), (366, 360 + lift), (480, 270 + lift), (594, 360 + lift), (610, 600)]),
                30,
                darker(strap, 0.2) if back else strap,
            )
            if back:
                st.fill(path("M236 540 L724 540 L744 560 L216 560 Z"), darker(main, 0.5), finish="flat")
        st.fill(
            path("M226 546 L734 546 Q750 760 766 940 Q766 972 736 972 L224 972 Q194 972 194 940 Q210 760 226 546 Z"),
            look.paint("#a3622f"),
            finish="round",
            depth=0.6,
        )
        for x in (350, 610):
            st.fill(rounded(x - 20, 546, x + 20, 660, 6), strap, finish="round")
            for y in (572, 636):
                st.fill(ellipse(x, y, 7, 7), rgb("#d0a85a"), finish="ball")
        st.fill(rounded(226, 546, 734, 566, 4), darker(main, 0.16), finish="none", alpha=0.8)
    elif form == "satchel":
        st.tube(smooth([(250, 600), (230, 380), (480, 230), (730, 380), (710, 600)]), 26, strap)
        st.fill(rounded(206, 560, 754, 970, 40), look.paint("#a3622f"), finish="round", depth=0.55)
        st.fill(
            path(
                "M206 600 Q206 540 256 540 L704 540 Q754 540 754 600 L748 760 Q740 830 670 832 L290 832 Q220 830 212 760 Z"  # noqa: E501
            ),
            look.paint("#a3622f"),
            finish="flat",
            depth=1.3,
        )
        st.shade(path("M226 834 Q480 850 734 834 L734 842 Q480 860 226 842 Z"), blur=6, alpha=0.4)
        for x in (330, 630):
            st.fill(rounded(x - 22, 690, x + 22, 900, 8), strap, finish="round")
            st.fill(
                rounded(x - 30, 820, x + 30, 868, 8),
                rgb("#d0a85a"),
                finish="metal",
                holes=[rounded(x - 19, 831, x + 19, 857, 4)],
            )
    elif form == "backpack":
        st.tube(smooth([(430, 330), (440, 260), (520, 260), (530, 330)]), 22, strap)
        st.fill(rounded(176, 640, 300, 930, 40), darker(main, 0.15), finish="round")
        st.fill(rounded(660, 640, 784, 930, 40), darker(main, 0.15), finish="round")
        st.fill(
            path("M240 440 Q250 320 480 316 Q710 320 720 440 L736 930 Q734 972 690 972 L270 972 Q226 972 224 930 Z"),
            look.paint("#2f4f3c"),
            finish="round",
            depth=0.7,
        )
        st.fill(
            path("M232 460 Q250 330 480 326 Q710 330 728 460 L722 570 Q480 620 238 570 Z"),
            look.paint("#2f4f3c"),
            finish="ball",
            depth=0.5,
        )
        st.fill(rounded(296, 690, 664, 940, 34), lighter(main, 0.06), finish="flat", depth=1.2)
        st.fill(rounded(296, 690, 664, 716, 10), darker(main, 0.25), finish="flat")
        for x in (370, 590):
            st.fill(rounded(x - 17, 470, x + 17, 760, 6), strap, finish="round")
            st.fill(
                rounded(x - 25, 648, x + 25, 690, 8),
                rgb("#c9ccd0"),
                finish="metal",
                holes=[rounded(x - 15, 658, x + 15, 680, 4)],
            )
    elif form == "duffel":
        st.tube(smooth([(330, 660), (370, 520), (480, 480), (590, 520), (630, 660)]), 26, strap)
        st.fill(rounded(140, 630, 820, 968, 150), look.paint("#737548"), finish="ball", depth=0.55)
        st.fill(rounded(190, 668, 770, 684, 6), darker(main, 0.5), finish="none")
        for x in (340, 620):
            st.fill(rounded(x - 18, 620, x + 18, 968, 6), strap, finish="round")
    elif form == "basket":
        for back in (True, False):
            st.tube(
                smooth(
                    [(360, 640), (370, 430 - 30 * back), (480, 350 - 30 * back), (590, 430 - 30 * back), (600, 640)]
                ),
                24,
                darker(strap, 0.2) if back else strap,
            )
        st.turned(
            [(600, 270), (616, 276), (760, 250), (900, 216), (960, 196), (972, 180)],
            look.paint("#d9c08a", default="wicker"),
            tilt=0.12,
            finish="matt",
        )
    else:
        st.fill(
            path(
                "M260 700 Q220 900 300 956 Q480 990 660 956 Q740 900 700 700 Q640 600 560 560 L400 560 Q320 600 260 700 Z"  # noqa: E501
            ),
            look.paint("#a3622f"),
            finish="ball",
            depth=0.7,
        )
        st.fill(
            path("M390 566 Q330 500 350 450 Q480 490 610 450 Q630 500 570 566 Z"), look.paint("#a3622f"), finish="round"
        )
        st.tube([(388, 566), (572, 566)], 18, strap)
        st.tube(smooth([(560, 570), (620, 640), (610, 720)]), 9, strap)


def wallet(st: Stage, look: Look) -> None:
    """Small leather; `form`: wallet, cards, pouch (zipped), key."""
    main = look.main("#6e4a2f")
    form = look.form("wallet")
    turn, about = -8.0, (480, 700)
    if form == "key":
        st.shade(ellipse(500, 560, 100, 100), blur=14, alpha=0.3)
        st.fill(ellipse(480, 480, 86, 86), rgb("#c9ccd0"), finish="metal", holes=[ellipse(480, 480, 66, 66)])
        strap = rounded(436, 540, 524, 960, 40)
        st.shade([(x + 20, y + 18) for x, y in strap], blur=14, alpha=0.42)
        st.fill(strap, look.paint("#6e4a2f"), finish="round")
        st.fill(ellipse(480, 600, 13, 13), rgb("#d0a85a"), finish="ball")
        return
    size = {"wallet": (210, 520, 750, 890), "cards": (290, 540, 670, 830), "pouch": (200, 500, 760, 880)}[form]
    shape = rotate(rounded(*size, 26), turn, about)
    st.shade([(x + 22, y + 30) for x, y in shape], blur=20, alpha=0.45)
    if form == "cards":
        for k, tone in enumerate(("#d9d2c4", "#5f86ad", "#efe6d2")):
            st.fill(
                rotate(rounded(size[0] + 22, size[1] - 66 + k * 24, size[2] - 22, size[1] + 90, 14), turn, about),
                rgb(tone),
                finish="flat",
            )
    if form == "wallet":
        st.fill([(x + 10, y + 12) for x, y in shape], darker(main, 0.5), finish="none")
    st.fill(shape, look.paint("#6e4a2f"), finish="flat", depth=1.1)
    x0, y0, x1, y1 = size
    row = [(x, y0 + 18.0) for x in range(int(x0) + 30, int(x1) - 30, 11)] + [
        (x, y1 - 18.0) for x in range(int(x0) + 30, int(x1) - 30, 11)
    ]
    _stitches(st, rotate(row[: len(row) // 2 * 2], turn, about)[: 2 * (len(row) // 2)], lighter(main, 0.45))
    if form == "pouch":
        st.fill(rotate(rounded(x0 + 20, y0 + 36, x1 - 20, y0 + 54, 6), turn, about), rgb("#d0a85a"), finish="metal")
        st.tube(rotate([(x1 - 50, y0 + 46), (x1 - 40, y0 + 130)], turn, about), 16, look.accent(darker(main, 0.3)))
    else:
        st.fill(
            rotate(rounded(480 - 44, y1 - 110, 480 + 44, y1 - 86, 5), turn, about),
            darker(main, 0.3),
            finish="none",
            alpha=0.5,
        )


def belt(st: Stage, look: Look) -> None:
    """A belt, coiled; the buckle in front."""
    main = look.main("#6e4a2f")
    st.stand(480, 920, 290, ry=60)
    st.fill(ellipse(480, 720, 300, 96), darker(main, 0.55), finish="flat")
    for k, (rx, ry, top) in enumerate(((300, 92, 700), (236, 66, 700), (168, 42, 702))):
        outer = [*ellipse(480, top + 150, rx, ry, start=0, end=180), *ellipse(480, top, rx, ry, start=180, end=0)]
        st.fill(
            ellipse(480, top, rx, ry), lighter(main, 0.2), finish="flat", holes=[ellipse(480, top, rx - 16, ry - 9)]
        )
        if k == 0:
            st.fill(ellipse(480, top, rx - 16, ry - 9), darker(main, 0.5), finish="deep")
        st.fill(outer, look.paint("#6e4a2f"), finish="round", depth=0.9) if k == 0 else None
    st.fill(ellipse(480, 700, 300, 92), lighter(main, 0.18), finish="flat", holes=[ellipse(480, 702, 282, 82)])
    for turn in (0.74, 0.52):
        st.fill(
            ellipse(480, 706, 300 * turn, 92 * turn),
            lighter(main, 0.1),
            finish="flat",
            holes=[ellipse(480, 708, 300 * turn - 16, 92 * turn - 9)],
        )
    st.fill(
        rounded(396, 782, 560, 950, 22), look.accent("#d0a85a"), finish="metal", holes=[rounded(424, 810, 532, 922, 12)]
    )
    st.tube([(412, 866), (546, 866)], 14, look.accent("#d0a85a"), metal=True)
    for x in (620, 670, 716):
        st.fill(ellipse(x, 862 - (x - 620) * 0.22, 8, 10), darker(main, 0.75), finish="none")


MOTIFS = {"carry": bag, "wallet": wallet, "belt": belt}
