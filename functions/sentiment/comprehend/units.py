"""What Comprehend bills."""

from __future__ import annotations

# "Requests are measured in units of 100 characters, with a 3 unit (300 character) minimum charge
# per request": Amazon Comprehend pricing. The page is silent about batches; each text of a batch is
# counted as a request, the dearer reading.
CHARACTERS_PER_UNIT = 100
MINIMUM_UNITS = 3


def billed_units(text: str) -> int:
    """Return the units that analysing `text` costs."""
    return max(MINIMUM_UNITS, -(-len(text) // CHARACTERS_PER_UNIT))
