"""The languages that can be followed."""

from __future__ import annotations

from components.settings.languages import OTHER_NAMES, X_LANGUAGES

# X's page "Filtered stream: operators", the table of `lang:`, with the languages' names.
NAMES = {
    **{"am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan"},
    **{"bs": "Bosnian", "ca": "Catalan", "ckb": "Sorani Kurdish", "cs": "Czech", "cy": "Welsh"},
    **{"da": "Danish", "de": "German", "dv": "Maldivian", "el": "Greek", "en": "English"},
    **{"es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish"},
    **{"fr": "French", "gu": "Gujarati", "hi": "Hindi", "hi-Latn": "Latinized Hindi"},
    **{"hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian"},
    **{"in": "Indonesian", "is": "Icelandic", "it": "Italian", "iw": "Hebrew", "ja": "Japanese"},
    **{"ka": "Georgian", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lo": "Lao"},
    **{"lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi", "my": "Burmese"},
    **{"ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "or": "Oriya", "pa": "Panjabi"},
    **{"pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian"},
    **{"sd": "Sindhi", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian"},
    **{"sv": "Swedish", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog"},
    **{"tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese"},
    **{"zh-CN": "Simplified Chinese", "zh-TW": "Traditional Chinese"},
}


def test_every_language_of_x_can_be_chosen_and_no_other() -> None:
    assert set(NAMES) == X_LANGUAGES


def test_a_hint_leads_to_a_code_of_x_and_stands_for_none_of_its_own() -> None:
    hinted = {code for hint in OTHER_NAMES.values() for code in hint.split(", ")}
    assert hinted <= X_LANGUAGES
    assert not set(OTHER_NAMES) & X_LANGUAGES
