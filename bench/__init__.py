"""bench · no app · `python -m bench`: what pages and flows cost, as multiples of a bare Django view."""
