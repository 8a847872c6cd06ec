"""The stream's rules and their endpoints (docs.x.com, "Filtered stream: quickstart")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.posts.snowflake import first_id_of, iso_time
from sandbox.x_api.answers import PROBLEMS, Answer, invalid_request
from sandbox.x_api.rules.language import Expression, InvalidRule, parse
from sandbox.x_api.settings import XSettings

_LIST_PARAMETERS = {"ids", "max_results", "pagination_token"}
_MOST_RULES_IN_A_LIST = 1000


@dataclass(frozen=True, slots=True)
class AppRule:
    """A rule of the stream; the tag is optional, on X as here."""

    id: str
    value: str
    tag: str | None
    expression: Expression

    def data(self) -> dict[str, str]:
        """Return it as X lists it."""
        tag = {} if self.tag is None else {"tag": self.tag}
        return {"id": self.id, "value": self.value, **tag}


class RuleBook:
    """Not safe for threads by itself: its owner holds a lock. `now` returns seconds since 1970."""

    def __init__(self, settings: XSettings, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._rules: dict[str, AppRule] = {}
        self._last_id = 0

    def all(self) -> list[AppRule]:
        """Return the rules, oldest first."""
        return list(self._rules.values())

    def listed(self, query: Mapping[str, str]) -> Answer:
        """GET /2/tweets/search/stream/rules."""
        if unknown := set(query) - _LIST_PARAMETERS:
            return _unknown_parameter(min(unknown), _LIST_PARAMETERS)
        wanted = query["ids"].split(",") if "ids" in query else list(self._rules)
        given = query.get("max_results", str(_MOST_RULES_IN_A_LIST))
        if not (given.isdecimal() and 1 <= int(given) <= _MOST_RULES_IN_A_LIST):
            message = f"The `max_results` query parameter value [{given}] is not between 1 and 1000"
            return invalid_request("max_results", given, message)
        token = query.get("pagination_token", "0" * 16)
        if not re.fullmatch("[0-9a-z]{16}", token):
            message = f"The `pagination_token` query parameter value [{token}] is not valid"
            return invalid_request("pagination_token", token, message)
        most, start = int(given), int(token, 36)
        found = [self._rules[rule_id] for rule_id in wanted if rule_id in self._rules]
        page = found[start : start + most]
        meta: dict[str, Any] = {"sent": self._sent(), "result_count": len(page)}
        if start + most < len(found):
            meta["next_token"] = _base_36(start + most).zfill(16)
        data = {"data": [rule.data() for rule in page]} if page else {}
        return Answer(200, {**data, "meta": meta})

    def counts(self) -> Answer:
        """GET /2/tweets/search/stream/rules/counts."""
        number: type[str] | type[int] = str if self._settings.usage_numbers == "text" else int
        cap, count = number(self._settings.rule_cap), len(self._rules)
        app = {"client_app_id": "1", "rule_count": count}
        data = {
            "cap_per_client_app": cap,
            "cap_per_project": cap,
            "client_app_rules_count": app,
            "project_rules_count": number(count),
            "all_project_client_apps": [app],
        }
        return Answer(200, {"data": data})

    def change(self, query: Mapping[str, str], body: object) -> Answer:
        """POST /2/tweets/search/stream/rules: exactly one of add, delete and delete_all."""
        if unknown := set(query) - {"dry_run", "delete_all"}:
            return _unknown_parameter(min(unknown), {"dry_run", "delete_all"})
        for name, value in query.items():
            if value not in ("true", "false"):
                message = f"The query parameter [{name}] can only be [true,false]"
                return invalid_request(name, value, message)
        dry_run = query.get("dry_run") == "true"
        if query.get("delete_all") == "true":
            return self._delete(list(self._rules), [], dry_run)
        match body:
            case {"add": [_, *_] as add, **rest} if not rest:
                if all(_is_rule_to_add(rule) for rule in add):
                    return self._add(add, dry_run)
            case {"delete": {"ids": [_, *_] as ids}, **rest} if not rest:
                wanted = [str(rule_id) for rule_id in ids]
                missing = [rule_id for rule_id in wanted if rule_id not in self._rules]
                return self._delete([i for i in wanted if i in self._rules], missing, dry_run)
            case {"delete": {"values": [_, *_] as values}, **rest} if not rest:
                by_value = {rule.value: rule.id for rule in self._rules.values()}
                missing = [str(value) for value in values if value not in by_value]
                found = [by_value[value] for value in values if value in by_value]
                return self._delete(found, missing, dry_run)
        message = "The body must hold exactly one of add, delete with ids, delete with values"
        return invalid_request("body", body, message)

    def _add(self, given: Iterable[Mapping[str, Any]], dry_run: bool) -> Answer:
        added: dict[str, AppRule] = {}
        errors: list[dict[str, Any]] = []
        valid = 0
        for rule in given:
            value = rule["value"].strip()
            try:
                expression = parse(value)
            except InvalidRule as reason:
                errors.append(_problem(value, "UnprocessableEntity", "invalid-rules", str(reason)))
                continue
            known = [*self._rules.values(), *added.values()]
            same = next((other for other in known if other.value == value), None)
            if same:
                problem = _problem(value, "DuplicateRule", "duplicate-rules")
                errors.append({**problem, "id": same.id})
            elif len(known) >= self._settings.rule_cap:
                full = f"Rule cap of {self._settings.rule_cap} reached"
                errors.append(_problem(value, "RulesCapExceeded", "rule-cap", full))
            else:
                valid += 1
                new = AppRule(self._new_id(), value, rule.get("tag"), expression)
                added[new.id] = new
        created = 0 if dry_run else len(added)
        if not dry_run:
            self._rules.update(added)
        summary = {
            "created": created,
            "not_created": len(added) - created + len(errors),
            "valid": valid,
            "invalid": len(errors),
        }
        answer: dict[str, Any] = {"meta": {"sent": self._sent(), "summary": summary}}
        if added:
            answer["data"] = [rule.data() for rule in added.values()]
        if errors:
            answer["errors"] = errors
        return Answer(201 if created else 200, answer)

    def _delete(self, ids: Iterable[str], missing: list[str], dry_run: bool) -> Answer:
        distinct = set(ids)
        if not dry_run:
            for rule_id in distinct:
                del self._rules[rule_id]
        summary = {"deleted": len(distinct), "not_deleted": len(missing)}
        answer: dict[str, Any] = {"meta": {"sent": self._sent(), "summary": summary}}
        if missing:
            answer["errors"] = [
                dict(invalid_request("id", rule, "Rule does not exist").body) for rule in missing
            ]
        return Answer(200, answer)

    def _new_id(self) -> str:
        self._last_id = max(self._last_id + 1, first_id_of(int(self._now() * 1000)))
        return str(self._last_id)

    def _sent(self) -> str:
        return iso_time(int(self._now() * 1000))


def _is_rule_to_add(rule: object) -> bool:
    return (
        isinstance(rule, dict)
        and set(rule) <= {"value", "tag"}
        and isinstance(rule.get("value"), str)
        and isinstance(rule.get("tag", ""), str)
    )


def _problem(value: str, title: str, kind: str, *details: str) -> dict[str, Any]:
    problem: dict[str, Any] = {"value": value, "title": title, "type": PROBLEMS + kind}
    return {**problem, "details": list(details)} if details else problem


def _unknown_parameter(name: str, known: Iterable[str]) -> Answer:
    message = f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]"
    return invalid_request(name, "", message)


def _base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"
