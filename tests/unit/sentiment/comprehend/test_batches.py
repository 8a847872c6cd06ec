from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sentiment.comprehend.analysis import Question
from sentiment.comprehend.batches import MAX_TEXTS, Batch, batches

QUESTIONS = st.lists(
    st.builds(Question, st.sampled_from(["en", "ja", "zh-TW"]), st.text(max_size=3)), max_size=200
)


@given(QUESTIONS)
def test_every_question_is_in_one_batch_of_its_language(questions: list[Question]) -> None:
    found = [question for batch in batches(questions) for question in batch.questions()]
    assert Counter(found) == Counter(questions)


@given(QUESTIONS)
def test_there_are_as_few_batches_as_can_be(questions: list[Question]) -> None:
    made = Counter(batch.language for batch in batches(questions))
    texts = Counter(question.language for question in questions)
    assert made == {language: -(-count // MAX_TEXTS) for language, count in texts.items()}
    assert all(0 < len(batch.texts) <= MAX_TEXTS for batch in batches(questions))


def test_halves_hold_what_the_whole_held() -> None:
    (whole,) = batches([Question("en", str(number)) for number in range(7)])
    first, second = whole.halves()
    assert first.texts + second.texts == whole.texts
    assert first.texts
    assert second.texts


def test_25_texts_are_one_batch_and_26_are_two() -> None:
    questions = [Question("en", str(number)) for number in range(26)]
    assert [len(batch.texts) for batch in batches(questions[:25])] == [25]
    assert [len(batch.texts) for batch in batches(questions)] == [25, 1]


def test_halves_are_as_even_as_can_be_and_remember_the_tries() -> None:
    first, second = Batch("ja", ("a", "b", "c", "d", "e"), tries=2).halves()
    assert (first, second) == (Batch("ja", ("a", "b"), 2), Batch("ja", ("c", "d", "e"), 2))


def test_batches_are_in_the_order_in_which_their_languages_came() -> None:
    questions = [Question("ja", "1"), Question("en", "2"), Question("ja", "3")]
    assert batches(questions) == [Batch("ja", ("1", "3")), Batch("en", ("2",))]
