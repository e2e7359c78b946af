"""demo · art: packed food and drink, with its labels · no schema."""

from __future__ import annotations

from math import cos, radians, sin

from apps.demo.art.color import RGB, darker, lighter, rgb
from apps.demo.art.geometry import Points, ellipse, path, rotate, rounded, smooth
from apps.demo.art.look import Look
from apps.demo.art.patterns import pattern
from apps.demo.art.stage import Stage
from apps.demo.art.surface import Painter, Tile


def emblem(tile: Tile, name: str, cx: float, cy: float, r: float, ink: RGB, paper: RGB) -> None:
    """Draw a small sign on a label; an unknown name is a drop.

    leaf, bean, bee, olive, sun, mountain, flower, cup, wheat, pepper, chili, pod, star, crane.
    """
    if name == "leaf":
        tile.poly(path("M-40 50 Q-30 -50 55 -52 Q58 40 -40 50 Z", dx=cx, dy=cy, scale=r / 60), ink)
        tile.line([(cx - r * 0.66, cy + r * 0.83), (cx + r * 0.5, cy - r * 0.5)], paper, r * 0.07)
    elif name == "bean":
        tile.poly(rotate(ellipse(cx, cy, r * 0.62, r * 0.92), 28, (cx, cy)), ink)
        tile.line(
            rotate(path("M0 -52 Q26 -20 0 0 Q-26 20 0 52", dx=cx, dy=cy, scale=r / 60), 28, (cx, cy)), paper, r * 0.12
        )
    elif name == "bee":
        for dx, dy in ((0, 0), (0.74, 0.43), (-0.74, 0.43), (0, 0.86), (0.74, -0.43), (-0.74, -0.43), (0, -0.86)):
            x, y = cx + dx * r * 0.86, cy + dy * r * 0.86
            tile.poly(
                [
                    (x + r * 0.44 * c, y + r * 0.44 * s)
                    for c, s in ((1, 0), (0.5, 0.87), (-0.5, 0.87), (-1, 0), (-0.5, -0.87), (0.5, -0.87))
                ],
                ink,
            )
    elif name == "olive":
        tile.poly(rotate(ellipse(cx - r * 0.3, cy + r * 0.25, r * 0.36, r * 0.5), 20, (cx, cy)), ink)
        tile.poly(rotate(ellipse(cx + r * 0.4, cy + r * 0.3, r * 0.32, r * 0.44), -16, (cx, cy)), ink)
        tile.poly(path("M-8 -6 Q30 -70 80 -60 Q60 0 -8 -6 Z", dx=cx - r * 0.2, dy=cy - r * 0.2, scale=r / 80), ink)
        tile.poly(path("M-8 -6 Q-60 -60 -90 -30 Q-60 14 -8 -6 Z", dx=cx, dy=cy - r * 0.2, scale=r / 90), ink)
    elif name == "sun":
        tile.oval(cx, cy, r * 0.5, r * 0.5, ink)
        for k in range(12):
            a = radians(30 * k)
            tile.line(
                [(cx + cos(a) * r * 0.64, cy + sin(a) * r * 0.64), (cx + cos(a) * r, cy + sin(a) * r)], ink, r * 0.1
            )
    elif name == "mountain":
        tile.poly(
            [
                (cx - r, cy + r * 0.6),
                (cx - r * 0.2, cy - r * 0.7),
                (cx + r * 0.2, cy - r * 0.1),
                (cx + r * 0.42, cy - r * 0.4),
                (cx + r, cy + r * 0.6),
            ],
            ink,
        )
        tile.poly(
            [
                (cx - r * 0.2, cy - r * 0.7),
                (cx + r * 0.02, cy - r * 0.36),
                (cx - r * 0.16, cy - r * 0.24),
                (cx - r * 0.42, cy - r * 0.34),
            ],
            paper,
        )
    elif name == "flower":
        for k in range(6):
            a = radians(60 * k)
            tile.oval(cx + cos(a) * r * 0.55, cy + sin(a) * r * 0.55, r * 0.34, r * 0.34, ink)
        tile.oval(cx, cy, r * 0.26, r * 0.26, paper)
    elif name == "cup":
        tile.poly(path("M-50 -30 L50 -30 Q46 50 0 52 Q-46 50 -50 -30 Z", dx=cx, dy=cy, scale=r / 60), ink)
        for dx in (-22, 0, 22):
            tile.line(
                path("M0 -40 q10 -14 0 -26 q-10 -12 0 -24", dx=cx + dx * r / 60, dy=cy, scale=r / 60), ink, r * 0.08
            )
    elif name == "wheat":
        tile.line([(cx, cy - r), (cx, cy + r)], ink, r * 0.08)
        for k in range(4):
            for side in (-1, 1):
                tile.poly(
                    rotate(
                        ellipse(cx + side * r * 0.28, cy - r * 0.7 + k * r * 0.4, r * 0.13, r * 0.28),
                        side * 38,
                        (cx + side * r * 0.28, cy - r * 0.7 + k * r * 0.4),
                    ),
                    ink,
                )
    elif name == "pepper":
        for dx, dy in ((-0.4, 0.1), (0.3, -0.3), (0.4, 0.45), (-0.2, -0.55), (-0.1, 0.7)):
            tile.oval(cx + dx * r, cy + dy * r, r * 0.26, r * 0.26, ink)
    elif name == "chili":
        tile.poly(
            path("M-46 -40 Q10 -50 40 0 Q54 40 30 64 Q20 20 -20 0 Q-50 -10 -46 -40 Z", dx=cx, dy=cy, scale=r / 60), ink
        )
        tile.line(path("M-46 -40 q-10 -16 -26 -18", dx=cx, dy=cy, scale=r / 60), ink, r * 0.14)
    elif name == "pod":
        tile.poly(rotate(ellipse(cx, cy, r * 0.5, r * 0.98), 30, (cx, cy)), ink)
        for vein in (-0.24, 0, 0.24):
            tile.line(
                rotate([(cx + vein * r, cy - r * 0.7), (cx + vein * r, cy + r * 0.7)], 30, (cx, cy)), paper, r * 0.05
            )
    elif name == "star":
        for turn in (0, 45):
            tile.poly(
                [
                    (cx + cos(radians(a + turn)) * r * 0.9, cy + sin(radians(a + turn)) * r * 0.9)
                    for a in (0, 90, 180, 270)
                ],
                ink,
            )
        tile.oval(cx, cy, r * 0.34, r * 0.34, paper)
    elif name == "crane":
        tile.oval(cx, cy, r, r, ink)
        tile.poly(
            path("M-60 10 Q0 -60 60 -20 Q20 -10 10 20 Q0 50 -20 60 Q-6 20 -60 10 Z", dx=cx, dy=cy, scale=r / 80), paper
        )
    else:
        tile.poly(path("M0 -60 Q50 10 36 36 Q0 76 -36 36 Q-50 10 0 -60 Z", dx=cx, dy=cy, scale=r / 60), ink)


