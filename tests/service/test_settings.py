from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, load_settings, settings_table

README = Path(__file__).parents[2] / "README.md"


def test_every_setting_says_what_it_sets_and_has_bounds() -> None:
    schema = Settings.model_json_schema()["properties"]
    for name, field in Settings.model_fields.items():
        assert field.description, name
        if schema[name].get("type") in {"integer", "number"}:
            assert "minimum" in schema[name] or "exclusiveMinimum" in schema[name], name


def test_the_environment_is_read_and_arguments_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITED_PORT", "8123")
    monkeypatch.setenv("CITED_QUEUE", "7")
    settings = load_settings(queue=3, host=None)
    assert (settings.port, settings.queue, settings.host) == (8123, 3, "127.0.0.1")


def test_names_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITED_CORS_ORIGINS", " https://a.example , https://b.example,")
    monkeypatch.setenv("CITED_HOSTS", "")
    settings = load_settings()
    assert (settings.cors_origins, settings.hosts) == (("https://a.example", "https://b.example"), ())


def test_question_text_is_not_logged_unless_asked_for() -> None:
    assert load_settings().log_questions is False


def test_a_mistyped_variable_is_refused_with_the_name_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITED_PROT", "8123")
    with pytest.raises(SettingsError, match="CITED_PROT; did you mean CITED_PORT"):
        load_settings()


def test_a_variable_like_no_setting_is_refused_with_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITED_XYZZYX", "1")
    with pytest.raises(SettingsError, match=r"CITED_XYZZYX; .*CORPUS, INDEX"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "65536"), ("PORT", "http"), ("QUEUE", "-1"), ("WORKERS", "0"), ("MAX_BODY_BYTES", "1"), ("HOST", "")],
)
def test_a_value_out_of_bounds_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CITED_{name}", value)
    with pytest.raises(SettingsError, match=f"CITED_{name}: "):
        load_settings()


def test_the_readme_holds_exactly_the_table_of_settings() -> None:
    found = re.search(r"<!-- settings -->\n(.*)<!-- /settings -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert found[1] == settings_table(), "write what `python -m service.settings` prints between the README's markers"
