import pytest

from sentiment.comprehend.analysis import Skip, SkipReason
from sentiment.comprehend.languages import COMPREHEND_LANGUAGES, comprehend_language


def test_every_language_of_comprehend_is_sent_as_it_is() -> None:
    codes = ["ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW"]
    assert [comprehend_language(code) for code in codes] == codes
    assert set(codes) == COMPREHEND_LANGUAGES


@pytest.mark.parametrize(
    ("x_code", "sent"),
    [
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("zh-tw", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh_TW", "zh-TW"),
        ("pt-BR", "pt"),
        ("en-gb", "en"),
        ("EN", "en"),
    ],
)
def test_regional_codes_become_the_code_comprehend_knows(x_code: str, sent: str) -> None:
    assert comprehend_language(x_code) == sent


@pytest.mark.parametrize(
    "x_code",
    ["und", "zxx", "qam", "qct", "qht", "qme", "qst", "qtz", "", "  ", None, 5, ["en"], {"en": 1}],
)
def test_no_language_is_told_as_unknown(x_code: object) -> None:
    assert comprehend_language(x_code) == Skip(SkipReason.UNKNOWN_LANGUAGE)


@pytest.mark.parametrize("x_code", ["in", "iw", "id", "he", "tr", "nl", "tl", "ckb", "zho", "enm"])
def test_a_language_that_comprehend_lacks_is_told_as_unsupported(x_code: str) -> None:
    assert comprehend_language(x_code) == Skip(SkipReason.UNSUPPORTED_LANGUAGE)


@pytest.mark.parametrize("x_code", ["mis", "mul", "UND", " und ", "qaa", "QTZ"])
def test_codes_for_no_language_are_known_in_any_case(x_code: str) -> None:
    assert comprehend_language(x_code) == Skip(SkipReason.UNKNOWN_LANGUAGE)


@pytest.mark.parametrize("x_code", ["qu", "quz-PE", "qaaa"])
def test_not_every_q_is_a_private_code(x_code: str) -> None:
    assert comprehend_language(x_code) == Skip(SkipReason.UNSUPPORTED_LANGUAGE)


@pytest.mark.parametrize("x_code", ["zh-HK", "zh-MO", "zh_hant", " ZH-TW "])
def test_chinese_of_hong_kong_macao_and_taiwan_is_traditional(x_code: str) -> None:
    assert comprehend_language(x_code) == "zh-TW"
