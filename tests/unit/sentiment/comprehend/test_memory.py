from sentiment.comprehend.analysis import Analysis, Question
from sentiment.comprehend.memory import MAX_ANSWERS, MAX_CHARACTERS, Memory

ANSWER = Analysis("POSITIVE", 0.9, 0.0, 0.1, 0.0)


def test_an_answer_is_remembered_for_its_text_and_language_alone() -> None:
    memory = Memory()
    memory.put(Question("en", "gift"), ANSWER)
    assert memory.get(Question("en", "gift")) == ANSWER
    assert memory.get(Question("de", "gift")) is None
    assert memory.get(Question("en", "gifts")) is None


def test_no_more_answers_are_kept_than_allowed() -> None:
    memory = Memory(max_answers=10)
    for number in range(1000):
        memory.put(Question("en", str(number)), ANSWER)
    assert len(memory) == 10


def test_the_answer_not_asked_for_longest_is_forgotten_first() -> None:
    memory = Memory(max_answers=2)
    memory.put(Question("en", "old"), ANSWER)
    memory.put(Question("en", "new"), ANSWER)
    memory.get(Question("en", "old"))
    memory.put(Question("en", "newest"), ANSWER)
    assert memory.get(Question("en", "old")) == ANSWER
    assert memory.get(Question("en", "new")) is None


def test_long_texts_are_forgotten_before_they_fill_the_memory() -> None:
    memory = Memory(max_characters=1000)
    for number in range(100):
        memory.put(Question("en", f"{number:0300d}"), ANSWER)
        memory.put(Question("en", f"{number:0300d}"), ANSWER)
        assert memory.characters <= 1000
    assert len(memory) == 3
    assert memory.characters == 900


def test_as_many_characters_as_allowed_are_kept() -> None:
    memory = Memory(max_characters=6)
    memory.put(Question("en", "abc"), ANSWER)
    memory.put(Question("en", "def"), ANSWER)
    assert (len(memory), memory.characters) == (2, 6)


def test_an_answer_that_is_given_again_replaces_the_older_and_counts_as_used() -> None:
    memory = Memory(max_answers=2)
    memory.put(Question("en", "old"), ANSWER)
    memory.put(Question("en", "new"), ANSWER)
    newer = ANSWER._replace(sentiment="NEUTRAL")
    memory.put(Question("en", "old"), newer)
    memory.put(Question("en", "newest"), ANSWER)
    assert memory.get(Question("en", "old")) == newer
    assert memory.get(Question("en", "new")) is None


def test_the_memory_of_a_function_is_bounded() -> None:
    memory = Memory()
    for number in range(20_002):
        memory.put(Question("en", str(number)), ANSWER)
    assert len(memory) == 20_000
    for number in range(802):
        memory.put(Question("en", f"{number:05000d}"), ANSWER)
    assert memory.characters == 4_000_000
    bytes_a_character, bytes_an_answer = 4, 400
    most = bytes_a_character * MAX_CHARACTERS + bytes_an_answer * MAX_ANSWERS
    assert most <= 24_000_000, "of the function's 512 MB"
