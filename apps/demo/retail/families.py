"""Demo · product families of the retail data, and whose goods they are · no tables.

The file names goods and nothing else. HS codes (HS 2022, six digits), origin,
material, weight and size are ASSUMPTIONS, one set per family: believable for goods
of that kind, measured on none. Goods go to the first family that has one of their
words; what no family knows is decoration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Family:
    """Goods of one kind: who sells them, where they stand, and what is assumed of a packed piece (grams, mm)."""

    code: str
    vendor: str
    category: str
    hs_code: str
    material: str
    origin: str
    weight_g: int
    size_mm: tuple[int, int, int]
    words: str


@dataclass(frozen=True)
class Maker:
    """A vendor made up for the goods of some families; the town is real, the firm is not."""

    slug: str
    name: str
    town: str
    postcode: str
    latitude: str
    longitude: str
    accent: str
    story: str


KITCHEN, BAGS, LIGHTS, PAPER, TOYS, HOME = (
    "kettle-and-crumb", "satchel-row", "wick-and-lantern", "paper-lark", "spinning-top", "hedge-and-hearth"
)  # fmt: skip

MAKERS = (
    Maker(KITCHEN, "Kettle & Crumb", "Stoke-on-Trent", "ST1 3EE", "53.0258", "-2.1774", "#8a3b2e",
          "Mugs, cake tins and everything for the table, packed in the Potteries."),
    Maker(BAGS, "Satchel Row", "Leicester", "LE1 1WB", "52.6369", "-1.1398", "#4b5d7a",
          "Bags for shopping, lunch and luggage, cushions, and small things to wear."),
    Maker(LIGHTS, "Wick & Lantern", "Norwich", "NR2 1RL", "52.6293", "1.2978", "#9a6b1f",
          "Candles, lanterns and strings of lights for tables and gardens after dark."),
    Maker(PAPER, "Paper Lark", "Bath", "BA1 1SU", "51.3811", "-2.3590", "#3f6f63",
          "Cards, wrapping paper, bunting and all that a birthday needs."),
    Maker(TOYS, "Spinning Top Yard", "Kendal", "LA9 4LR", "54.3280", "-2.7463", "#a2483f",
          "Toys and games of wood, tin and felt, and craft kits for rainy days."),
    Maker(HOME, "Hedge & Hearth", "Hereford", "HR4 9AR", "52.0565", "-2.7160", "#5a6b3b",
          "Frames, hooks, signs, garden things and Christmas decorations."),
)  # fmt: skip

# The words of a family are in lower case; "cake tin" wants both in this order; a plural s is understood.
FAMILIES = (
    Family("paper-bags", PAPER, "stationery-desk", "481940", "paper", "GB", 40, (260, 200, 20),
           "party bag|gift bag|paper bag|goody bag|loot bag"),
    Family("cake-papers", PAPER, "stationery-desk", "482369", "paper", "CN", 60, (150, 150, 60),
           "cake case|paper cup|paper plate|napkin|doily|straw|tissue"),
    Family("lunch-storage", KITCHEN, "kitchen-storage", "392410", "plastic", "CN", 220, (200, 140, 80),
           "lunch box|snack box|bread bin|recipe box"),
    Family("candles", LIGHTS, "decor-candles", "340600", "soy_wax", "GB", 260, (120, 80, 80),
           "candle|scented|wax|t-light candle"),
    Family("candle-holders", LIGHTS, "lighting-lanterns", "940550", "glass", "CN", 340, (140, 110, 110),
           "t-light|tea light|tealight|candlestick|candleholder|lantern|votive"),
    Family("lights", LIGHTS, "lighting-lanterns", "940531", "plastic", "CN", 380, (220, 140, 90),
           "light|lamp|lampshade|chandelier|night light|fairy light|torch"),
    Family("incense", LIGHTS, "decor-incense", "330741", "resin_incense", "IN", 60, (240, 40, 20), "incense"),
    Family("bags", BAGS, "leather-bags", "420292", "polyester", "CN", 180, (380, 300, 30),
           "bag|shopper|tote|suitcase|luggage|rucksack|satchel|umbrella|parasol"),
    Family("purses", BAGS, "leather-small", "420232", "polyester", "CN", 70, (150, 110, 20),
           "purse|wallet|passport|coin|glasses case|phone charm|keyring|key ring"),
    Family("jewellery", BAGS, "jewellery-necklaces", "711719", "glass", "CN", 40, (90, 70, 20),
           "necklace|bracelet|earring|brooch|bangle|pendant|choker|tiara|hair|ring|diamante"),
    Family("cushions", BAGS, "textiles", "630493", "cotton", "IN", 320, (420, 420, 60),
           "cushion|throw|blanket|quilt|curtain|rug|doormat|towel|flannel|scarf|glove|slipper|sock|hat|poncho|"
           "hot water bottle|hand warmer"),
    Family("cups", KITCHEN, "kitchen-teaware", "691200", "stoneware", "CN", 380, (130, 110, 110),
           "mug|teacup|cup|saucer|teapot|tea set|coffee set|tea for one|tea"),
    Family("plates", KITCHEN, "kitchen-bowls-plates", "691200", "stoneware", "CN", 620, (240, 240, 70),
           "plate|bowl|dish|cakestand|cake stand|platter|tray|trivet|jug|glass"),
    Family("baking", KITCHEN, "kitchen-tools", "732399", "stainless_steel", "CN", 300, (240, 180, 60),
           "cake|baking|cookie|cutter|jelly|bun|muffin|mould|rolling pin|whisk|scale|pan|recipe"),
    Family("kitchen-textiles", KITCHEN, "kitchen-tools", "630260", "cotton", "IN", 190, (300, 220, 20),
           "apron|oven glove|tea towel|tea cosy|table cloth|tablecloth|placemat|coaster|egg cosy"),
    Family("kitchen-storage", KITCHEN, "kitchen-storage", "732393", "tin", "CN", 420, (180, 130, 130),
           "tin|jar|bottle|canister|storage|biscuit|sugar|jam|spice|pantry|lunch"),
    Family("cutlery", KITCHEN, "kitchen-tools", "821599", "stainless_steel", "CN", 280, (240, 120, 40),
           "cutlery|spoon|fork|knife|ladle|kitchen|chopping|egg|popcorn|chopstick|bottle opener|corkscrew"),
    Family("toys", TOYS, "toys", "950300", "beech", "CN", 260, (200, 150, 60),
           "toy|doll|dolly|game|puzzle|jigsaw|domino|skipping|spinning|playhouse|teddy|rabbit|bunny|soldier|circus|"
           "dinosaur|farm|skittle|marble|yoyo|jack|snake|quoit|ball|children|childrens|kid|girl|boy|babushka|puppet|"
           "feltcraft|felt|knitting|sewing|craft|kit|crayon|chalk|paint|painting|spaceboy|gumball|money box|piggy"),
    Family("cards", PAPER, "stationery-desk", "490900", "paper", "GB", 30, (180, 130, 5), "card|postcard|envelope"),
    Family("writing", PAPER, "stationery-desk", "482010", "paper", "CN", 150, (210, 150, 15),
           "notebook|journal|diary|book|letter|notepad|memo|calendar|pen|pencil|eraser|ruler|sharpener|chalkboard|"
           "blackboard|sticker|stamp|tape|magnet|clip|paperweight|folder|planner|list|address"),
    Family("wrapping", PAPER, "stationery-desk", "482390", "paper", "GB", 120, (300, 60, 60),
           "wrap|paper|ribbon|tag|gift|raffia|box"),
    Family("party", PAPER, "stationery-desk", "950590", "paper", "CN", 140, (240, 180, 30),
           "party|birthday|bunting|balloon|streamer|confetti|invite|garland|banner|crown|mask"),
    Family("garden", HOME, "tools-garden", "732690", "enamelled_steel", "CN", 520, (260, 200, 140),
           "garden|plant|planter|watering|herb|seed|bird|birdhouse|trowel|picnic|parasol|greenhouse|windmill|pot"),
    Family("frames-clocks", HOME, "decor-mirrors-clocks", "441400", "mango_wood", "CN", 640, (300, 220, 50),
           "frame|mirror|clock|photo|picture|canvas|wall art|art"),
    Family("vases-flowers", HOME, "decor-vases", "701399", "glass", "CN", 560, (240, 130, 130),
           "vase|flower|bouquet|rose|daisy|tulip"),
    Family("baskets", HOME, "decor-baskets", "460219", "cane", "VN", 400, (300, 240, 160), "basket|wicker|hamper"),
    Family("christmas", HOME, "decor", "950510", "glass", "CN", 120, (140, 100, 60),
           "christmas|xmas|advent|stocking|reindeer|santa|snowflake|bauble|wreath|tree|angel|easter|chick"),
)  # fmt: skip

OTHER = Family("decoration", HOME, "decor", "830629", "tin", "CN", 300, (200, 150, 60), "")
ALL = (*FAMILIES, OTHER)


def family_of(description: str) -> Family:
    """The family of goods with this description, in any spelling of capitals."""
    text = " ".join(re.findall(r"[a-z0-9-]+", description.lower()))
    return next((family for family, words in _patterns() if words.search(text)), OTHER)


@cache
def _patterns() -> tuple[tuple[Family, re.Pattern[str]], ...]:
    return tuple(
        (family, re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in family.words.split('|'))})(?:e?s)?\b"))
        for family in FAMILIES
    )
