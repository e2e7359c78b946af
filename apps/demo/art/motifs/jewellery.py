"""demo · art: jewellery, watches, clocks and mirrors · no schema."""

from __future__ import annotations

from math import cos, radians, sin

from apps.demo.art.color import darker, lighter
from apps.demo.art.geometry import ellipse, path, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage
from apps.demo.art.surface import Tile


def watch(st: Stage, look: Look) -> None:
    """A wrist watch, its strap upright."""
    main, strap = look.main("#c9ccd0"), look.accent("#6e4a2f")
    dial = look.color("dial", "#f2efe8")
    for y0, y1 in ((170, 470), (770, 1080)):
        shape = (
            [(400, y1), (420, y0), (540, y0), (560, y1)] if y0 < 400 else [(400, y0), (560, y0), (532, y1), (428, y1)]
        )
        st.shade([(x + 24, y + 22) for x, y in shape], blur=18, alpha=0.42)
        st.fill(shape, look.cover(str(look.spec.get("strap_pattern", "plain")), strap), finish="round", depth=0.9)
    for y in (880, 930, 980):
        st.fill(ellipse(480, y, 8, 9), darker(strap, 0.7), finish="none")
    st.shade(ellipse(504, 646, 190, 190), blur=22, alpha=0.42)
    st.fill(rounded(654, 596, 692, 644, 8), main, finish="metal")
    st.fill(ellipse(480, 620, 186, 186), main, finish="metal", depth=0.8)
    st.fill(ellipse(480, 620, 160, 160), darker(main, 0.3), finish="deep")
    _dial(st, 480, 620, 152, dial, look)
    st.fill(path("M360 560 Q400 490 480 478 Q420 530 392 620 Z"), (255, 255, 255), finish="none", alpha=0.16)


def _dial(st: Stage, cx: float, cy: float, r: float, dial: tuple[int, int, int], look: Look) -> None:
    ink = look.color("ink", "#24252a" if sum(dial) > 380 else "#efe6d2")

    def face(tile: Tile) -> None:
        tile.rect(*tile.box, dial)
        for k in range(60):
            a = radians(6 * k)
            inner = 0.84 if k % 5 == 0 else 0.92
            width = r * (0.032 if k % 5 == 0 else 0.01)
            if k % 5 == 0 or look.spec.get("minutes", True):
                tile.line(
                    [
                        (cx + cos(a) * r * inner, cy + sin(a) * r * inner),
                        (cx + cos(a) * r * 0.96, cy + sin(a) * r * 0.96),
                    ],
                    ink,
                    width,
                )
        if look.spec.get("subdial"):
            tile.ring(cx, cy + r * 0.45, r * 0.24, r * 0.24, ink, r * 0.014)
            tile.line([(cx, cy + r * 0.45), (cx + r * 0.1, cy + r * 0.3)], ink, r * 0.02)

    st.fill(ellipse(cx, cy, r, r), face, finish="flat", depth=0.5)
    for angle, length, width in ((-58, 0.52, 0.055), (-128 + 172, 0.78, 0.036)):
        a = radians(angle)
        st.tube(
            [(cx - cos(a) * r * 0.1, cy - sin(a) * r * 0.1), (cx + cos(a) * r * length, cy + sin(a) * r * length)],
            r * width,
            ink,
        )
    a = radians(120)
    st.tube(
        [(cx - cos(a) * r * 0.2, cy - sin(a) * r * 0.2), (cx + cos(a) * r * 0.82, cy + sin(a) * r * 0.82)],
        r * 0.014,
        look.color("hand", "#a8392b"),
    )
    st.fill(ellipse(cx, cy, r * 0.05, r * 0.05), look.color("hand", "#a8392b"), finish="ball")


def clock(st: Stage, look: Look) -> None:
    """A clock; `form`: wall, alarm (on feet), or mirror (round glass)."""
    main = look.main("#b98a55")
    form = look.form("wall")
    r = 290 if form != "alarm" else 220
    cy = 520 if form != "alarm" else 720
    if form == "mirror":
        st.tube([(480, 120), (480, 260)], 10, look.accent("#6e4a2f"))
        st.shade(ellipse(514, 580, 318, 318), blur=28, alpha=0.4)
        st.fill(ellipse(480, 540, 316, 316), look.paint("#c99a3a"), finish="metal", depth=0.8)
        st.fill(ellipse(480, 540, 276, 276), (205, 218, 224), finish="flat", depth=1.5)
        for x0, w in ((330, 90), (470, 34)):
            st.fill(
                [(x0, 760), (x0 + w, 760), (x0 + w + 210, 330), (x0 + 210, 330)],
                (255, 255, 255),
                finish="none",
                alpha=0.34,
            )
        return
    if form == "alarm":
        for side in (-1, 1):
            st.tube([(480 + side * 120, 890), (480 + side * 160, 966)], 22, darker(main, 0.2))
            st.fill(ellipse(480 + side * 108, 494, 78, 46), main, finish="ball")
        st.tube([(480, 520), (480, 466)], 18, darker(main, 0.2))
        st.stand(480, 966, 190, ry=26)
    else:
        st.shade(ellipse(516, 566, r + 4, r + 4), blur=26, alpha=0.4)
    st.fill(ellipse(480, cy, r, r), look.paint("#b98a55"), finish="ball", depth=0.6)
    st.fill(ellipse(480, cy, r * 0.87, r * 0.87), darker(main, 0.4), finish="deep")
    _dial(st, 480, cy + 2, r * 0.85, look.color("dial", "#f5f0e4"), look)