def label_on(look: Look, *, box: tuple[float, float, float, float] = (330, 620, 630, 880)) -> Painter:
    """A body of the main colour (or its pattern) with a printed label on the front."""
    body = look.paint("#2f5d3a")
    x0, y0, x1, y1 = look.spec.get("label_box", box)
    paper, ink = look.color("paper", "#f4ead0"), look.color("ink", look.spec.get("accent", "#2f5d3a"))
    sign = str(look.spec.get("emblem", "leaf"))
    sign_color = look.color("emblem_color", ink)

    def paint(tile: Tile) -> None:
        if callable(body):
            body(tile)
        else:
            tile.rect(*tile.box, body)
        _print(tile, x0, y0, x1, y1, paper, ink, sign, sign_color)

    return paint


def _print(
    tile: Tile, x0: float, y0: float, x1: float, y1: float, paper: RGB, ink: RGB, sign: str, sign_color: RGB
) -> None:
    cx, h, w = (x0 + x1) / 2, y1 - y0, x1 - x0
    tile.poly(rounded(x0, y0, x1, y1, 10), paper)
    tile.poly(rounded(x0 + 9, y0 + 9, x1 - 9, y1 - 9, 6), ink)
    tile.poly(rounded(x0 + 12, y0 + 12, x1 - 12, y1 - 12, 5), paper)
    emblem(tile, sign, cx, y0 + h * 0.38, min(w, h) * 0.2, sign_color, paper)
    tile.poly(rounded(cx - w * 0.3, y0 + h * 0.67, cx + w * 0.3, y0 + h * 0.67 + h * 0.055, 4), ink)
    tile.poly(rounded(cx - w * 0.2, y0 + h * 0.77, cx + w * 0.2, y0 + h * 0.77 + h * 0.036, 4), ink)
    tile.poly(rounded(cx - w * 0.13, y0 + h * 0.85, cx + w * 0.13, y0 + h * 0.85 + h * 0.026, 3), sign_color)


