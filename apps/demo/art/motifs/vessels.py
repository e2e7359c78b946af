"""demo · art: pots and other vessels turned on a wheel · no schema."""

from __future__ import annotations

from apps.demo.art.color import RGB, darker, lighter, mix
from apps.demo.art.geometry import Points, ellipse, path, rotate, smooth
from apps.demo.art.look import Look
from apps.demo.art.motifs.food import label_on
from apps.demo.art.stage import Stage

VASES: dict[str, Points] = {
    "bottle": [
        (330, 68),
        (345, 62),
        (420, 56),
        (470, 74),
        (540, 140),
        (640, 190),
        (730, 200),
        (850, 166),
        (930, 112),
        (972, 96),
    ],
    "meiping": [
        (345, 58),
        (360, 46),
        (385, 48),
        (430, 120),
        (520, 190),
        (600, 196),
        (720, 158),
        (850, 112),
        (940, 98),
        (972, 102),
    ],
    "gourd": [
        (330, 44),
        (360, 48),
        (430, 100),
        (500, 116),
        (570, 92),
        (610, 84),
        (680, 140),
        (770, 182),
        (860, 168),
        (940, 116),
        (972, 100),
    ],
    "cylinder": [(420, 122), (440, 116), (600, 118), (800, 122), (930, 120), (972, 110)],
    "moon": [(420, 88), (432, 84), (450, 92), (530, 200), (650, 248), (760, 244), (880, 178), (950, 108), (972, 100)],
    "bud": [(470, 34), (490, 28), (600, 26), (680, 44), (760, 104), (840, 128), (920, 104), (972, 72)],
    "yen": [
        (330, 150),
        (350, 118),
        (420, 82),
        (500, 84),
        (580, 150),
        (660, 178),
        (760, 160),
        (860, 118),
        (930, 110),
        (972, 132),
    ],
    "amphora": [(360, 84), (380, 62), (450, 58), (520, 126), (620, 178), (720, 170), (850, 110), (930, 78), (972, 92)],
}


def vase(st: Stage, look: Look) -> None:
    """A vase in one of eight classical forms."""
    main = look.main("#9dc0ab")
    profile = VASES[look.form("bottle")]
    wide = look.number("wide", 1)
    profile = [(y, r * wide) for y, r in profile]
    st.stand(480, 972, profile[-1][1] * 1.15)
    st.turned(profile, look.paint("#9dc0ab", default="rings"), finish=str(look.spec.get("finish", "glazed")), tilt=0.13)
    top, r = profile[0]
    st.mouth(480, top, r, tilt=0.2, rim=lighter(main, 0.25), inside=darker(main, 0.62), thick=0.1)


def bowl(st: Stage, look: Look) -> None:
    """One bowl, or a nested stack of `count`."""
    main = look.main("#9dc0ab")
    inside = look.color("inside", lighter(main, 0.12))
    count = int(look.number("count", 1))
    deep, wide = look.number("deep", 1), look.number("wide", 1)
    finish = str(look.spec.get("finish", "glazed"))
    foot = 972
    st.stand(480, foot, 150 * wide, reach=1.5)
    for i in range(count):
        lift = 64 * (count - 1 - (count - 1 - i)) if count > 1 else 0
        top = foot - 262 * deep - lift
        base = foot - lift
        rim = 262 * wide
        body = [
            (top, rim),
            (top + 26 * deep, rim * 0.985),
            (top + 120 * deep, rim * 0.82),
            (top + 190 * deep, rim * 0.58),
            (base - 36 * deep, rim * 0.4),
            (base - 30, rim * 0.385),
            (base, rim * 0.4),
        ]
        st.turned(body, look.paint("#9dc0ab"), finish=finish, tilt=0.24 if i == 0 else 0.2)
        if i == count - 1:
            st.mouth(480, top, rim, tilt=0.27, rim=lighter(main, 0.35), inside=inside, thick=0.035)
            y = top + rim * 0.035
            st.fill(ellipse(480, y + rim * 0.1, rim * 0.5, rim * 0.1), darker(inside, 0.1), finish="deep", depth=0.7)


