"""The demonstration's drawings: faces, covers and the mark, as SVG, then as pixels.

All of it is drawn from traits and seeds by our own shapes; nobody's picture is used. It knows
nothing of the product: what it draws is handed in as people hand in their pictures.
"""