def bag(st: Stage, look: Look) -> None:
    """A stand-up bag of coffee, tea or grain; `tie` folds and clips its top."""
    main = look.main("#2a2340")
    body = path(
        "M312 400 Q480 380 648 400 Q640 560 662 930 Q664 966 640 970 Q480 990 320 970 Q296 966 298 930 Q320 560 312 400 Z"  # noqa: E501
    )
    st.stand(480, 968, 180, ry=30)
    st.fill(body, label_on(look, box=(366, 520, 594, 830)), finish="round", depth=0.95)
    for x0, x1 in ((330, 352), (628, 606)):
        st.shade([(x0, 440), (x0 + 6, 440), (x1 + 8, 900), (x1 - 4, 900)], blur=10, alpha=0.3)
    st.fill(
        path("M306 330 Q480 318 654 330 L650 406 Q480 388 310 406 Z"), lighter(main, 0.06), finish="round", depth=0.8
    )
    st.fill(path("M308 346 Q480 334 652 346 L652 352 Q480 340 308 352 Z"), darker(main, 0.5), finish="none", alpha=0.5)
    if look.spec.get("tie"):
        st.fill(rounded(288, 372, 672, 396, 8), look.color("ink", look.spec.get("accent", "#c9a227")), finish="metal")
    elif look.spec.get("valve", True):
        st.fill(ellipse(480, 455, 15, 15), darker(main, 0.3), finish="deep")