def plate(st: Stage, look: Look) -> None:
    """A plate leaning against the wall, its face to us; `form: oval` is a platter."""
    main, accent = look.main("#e9ece6"), look.accent("#7fa98f")
    rx, ry = (330, 236) if look.form("round") == "oval" else (290, 282)
    cx, cy = 480, 972 - ry
    st.shade(ellipse(cx + 46, cy + 34, rx, ry), blur=30, alpha=0.32)
    st.stand(cx, 968, rx * 0.5, ry=22)
    st.fill(ellipse(cx + 5, cy + 5, rx + 5, ry + 4), darker(main, 0.42), finish="flat")
    st.fill(ellipse(cx, cy, rx, ry), look.paint("#e9ece6", accent), finish="ball", depth=0.42)
    st.fill(
        ellipse(cx, cy, rx * 0.975, ry * 0.975),
        darker(main, 0.06),
        finish="none",
        alpha=0.18,
        holes=[ellipse(cx, cy, rx * 0.955, ry * 0.955)],
    )
    st.fill(
        ellipse(cx, cy, rx * 0.72, ry * 0.72),
        darker(main, 0.5),
        finish="none",
        alpha=0.22,
        holes=[ellipse(cx + 2, cy + 3, rx * 0.7, ry * 0.7)],
    )
    if look.spec.get("band"):
        st.fill(
            ellipse(cx, cy, rx * 0.93, ry * 0.93),
            accent,
            finish="flat",
            holes=[ellipse(cx, cy, rx * 0.885, ry * 0.885)],
        )
    if look.spec.get("centre"):
        for k in range(8):
            ring = ellipse(cx + rx * 0.2, cy, rx * 0.16, ry * 0.07)
            st.fill(rotate(ring, 45 * k, (cx, cy)), accent, finish="flat")
        st.fill(ellipse(cx, cy, rx * 0.08, ry * 0.08), darker(accent, 0.2), finish="flat")
    st.fill(
        path(
            f"M{cx - rx * 0.72} {cy - ry * 0.38} Q{cx - rx * 0.5} {cy - ry * 0.82} {cx - rx * 0.06} {cy - ry * 0.86} Q{cx - rx * 0.46} {cy - ry * 0.72} {cx - rx * 0.72} {cy - ry * 0.38}"  # noqa: E501
        ),
        (255, 255, 255),
        finish="none",
        alpha=0.35,
    )


def _cup(
    st: Stage, look: Look, cx: float, base: float, r: float, h: float, *, handle: bool, inside: RGB, filled: RGB | None
) -> None:
    main = look.main("#e9ece6")
    form = look.form("straight")
    finish = str(look.spec.get("finish", "glazed"))
    bottom = {"straight": 0.9, "round": 0.52, "flare": 0.6}.get(form, 0.9)
    st.stand(cx, base, r * bottom)
    top = base - h
    if handle:
        ring = smooth(
            [
                (cx + r * 0.86, top + h * 0.2),
                (cx + r * 1.5, top + h * 0.22),
                (cx + r * 1.55, top + h * 0.56),
                (cx + r * 0.82, top + h * 0.74),
            ]
        )
        st.tube(ring, r * 0.2, look.color("handle_color", main))
    middle = {"straight": 0.99, "round": 0.95, "flare": 0.84}.get(form, 0.99)
    if form == "tulip":
        body = [
            (top, r),
            (top + h * 0.3, r * 0.74),
            (top + h * 0.46, r * 0.72),
            (top + h * 0.72, r * 0.9),
            (base - 12, r * 0.7),
            (base, r * 0.52),
        ]
        st.turned(body, look.paint("#b4461c"), cx=cx, tilt=0.2, finish="glazed")
        st.turned([(top, r), (top + h * 0.12, r * 0.9)], (246, 240, 232), cx=cx, tilt=0.2, finish="glazed", alpha=0.6)
        st.mouth(cx, top, r, tilt=0.24, rim=look.color("rim", "#f4ece0"), inside=filled or inside, thick=0.07)
        return
    st.turned(
        [
            (top, r),
            (top + h * 0.3, r * (1.0 if form == "round" else 0.985)),
            (top + h * 0.65, r * middle * 0.98),
            (base - 14, r * bottom * 1.04),
            (base, r * bottom),
        ],
        look.paint("#e9ece6"),
        cx=cx,
        tilt=0.2,
        finish=finish,
    )
    st.mouth(cx, top, r, tilt=0.24, rim=look.color("rim", lighter(main, 0.4)), inside=inside, thick=0.07)
    if filled:
        st.fill(ellipse(cx, top + r * 0.08, r * 0.84, r * 0.84 * 0.2), filled, finish="deep", depth=0.6)


