"""An attack on the walls between vendors: everything at once, in a stack of its own, and no row in a wrong room.

Like a stranger it knows the marketplace by its addresses alone; only `planting` runs inside, before it begins.
"""