def tin(st: Stage, look: Look) -> None:
    """A tin; `form`: square (oil, with a cap), round (tea, caddy), flat (balm, biscuits)."""
    main = look.main("#2f5d3a")
    form = look.form("round")
    if form == "square":
        st.stand(480, 974, 178, ry=26)
        st.turned(
            [(270, 34), (280, 38), (340, 38)], look.color("cap", "#c9a227"), finish="metal", tilt=0.12, sharp=True
        )
        st.fill(path("M330 372 L380 336 H580 L630 372 Z"), lighter(main, 0.2), finish="metal", depth=0.8)
        st.fill(rounded(314, 366, 646, 978, 16), label_on(look, box=(330, 490, 630, 800)), finish="round", depth=0.95)
        for y in (384, 958):
            st.fill(rounded(312, y - 6, 648, y + 6, 5), lighter(main, 0.3), finish="metal", alpha=0.8)
        return
    if form == "flat":
        st.stand(480, 960, 250)
        st.turned([(800, 250), (806, 254), (940, 254), (958, 246)], main, tilt=0.24, finish="metal", depth=0.8)
        st.turned(
            [(730, 258), (736, 262), (820, 262)],
            look.color("lid", lighter(main, 0.08)),
            tilt=0.24,
            finish="metal",
            depth=0.8,
            sharp=True,
        )
        st.fill(ellipse(480, 730, 258, 62), look.color("lid", lighter(main, 0.12)), finish="flat")
        paper = look.color("paper", "#f4ead0")

        def top(tile: Tile) -> None:
            tile.rect(*tile.box, paper)
            flat = Tile((-100, -100, 100, 100), tile.scale * 1.2, paper)
            emblem(
                flat,
                str(look.spec.get("emblem", "leaf")),
                0,
                0,
                62,
                look.color("ink", look.spec.get("accent", "#2f5d3a")),
                paper,
            )
            size = tile.image.size
            width = round(size[1] * 3.2)
            tile.image.paste(flat.image.resize((width, size[1])), ((size[0] - width) // 2, 0))

        st.fill(ellipse(480, 730, 206, 48), top, finish="flat", depth=0.6)
        return
    tall = look.number("tall", 1)
    top_y = 968 - 470 * tall
    r = 172 * look.number("wide", 1)
    st.stand(480, 968, r)
    body_box = (480 - r * 0.92, top_y + 170 * tall, 480 + r * 0.92, top_y + 420 * tall)
    surface = label_on(look, box=body_box) if look.spec.get("label", True) else look.paint("#2f5d3a")
    st.turned(
        [(top_y + 60, r), (top_y + 70, r), (962, r), (968, r * 0.98)], surface, tilt=0.14, finish="round", sharp=True
    )
    lid = look.color("lid", darker(main, 0.12))
    cover = look.paint("#2f5d3a") if look.spec.get("lid_pattern") else lid
    st.turned(
        [(top_y, r * 1.0), (top_y + 8, r * 1.03), (top_y + 128, r * 1.03)],
        cover,
        tilt=0.14,
        finish="metal" if not look.spec.get("wooden_lid") else "matt",
        sharp=True,
    )
    st.fill(ellipse(480, top_y, r, r * 0.15), lighter(lid, 0.2), finish="flat")


BOTTLES: dict[str, Points] = {
    "oil": [(420, 44), (430, 46), (500, 46), (560, 70), (620, 112), (680, 120), (940, 120), (972, 108)],
    "square": [(430, 44), (520, 46), (550, 90), (580, 138), (620, 144), (950, 144), (972, 136)],
    "jug": [(440, 50), (520, 56), (580, 120), (660, 178), (760, 190), (900, 180), (972, 150)],
    "slim": [(330, 36), (440, 38), (520, 50), (580, 82), (640, 90), (940, 90), (972, 82)],
}


def bottle(st: Stage, look: Look) -> None:
    """A glass bottle with a label; `form`: oil, square, jug, slim; `cap` colours the stopper."""
    main = look.main("#3d4a22")
    body = BOTTLES[look.form("oil")]
    top, neck = body[0]
    st.stand(480, 972, body[-1][1] * 1.08)
    r = max(radius for _, radius in body)
    st.turned(body, label_on(look, box=(480 - r * 1.1, 690, 480 + r * 1.1, 920)), tilt=0.12, finish="glazed")
    cap = look.color("cap", "#22211f")
    st.turned(
        [(top - 84, neck * 0.94), (top - 76, neck), (top + 16, neck * 1.06)],
        look.cover("wood", cap) if look.spec.get("cork") else cap,
        tilt=0.16,
        finish="round",
        sharp=True,
    )
    st.fill(ellipse(480, top - 84, neck * 0.94, neck * 0.15), lighter(cap, 0.25), finish="flat")
    if look.form("oil") == "jug":
        st.tube(smooth([(430, 480), (350, 470), (350, 570), (400, 600)]), 22, main)


def honey(st: Stage, look: Look) -> None:
    """A glass jar with its contents showing, label and lid."""
    main = look.main("#d9952e")
    st.stand(480, 972, 170)
    glass = [(520, 150), (540, 172), (590, 186), (930, 186), (960, 178), (972, 168)]
    st.turned(glass, label_on(look, box=(310, 670, 650, 900)), tilt=0.14, finish="glazed", depth=0.8)
    st.turned([(532, 152), (550, 160), (576, 176)], lighter(main, 0.4), tilt=0.14, finish="glazed", alpha=0.6)
    lid = look.color("lid", "#c9a227")
    st.turned([(440, 158), (448, 166), (534, 166)], lid, tilt=0.15, finish="metal", sharp=True)
    st.fill(ellipse(480, 440, 158, 24), lighter(lid, 0.3), finish="flat")
    if look.spec.get("cloth"):
        st.turned(
            [(428, 150), (440, 172), (520, 190), (560, 214)],
            pattern("check", [look.color("cloth", "#f2efe8"), look.accent("#a8392b")], look.rng, size=0.6),
            tilt=0.15,
            finish="matt",
        )
        st.turned([(508, 186), (522, 187)], look.accent("#a8392b"), tilt=0.15, finish="round", sharp=True)


def chocolate(st: Stage, look: Look) -> None:
    """A bar in its wrapper with a corner unwrapped; `form: box` is an open box of sweets."""
    main = look.main("#4a2c20")
    if look.form("bar") == "box":
        st.shade(rounded(200, 520, 790, 960, 14), blur=26, alpha=0.4)
        st.fill(rounded(180, 490, 780, 940, 14), main, finish="flat")
        st.fill(rounded(206, 516, 754, 914, 8), darker(main, 0.5), finish="none")
        tones = look.colors("#4a2c20", "#e8c9b0")[1:]
        for row in range(3):
            for col in range(4):
                x, y = 222 + col * 133, 532 + row * 127
                st.fill(
                    rounded(x, y, x + 116, y + 110, 16),
                    look.cover(
                        "speckle",
                        tones[(row + col) % len(tones)],
                        lighter(tones[(row + col) % len(tones)], 0.7),
                        size=0.7,
                    ),
                    finish="ball",
                    depth=0.5,
                )
        return
    turn = -9
    about = (480, 640)
    bar = rotate(rounded(330, 250, 630, 1000, 6), turn, about)
    st.shade([(x + 22, y + 26) for x, y in bar], blur=18, alpha=0.45)
    st.fill(bar, rgb("#4a2a1b"), finish="flat")
    for row in range(3):
        for col in range(3):
            piece = rotate(rounded(342 + col * 96, 262 + row * 96, 430 + col * 96, 350 + row * 96, 6), turn, about)
            st.fill(piece, rgb("#5d3723"), finish="ball", depth=0.7)
    st.fill(
        rotate(
            path("M322 560 L360 530 L400 566 L450 532 L500 568 L550 530 L600 566 L638 540 L638 640 L322 640 Z"),
            turn,
            about,
        ),
        rgb("#cfd2d4"),
        finish="metal",
        depth=0.5,
    )
    sleeve = rotate([(320, 600), (640, 600), (640, 1006), (320, 1006)], turn, about)
    st.fill(sleeve, look.paint("#8a3b5c"), finish="flat", depth=0.9)
    inner = rotate(rounded(374, 680, 586, 940, 8), turn, about)
    paper, ink = look.color("paper", "#f4ead0"), look.color("ink", main)

    def front(tile: Tile) -> None:
        tile.rect(*tile.box, paper)
        emblem(tile, str(look.spec.get("emblem", "pod")), 506, 770, 56, ink, paper)
        for k, half in enumerate((70, 46, 30)):
            tile.poly(rotate(rounded(516 - half, 868 + k * 24, 516 + half, 879 + k * 24, 4), turn, (516, 870)), ink)

    st.fill(inner, front, finish="flat", depth=0.6)


def carton(st: Stage, look: Look) -> None:
    """A standing carton with a printed front."""
    main = look.main("#5d7f5a")
    wide = look.number("wide", 1)
    half = 170 * wide
    st.stand(500, 970, half * 1.15, ry=30)
    side = [(480 + half, 430), (480 + half + 88, 396), (480 + half + 88, 926), (480 + half, 972)]
    st.fill(side, darker(main, 0.35), finish="flat")
    st.fill(
        [(480 - half, 430), (480 - half + 96, 396), (480 + half + 88, 396), (480 + half, 430)],
        lighter(main, 0.3),
        finish="flat",
    )
    st.fill(
        [(480 - half, 430), (480 + half, 430), (480 + half, 972), (480 - half, 972)],
        label_on(look, box=(480 - half * 0.74, 530, 480 + half * 0.74, 880)),
        finish="flat",
        depth=0.8,
    )


MOTIFS = {"bag": bag, "tin": tin, "bottle": bottle, "honey": honey, "chocolate": chocolate, "carton": carton}