def cup(st: Stage, look: Look) -> None:
    """One cup or mug, or a group of `count` (2, 4 or 6); `handle` adds one."""
    main = look.main("#e9ece6")
    inside = look.color("inside", lighter(main, 0.45))
    filled = look.color("filled", "#000000") if "filled" in look.spec else None
    handle = bool(look.spec.get("handle", False))
    count = int(look.number("count", 1))
    tall = look.number("tall", 1)
    if count == 1:
        _cup(st, look, 460 if handle else 480, 972, 178, 330 * tall, handle=handle, inside=inside, filled=filled)
        return
    small = {2: 132, 4: 112, 6: 96}.get(count, 96)
    spots = {
        2: [(330, 930), (610, 980)],
        4: [(300, 915), (560, 905), (400, 990), (680, 985)],
        6: [(250, 905), (470, 900), (690, 905), (330, 1000), (550, 1000), (770, 1000)],
    }[count]
    for cx, base in spots:
        _cup(st, look, cx, base, small, small * 1.5 * tall, handle=handle, inside=inside, filled=filled)


def jar(st: Stage, look: Look) -> None:
    """A lidded jar; `form`: round, straight, ginger, low; `label` puts a paper label on it."""
    lid = look.color("lid", look.spec.get("main", "#9dc0ab"))
    finish = str(look.spec.get("finish", "glazed"))
    bodies: dict[str, Points] = {
        "round": [(560, 150), (580, 168), (680, 214), (780, 216), (900, 172), (972, 132)],
        "straight": [(500, 168), (520, 182), (700, 184), (920, 182), (958, 176), (972, 166)],
        "ginger": [(500, 104), (520, 130), (600, 214), (690, 226), (820, 176), (920, 132), (972, 130)],
        "low": [(720, 196), (735, 208), (830, 210), (930, 206), (972, 188)],
    }
    body = bodies[look.form("round")]
    st.stand(480, 972, body[-1][1] * 1.1)
    st.turned(body, label_on(look) if look.spec.get("label") else look.paint("#9dc0ab"), finish=finish, tilt=0.13)
    top, r = body[0]
    height = 54 if look.form("round") == "low" else 78
    st.turned(
        [(top - height, r * 0.9), (top - height + 10, r * 1.02), (top - 6, r * 1.06), (top + 8, r * 1.06)],
        look.cover("wood", lid) if look.spec.get("wooden_lid") else lid,
        tilt=0.13,
        finish="metal" if look.spec.get("metal_lid") else finish,
    )
    st.fill(ellipse(480, top - height, r * 0.9, r * 0.9 * 0.17), lighter(lid, 0.16), finish="flat")
    if look.spec.get("knob", not look.spec.get("metal_lid")):
        st.fill(ellipse(480, top - height - 18, 30, 26), lighter(lid, 0.05), finish="ball")


def pitcher(st: Stage, look: Look) -> None:
    """A jug with lip and handle."""
    main = look.main("#9dc0ab")
    st.stand(480, 972, 130)
    st.tube(smooth([(350, 570), (210, 560), (205, 760), (345, 840)]), 36, look.color("handle_color", main))
    st.turned(
        [(480, 128), (500, 120), (580, 124), (680, 168), (780, 190), (880, 170), (950, 128), (972, 122)],
        look.paint("#9dc0ab"),
        tilt=0.16,
        finish=str(look.spec.get("finish", "glazed")),
    )
    lip = path("M560 470 Q640 440 668 428 Q650 490 596 560 Z")
    st.fill(lip, main, finish="round", depth=0.7)
    st.mouth(490, 482, 132, tilt=0.22, rim=lighter(main, 0.3), inside=darker(main, 0.45), thick=0.08)


