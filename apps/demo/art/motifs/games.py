"""demo · art: board games and puzzles · no schema."""

from __future__ import annotations

from apps.demo.art.color import darker, lighter, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded
from apps.demo.art.look import Look
from apps.demo.art.stage import Stage


def puzzle(st: Stage, look: Look) -> None:
    """A half-laid jigsaw; its picture is the pattern."""
    base = rotate(rounded(200, 350, 760, 950, 8), -4, (480, 650))
    st.shade([(x + 20, y + 24) for x, y in base], blur=20, alpha=0.42)
    st.fill(base, look.cover("wood", rgb("#c29a62")), finish="flat")
    picture = look.paint("#5f86ad", default="waves")
    for row in range(5):
        for col in range(5):
            if (row, col) in ((0, 4), (1, 4), (2, 3), (4, 0)):
                continue
            x, y = 224 + col * 104, 374 + row * 112
            piece = path(
                f"M0 0 L36 0 q-6 {-20 if row else 0} 16 {-20 if row else 0} q22 0 16 {20 if row else 0} L104 0 L104 40 q{20 if col < 4 else 0} -6 {20 if col < 4 else 0} 16 q0 22 {-20 if col < 4 else 0} 16 L104 112 L0 112 Z",  # noqa: E501
                dx=x,
                dy=y,
            )
            piece = rotate(piece, -4, (480, 650))
            st.fill(piece, picture, finish="flat", depth=0.7)
    for x, y, turn in ((800, 420, 30), (780, 1010, -24), (170, 1010, 14)):
        piece = rotate(
            path("M-52 -52 L-16 -52 q-6 -22 16 -22 q22 0 16 22 L52 -52 L52 52 L-52 52 Z", dx=x, dy=y), turn, (x, y)
        )
        st.shade([(a + 8, b + 12) for a, b in piece], blur=8, alpha=0.42)
        st.fill(piece, picture, finish="flat", depth=0.7)
    for row in range(1, 5):
        st.fill(
            rotate(
                [(226, 374 + row * 112), (744, 374 + row * 112), (744, 376 + row * 112), (226, 376 + row * 112)],
                -4,
                (480, 650),
            ),
            (30, 26, 34),
            finish="none",
            alpha=0.28,
        )
    for col in range(1, 5):
        st.fill(
            rotate(
                [(224 + col * 104, 374), (226 + col * 104, 374), (226 + col * 104, 934), (224 + col * 104, 934)],
                -4,
                (480, 650),
            ),
            (30, 26, 34),
            finish="none",
            alpha=0.28,
        )


def game(st: Stage, look: Look) -> None:
    """A board game; `form`: chess, backgammon, memory, go."""
    main, dark = look.main("#dcbf92"), look.accent("#6b4429")
    form = look.form("chess")
    shape = path("M230 470 L730 470 L850 930 L110 930 Z")
    st.shade([(x + 14, y + 30) for x, y in shape], blur=22, alpha=0.45)
    st.fill([(110, 930), (850, 930), (850, 966), (110, 966)], darker(dark, 0.3), finish="flat")
    st.fill(shape, look.cover("wood", dark), finish="flat")

    def at(u: float, v: float) -> tuple[float, float]:
        y = 494 + (906 - 494) * v**1.12
        half = 236 + (346 - 236) * (y - 494) / 412
        return 480 + (u - 0.5) * 2 * half, y

    if form == "chess":
        for r in range(8):
            for c in range(8):
                quad = [at(c / 8, r / 8), at((c + 1) / 8, r / 8), at((c + 1) / 8, (r + 1) / 8), at(c / 8, (r + 1) / 8)]
                st.fill(quad, main if (r + c) % 2 else darker(dark, 0.08), finish="none")
        for u, v, tone, tall in (
            (0.19, 0.3, main, 1.0),
            (0.44, 0.42, dark, 1.3),
            (0.69, 0.3, dark, 0.9),
            (0.31, 0.68, main, 1.5),
            (0.81, 0.8, main, 1.0),
        ):
            x, y = at(u, v)
            st.stand(x, y, 30)
            st.turned(
                [(y - 130 * tall, 20), (y - 100 * tall, 22), (y - 86 * tall, 14), (y - 40, 18), (y - 14, 30), (y, 32)],
                lighter(tone, 0.1),
                cx=x,
                finish="glazed",
            )
            st.fill(ellipse(x, y - 140 * tall, 24, 24), lighter(tone, 0.1), finish="ball")
    elif form == "backgammon":
        st.fill([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], main, finish="none")
        for i in range(12):
            tone = dark if i % 2 else look.color("second", "#a8392b")
            st.fill([at(i / 12, 0), at((i + 1) / 12, 0), at((i + 0.5) / 12, 0.44)], tone, finish="none")
            st.fill([at(i / 12, 1), at((i + 1) / 12, 1), at((i + 0.5) / 12, 0.58)], tone, finish="none")
        st.fill([at(0.485, 0), at(0.515, 0), at(0.515, 1), at(0.485, 1)], darker(dark, 0.2), finish="none")
        for i, k, tone in (
            (0, 0, dark),
            (0, 1, dark),
            (4, 0, main),
            (7, 0, dark),
            (11, 0, main),
            (11, 1, main),
            (5, 2, dark),
            (9, 3, main),
        ):
            x, y = at((i + 0.5) / 12, 0.93 - 0.12 * k if k < 2 else 0.1 * k)
            st.fill(ellipse(x + 3, y + 5, 25, 15), (20, 16, 20), finish="none", alpha=0.3)
            st.fill(ellipse(x, y, 25, 15), lighter(tone, 0.3) if tone == main else darker(tone, 0.3), finish="ball")
    elif form == "go":
        st.fill([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], look.cover("wood", main), finish="flat", depth=0.6)
        for i in range(13):
            a, b = at(i / 12, 0), at(i / 12, 1)
            st.tube([a, b], 3, darker(dark, 0.3))
            st.tube([at(0, i / 12), at(1, i / 12)], 3, darker(dark, 0.3))
        for i, j, white in (
            (3, 3, 0),
            (9, 3, 1),
            (4, 4, 1),
            (3, 9, 0),
            (9, 9, 0),
            (8, 8, 1),
            (6, 6, 0),
            (7, 6, 1),
            (4, 8, 1),
        ):
            x, y = at(i / 12, j / 12)
            st.shade(ellipse(x + 4, y + 6, 20, 13), blur=3, alpha=0.4)
            st.fill(ellipse(x, y - 2, 21, 14), rgb("#f2efe8") if white else rgb("#24252a"), finish="ball")
    else:
        signs = look.colors("#a8392b", "#2d4a6d")
        for r in range(4):
            for c in range(5):
                quad = [
                    at(c / 5 + 0.02, r / 4 + 0.02),
                    at((c + 1) / 5 - 0.02, r / 4 + 0.02),
                    at((c + 1) / 5 - 0.02, (r + 1) / 4 - 0.03),
                    at(c / 5 + 0.02, (r + 1) / 4 - 0.03),
                ]
                face = (r * 5 + c) % 4 == 1
                st.fill(quad, lighter(main, 0.4) if face else signs[1], finish="flat")
                if face:
                    x, y = at(c / 5 + 0.1, r / 4 + 0.12)
                    st.fill(ellipse(x, y, 28, 20), signs[(r + c) % 5], finish="ball")


MOTIFS = {"puzzle": puzzle, "game": game}
