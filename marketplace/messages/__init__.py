"""messages · no app · catalogues collected from the sources, compiled and checked with Babel alone."""