def burner(st: Stage, look: Look) -> None:
    """A tripod censer with a thread of smoke; `form: cone` is a low dish with a stick."""
    main = look.main("#8faf9c")
    smoke = smooth([(490, 560), (520, 470), (460, 380), (530, 280), (480, 180)])
    if look.form("tripod") == "cone":
        st.stand(480, 960, 200)
        st.turned([(880, 216), (900, 226), (940, 190), (966, 130)], look.paint("#8faf9c"), tilt=0.2)
        st.mouth(480, 880, 216, tilt=0.24, rim=lighter(main, 0.2), inside=darker(main, 0.2))
        st.tube([(470, 880), (560, 470)], 7, look.accent("#6a4a35"))
        st.fill(ellipse(560, 468, 6, 6), (255, 140, 70), finish="none")
        smoke = smooth([(560, 460), (590, 380), (530, 300), (600, 210), (560, 120)])
    else:
        st.stand(480, 972, 170)
        for dx in (-130, 0, 130):
            st.turned([(880, 34), (930, 26), (970, 24)], main, cx=480 + dx)
        for side in (-1, 1):
            ear = smooth(
                [(480 + side * 190, 720), (480 + side * 262, 640), (480 + side * 236, 590), (480 + side * 196, 610)]
            )
            st.tube(ear, 26, main)
        st.turned(
            [(660, 196), (684, 204), (700, 186), (760, 214), (840, 206), (900, 150), (920, 120)],
            look.paint("#8faf9c"),
            tilt=0.16,
        )
        st.mouth(480, 660, 196, tilt=0.2, rim=lighter(main, 0.3), inside=mix(darker(main, 0.5), (190, 180, 165), 0.4))
        st.tube([(480, 670), (490, 560)], 7, look.accent("#6a4a35"))
    st.shade(
        [*[(x - 5, y) for x, y in smoke], *[(x + 9, y) for x, y in reversed(smoke)]],
        blur=9,
        alpha=0.5,
        color=(250, 248, 244),
    )


def tagine(st: Stage, look: Look) -> None:
    """A conical lid over a shallow dish."""
    main = look.main("#b5613c")
    st.stand(480, 966, 220, reach=1.3)
    st.turned([(846, 270), (868, 268), (920, 238), (966, 180)], look.color("base", main), tilt=0.17)
    st.fill(ellipse(480, 846, 270, 46), darker(main, 0.45), finish="deep")
    st.turned(
        [(440, 34), (470, 52), (560, 88), (680, 148), (790, 216), (846, 240)],
        look.paint("#b5613c", default="bands"),
        tilt=0.15,
    )
    st.turned([(388, 46), (404, 52), (430, 44), (448, 36)], main, tilt=0.2)
    st.fill(ellipse(480, 388, 46, 10), lighter(main, 0.2), finish="deep")


def mortar(st: Stage, look: Look) -> None:
    """Mortar and pestle."""
    main = look.main("#8d8f8c")
    st.stand(480, 972, 170)
    st.tube([(520, 690), (650, 420)], 54, look.accent(lighter(main, 0.1)), end_width=72)
    st.turned(
        [(640, 210), (664, 216), (780, 196), (880, 150), (920, 138), (972, 164)],
        look.paint("#8d8f8c", default="speckle"),
        tilt=0.2,
        finish="matt",
    )
    st.fill(
        ellipse(480, 640, 210, 46, start=0, end=180) + ellipse(480, 640, 210, 46, start=180, end=360),
        lighter(main, 0.15),
        finish="flat",
    )
    st.fill(ellipse(480, 644, 176, 36), darker(main, 0.3), finish="deep")
    st.tube([(545, 640), (650, 420)], 54, look.accent(lighter(main, 0.1)), end_width=72)


def brush_rest(st: Stage, look: Look) -> None:
    """A five-peaked rest with two brushes across it."""
    st.stand(480, 960, 250, ry=26)
    st.fill(
        path(
            "M230 960 Q240 850 300 830 Q330 880 370 840 Q390 740 430 740 Q460 800 480 690 Q510 690 530 780 Q560 740 590 760 Q600 850 640 850 Q670 830 690 860 Q730 890 730 960 Z"  # noqa: E501
        ),
        look.paint("#9dc0ab"),
        finish="glazed",
        depth=0.9,
    )
    st.tube([(200, 800), (760, 826)], 20, look.accent("#7a5230"))
    st.tube([(756, 826), (860, 832)], 30, (240, 232, 214), end_width=4)


MOTIFS = {
    "vase": vase,
    "bowl": bowl,
    "plate": plate,
    "cup": cup,
    "jar": jar,
    "pitcher": pitcher,
    "burner": burner,
    "tagine": tagine,
    "mortar": mortar,
    "brush_rest": brush_rest,
}
