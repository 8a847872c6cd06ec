import pytest

from sentiment.comprehend.units import billed_units


@pytest.mark.parametrize(
    ("characters", "units"), [(1, 3), (299, 3), (300, 3), (301, 4), (400, 4), (401, 5), (5000, 50)]
)
def test_a_unit_is_100_characters_and_3_are_the_least(characters: int, units: int) -> None:
    assert billed_units("語" * characters) == units