def necklace(st: Stage, look: Look) -> None:
    """A necklace on a bust; `form`: beads, pendant, pearls."""
    main = look.main("#d9952e")
    bust = path(
        "M400 250 Q400 220 480 220 Q560 220 560 250 L566 400 Q600 470 720 520 Q770 560 770 760 Q760 930 640 972 L320 972 Q200 930 190 760 Q190 560 240 520 Q360 470 394 400 Z"  # noqa: E501
    )
    st.stand(480, 966, 200)
    st.fill(bust, look.cover("linen", look.color("bust", "#4a4550")), finish="ball", depth=0.6)
    curve = smooth([(408, 330), (392, 460), (420, 600), (480, 676), (540, 600), (568, 460), (552, 330)], 16)
    if look.form("beads") in ("beads", "pearls"):
        colors = [main, look.accent(lighter(main, 0.2)), darker(main, 0.2)]
        step = 4
        for i, (x, y) in enumerate(curve[::step]):
            grow = 13 + 12 * max(0.0, (y - 330) / 346)
            st.shade(ellipse(x + 5, y + 8, grow, grow), blur=5, alpha=0.4)
            st.fill(
                ellipse(x, y, grow, grow * (0.92 if look.form("beads") == "beads" else 1)),
                colors[i * 7 % 3],
                finish="ball",
                depth=0.9,
            )
    else:
        st.tube(curve, 6, look.accent("#c9ccd0"), metal=True)
        drop = path("M0 -60 Q60 10 44 60 Q0 110 -44 60 Q-60 10 0 -60 Z", dx=480, dy=742)
        st.shade([(x + 10, y + 14) for x, y in drop], blur=9, alpha=0.45)
        st.fill(ellipse(480, 682, 13, 13), look.accent("#c9ccd0"), finish="ball")
        st.fill(drop, look.paint("#d9952e"), finish="ball", depth=0.9)


def ring(st: Stage, look: Look) -> None:
    """Small jewellery; `form`: ring, earrings, bracelet."""
    metal, stone = look.main("#c9ccd0"), look.accent("#d9952e")
    form = look.form("ring")
    if form == "earrings":
        st.fill(rounded(250, 300, 710, 930, 24), look.color("card", "#f4efe4"), finish="flat", depth=0.6)
        st.shade(rounded(270, 320, 740, 950, 24), blur=20, alpha=0.12)
        for x in (380, 580):
            st.fill(ellipse(x, 452, 10, 10), metal, finish="ball")
            hook = smooth([(x, 452), (x + 26, 430), (x + 30, 500), (x, 560)])
            st.tube(hook, 7, metal, metal=True)
            shape = {
                "drop": path("M0 -90 Q70 20 50 80 Q0 130 -50 80 Q-70 20 0 -90 Z", dx=x, dy=670),
                "disc": ellipse(x, 670, 74, 74),
                "bar": rounded(x - 22, 570, x + 22, 800, 20),
            }[str(look.spec.get("cut", "drop"))]
            st.shade([(a + 12, b + 16) for a, b in shape], blur=10, alpha=0.4)
            st.fill(shape, look.paint("#d9952e") if look.spec.get("pattern") else stone, finish="ball", depth=0.9)
            if look.spec.get("cut") == "disc":
                st.fill(ellipse(x, 670, 74, 74), metal, finish="metal", holes=[ellipse(x, 670, 60, 60)])
        return
    if form == "bracelet":
        st.stand(480, 900, 260, ry=70)
        for k in range(28):
            a = radians(360 * k / 28 + 180)
            bead_x, bead_y = 480 + cos(a) * 250, 780 + sin(a) * 120
            size = 31 + 8 * sin(a)
            st.fill(
                ellipse(bead_x, bead_y, size, size),
                (stone, lighter(stone, 0.2), darker(stone, 0.18), metal)[k * 5 % 4 if k % 6 == 0 else k % 3],
                finish="ball",
                depth=0.9,
            )
        return
    st.stand(480, 940, 190, ry=36)
    st.fill(ellipse(480, 740, 220, 204), metal, finish="metal", holes=[ellipse(480, 748, 184, 170)])
    st.fill(path("M400 552 L560 552 L530 604 L430 604 Z"), metal, finish="metal")
    st.fill(ellipse(480, 520, 92, 70), darker(metal, 0.1), finish="metal")
    st.fill(
        ellipse(480, 512, 80, 60), look.paint("#d9952e") if look.spec.get("pattern") else stone, finish="ball", depth=1
    )
    st.fill(ellipse(452, 490, 20, 11), (255, 255, 255), finish="none", alpha=0.6)


MOTIFS = {"watch": watch, "clock": clock, "necklace": necklace, "ring": ring}
