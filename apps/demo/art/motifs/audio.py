"""demo · art: sound, and small devices · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def headphones(st: Stage, look: Look) -> None:
    """Headphones; `form`: over, on (thin band), buds (in their case), wired."""
    main, pad = look.main("#24252a"), look.accent("#6e4a2f")
    form = look.form("over")
    if form in ("buds", "wired"):
        st.stand(480, 950, 200, ry=36)
        if form == "buds":
            st.fill(rounded(270, 720, 690, 950, 100), main, finish="ball", depth=0.7)
            st.fill(rounded(270, 520, 690, 730, 90), lighter(main, 0.06), finish="ball", depth=0.6)
            st.fill(rounded(306, 560, 654, 716, 60), darker(main, 0.4), finish="deep")
            st.fill(ellipse(480, 836, 9, 9), rgb("#8fe0b0"), finish="none")
            for x in (396, 564):
                st.fill(ellipse(x, 714, 62, 22), darker(main, 0.62), finish="deep")
                st.fill(rounded(x - 21, 640, x + 21, 716, 20), lighter(main, 0.2), finish="glazed")
                st.fill(ellipse(x, 630, 48, 44), lighter(main, 0.24), finish="ball", depth=0.8)
                st.fill(ellipse(x, 630, 20, 18), pad, finish="metal", alpha=0.55)
            return
        cord = smooth([(370, 690), (330, 800), (420, 900), (520, 860), (600, 950), (480, 1010), (420, 1060)])
        for a, b in ((370, 330), (590, 600)):
            st.tube(smooth([(a, 700), (b, 800), (470, 880), (520, 930)]), 9, pad)
        st.tube(cord, 9, pad)
        for x, turn in ((370, -20), (590, 20)):
            st.shade(ellipse(x + 16, 640, 80, 70), blur=14, alpha=0.4)
            st.fill(rotate(ellipse(x, 610, 78, 92), turn, (x, 610)), look.paint("#24252a"), finish="ball")
            st.fill(
                rotate(ellipse(x + (40 if x < 480 else -40), 560, 34, 40), turn, (x, 600)),
                lighter(pad, 0.2),
                finish="ball",
            )
        return
    width = 34 if form == "over" else 16
    st.stand(480, 962, 220, ry=30)
    st.tube(
        smooth([(270, 720), (250, 480), (340, 320), (480, 280), (620, 320), (710, 480), (690, 720)]),
        width,
        main,
        metal=form == "on",
    )
    st.tube(
        smooth([(340, 340), (400, 304), (480, 292), (560, 304), (620, 340)]),
        width + (22 if form == "over" else 16),
        pad,
    )
    for side in (-1, 1):
        cx = 480 + side * 206
        r = (104, 158) if form == "over" else (84, 116)
        st.tube([(480 + side * 222, 560), (480 + side * 216, 660)], 22, rgb("#b9bec2"), metal=True)
        st.fill(ellipse(cx - side * 34, 770, r[0] * 0.72, r[1]), darker(pad, 0.15), finish="ball", depth=0.8)
        st.fill(ellipse(cx + side * 12, 770, r[0] * 0.76, r[1] * 0.98), look.paint("#24252a"), finish="ball", depth=0.8)
        st.fill(
            ellipse(cx + side * 24, 770, r[0] * 0.46, r[1] * 0.62),
            lighter(main, 0.12),
            finish="flat",
            holes=[ellipse(cx + side * 24, 770, r[0] * 0.4, r[1] * 0.54)],
        )


def _cone(st: Stage, cx: float, cy: float, r: float, tone: tuple[int, int, int]) -> None:
    st.fill(ellipse(cx, cy, r, r), darker(tone, 0.45), finish="ball", depth=0.6)
    st.fill(ellipse(cx, cy, r * 0.86, r * 0.86), rgb("#26262b"), finish="deep")
    st.fill(ellipse(cx, cy, r * 0.8, r * 0.8), rgb("#3a3a41"), finish="ball", depth=0.5)
    st.fill(ellipse(cx, cy, r * 0.32, r * 0.32), rgb("#202024"), finish="ball", depth=0.8)


def speaker(st: Stage, look: Look) -> None:
    """Speakers; `form`: can (cylinder), shelf (a pair), radio, turntable, bar."""
    main, cloth = look.main("#b98a55"), look.accent("#8f9699")
    form = look.form("can")
    if form == "can":
        st.stand(480, 968, 170)
        st.turned(
            [(460, 168), (474, 178), (944, 178), (968, 168)],
            look.paint("#5f7482", default="lattice", size=0.34),
            tilt=0.15,
            finish="matt",
            depth=1.1,
        )
        st.turned(
            [(450, 160), (456, 172), (486, 179)],
            look.color("ring", darker(main, 0.3)),
            tilt=0.15,
            finish="round",
            sharp=True,
        )
        st.fill(ellipse(480, 452, 162, 25), darker(main, 0.35), finish="flat")
        st.fill(ellipse(480, 452, 20, 5), lighter(main, 0.5), finish="none")
        st.tube(smooth([(652, 520), (720, 560), (716, 660), (656, 700)]), 20, look.color("strap", "#6e4a2f"))
        return
    if form == "shelf":
        for cx, base in ((320, 930), (650, 968)):
            st.stand(cx + 10, base, 150, ry=24)
            st.fill(
                [(cx + 130, base - 520), (cx + 176, base - 546), (cx + 176, base - 26), (cx + 130, base)],
                darker(main, 0.35),
                finish="flat",
            )
            st.fill(
                [(cx - 130, base - 520), (cx - 84, base - 546), (cx + 176, base - 546), (cx + 130, base - 520)],
                lighter(main, 0.2),
                finish="flat",
            )
            st.fill(rounded(cx - 130, base - 520, cx + 130, base, 8), look.cover("wood_up", main), finish="flat")
            _cone(st, cx, base - 176, 108, main)
            _cone(st, cx, base - 400, 58, main)
        return
    if form == "radio":
        st.stand(480, 968, 300, ry=34)
        st.tube(smooth([(300, 560), (320, 470), (640, 470), (660, 560)]), 24, look.color("strap", "#6e4a2f"))
        st.fill(rounded(160, 550, 800, 966, 40), look.cover("wood", main), finish="flat")
        st.fill(
            rounded(196, 588, 540, 930, 20),
            look.cover("lattice", cloth, darker(cloth, 0.35), size=0.3),
            finish="flat",
            depth=1.2,
        )
        st.fill(rounded(568, 600, 768, 690, 10), rgb("#f3ead2"), finish="deep", depth=0.6)
        for k in range(8):
            st.fill(
                [(586 + k * 22, 620), (589 + k * 22, 620), (589 + k * 22, 662), (586 + k * 22, 662)],
                rgb("#6b5a44"),
                finish="none",
            )
        st.fill([(668, 606), (672, 606), (672, 684), (668, 684)], rgb("#a8392b"), finish="none")
        for x, y, r in ((616, 800, 50), (722, 800, 38), (722, 892, 22)):
            st.fill(ellipse(x + 4, y + 6, r, r), (24, 18, 20), finish="none", alpha=0.4)
            st.fill(ellipse(x, y, r, r), rgb("#e9dcc0"), finish="ball", depth=0.8)
        return
    if form == "turntable":
        st.stand(480, 940, 360, ry=44)
        st.fill([(110, 880), (850, 880), (850, 940), (110, 940)], look.cover("wood", darker(main, 0.2)), finish="flat")
        st.fill([(200, 560), (760, 560), (850, 882), (110, 882)], look.cover("wood", main), finish="flat")
        st.fill(ellipse(440, 716, 250, 126), rgb("#1f1f23"), finish="flat", depth=1.4)
        for groove in (0.9, 0.8, 0.7, 0.6, 0.5):
            st.fill(
                ellipse(440, 714, 250 * groove, 126 * groove),
                rgb("#3b3b42"),
                finish="none",
                holes=[ellipse(440, 714, 250 * groove - 4, 126 * groove - 2)],
            )
        st.fill(ellipse(440, 714, 84, 42), cloth, finish="flat")
        st.fill(ellipse(440, 714, 7, 5), rgb("#d0d0d4"), finish="none")
        st.turned([(580, 32), (620, 34)], rgb("#b9bec2"), cx=736, tilt=0.3, finish="metal")
        st.tube(smooth([(736, 600), (742, 720), (690, 800), (590, 770)]), 14, rgb("#b9bec2"), metal=True)
        st.fill(rotate(rounded(556, 746, 612, 786, 6), 20, (584, 766)), rgb("#2a2a2e"), finish="flat")
        return
    st.stand(480, 940, 380, ry=24)
    st.fill(
        rounded(80, 780, 880, 936, 50), look.paint("#5f7482", default="lattice", size=0.34), finish="flat", depth=1.4
    )


def device(st: Stage, look: Look) -> None:
    """Small devices; `form`: humidifier, powerbank, keyboard, charger, massager (cable)."""
    main = look.main("#f2efe8")
    form = look.form("humidifier")
    if form == "humidifier":
        mist = smooth([(480, 480), (510, 380), (450, 280), (520, 180)])
        st.shade(
            [*[(x - 26, y) for x, y in mist], *[(x + 36, y) for x, y in reversed(mist)]],
            blur=22,
            alpha=0.6,
            color=(255, 255, 255),
        )
        st.stand(480, 968, 160)
        st.turned(
            [(500, 60), (520, 120), (600, 176), (760, 196), (900, 182), (968, 150)],
            look.paint("#f2efe8"),
            tilt=0.14,
            finish="matt",
        )
        st.turned([(830, 190), (834, 191), (842, 190)], look.accent("#b98a55"), tilt=0.14, finish="matt", sharp=True)
        st.fill(ellipse(480, 502, 44, 9), darker(main, 0.5), finish="deep")
        st.fill(ellipse(480, 900, 9, 8), rgb("#8fe0b0"), finish="none")
        return
    if form == "keyboard":
        shape = path("M150 560 L810 560 L880 900 L80 900 Z")
        st.shade([(x + 12, y + 28) for x, y in shape], blur=22, alpha=0.45)
        st.fill([(80, 900), (880, 900), (876, 940), (84, 940)], darker(main, 0.3), finish="flat")
        st.fill(shape, main, finish="flat")
        for r in range(5):
            y0, y1 = 580 + r * 62, 580 + (r + 1) * 62 - 10
            left, right = 166 - r * 13, 794 + r * 13
            keys = 14 if r < 4 else 7
            for k in range(keys):
                w = (right - left) / keys
                x0, x1 = left + k * w + 4, left + (k + 1) * w - 4
                tone = (
                    look.accent("#c9992e")
                    if (r, k) in ((0, 0), (2, 13))
                    else lighter(main, 0.4)
                    if (r + k) % 7
                    else look.color("second", lighter(main, 0.15))
                )
                st.fill(rounded(x0, y0 + 5, x1, y1 + 5, 8), darker(tone, 0.4), finish="none")
                st.fill(rounded(x0, y0, x1, y1, 8), tone, finish="flat", depth=0.7)
        return
    turn, about = -10, (480, 680)
    st.tube(smooth([(470, 520), (520, 380), (680, 360), (740, 260), (720, 160)]), 14, look.accent("#6e4a2f"))
    shape = rotate(rounded(310, 500, 650, 960, 60), turn, about)
    st.shade([(x + 22, y + 26) for x, y in shape], blur=20, alpha=0.45)
    st.fill(shape, look.paint("#f2efe8"), finish="flat", depth=1.3)
    st.fill(rotate(rounded(446, 486, 514, 520, 8), turn, about), rgb("#8d9094"), finish="metal")
    for k in range(4):
        st.fill(
            rotate(ellipse(420 + k * 40, 900, 8, 8), turn, about),
            rgb("#8fe0b0") if k < 3 else darker(main, 0.25),
            finish="none",
        )


MOTIFS = {"headphones": headphones, "speaker": speaker, "device": device}
