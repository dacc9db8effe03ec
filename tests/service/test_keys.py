from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.keys import KeyRing, KeysError, create_key, read_keys, revoke_key
from tests.service.server import ROOT, environment
from tests.service.test_cli import invoke


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_key_is_found_by_itself_and_by_nothing_else(path: Path) -> None:
    asking, asks = create_key(path, "page", "ask")
    writing, writes = create_key(path, "importer", "write")
    ring = KeyRing(path)
    assert ring.refresh() is True
    assert ring.find(asks) == asking
    assert ring.find(writes) == writing
    crossed = f"cited_{asking.id}_{writes.partition('_')[2].partition('_')[2]}"
    for wrong in (
        asks[:-1],
        f"{asks}x",
        asks.upper(),
        crossed,
        f"other{asks[5:]}",
        "",
        "cited__",
        "cited_00000000_x",
        "\ud800",
    ):
        assert ring.find(wrong) is None, wrong


def test_who_may_write_may_ask(path: Path) -> None:
    asking, writing = (create_key(path, "a", scope)[0] for scope in ("ask", "write"))
    assert [key.may(scope) for key in (asking, writing) for scope in ("ask", "write")] == [True, False, True, True]


def test_the_file_holds_no_key_and_only_its_owner_reads_it(path: Path) -> None:
    tokens = [create_key(path, "same", "ask")[1] for _ in range(3)]
    stored = path.read_text()
    for token in tokens:
        assert token not in stored
        assert token.rsplit("_", maxsplit=1)[-1] not in stored
    assert len({key.salt for key in read_keys(path)}) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    revoke_key(path, read_keys(path)[0].id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_a_ring_sees_what_changes_while_it_is_in_use(path: Path) -> None:
    ring = KeyRing(path)
    assert ring.refresh() is False
    key, token = create_key(path, "late", "ask")
    assert ring.refresh() is True
    assert ring.find(token) == key
    revoke_key(path, key.id)
    assert ring.refresh() is True
    found = ring.find(token)
    assert found is not None
    assert found.revoked is not None
    assert ring.valid() == []


def test_a_ring_whose_file_is_taken_away_stays_closed(path: Path) -> None:
    _, token = create_key(path, "gone", "ask")
    ring = KeyRing(path)
    path.unlink()
    assert ring.refresh() is True
    assert ring.find(token) is None


@pytest.mark.parametrize("content", ["", "{", '{"keys": 7}', '{"format_version": 2, "keys": []}', "\udcff"])
def test_a_file_that_is_not_of_keys_is_an_error_and_stays_as_it_is(path: Path, content: str) -> None:
    path.write_bytes(content.encode(errors="surrogateescape"))
    for use in (lambda: read_keys(path), lambda: KeyRing(path), lambda: create_key(path, "a", "ask")):
        with pytest.raises(KeysError, match=r"keys\.json"):
            use()
    assert path.read_bytes() == content.encode(errors="surrogateescape")


def test_a_ring_whose_file_breaks_lets_nobody_in_until_it_is_whole(path: Path) -> None:
    key, token = create_key(path, "a", "ask")
    whole = path.read_bytes()
    ring = KeyRing(path)
    path.write_text("{")
    for _ in range(2):
        with pytest.raises(KeysError):
            ring.refresh()
    path.write_bytes(whole)
    assert ring.refresh() is True
    assert ring.find(token) == key


def test_two_commands_at_once_lose_no_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: create_key(path, f"key {n}", "ask")[0].id, range(24)))
    assert {key.id for key in read_keys(path)} == set(made)
    assert len(set(made)) == 24


def test_killed_while_it_writes_the_file_is_whole(path: Path) -> None:
    made = "create_key(Path(sys.argv[1]), 'killed', 'ask')"
    script = f"import sys; from pathlib import Path; from service.keys import create_key\nwhile True: {made}"
    before = 0
    for delay in (0.0, 0.03, 0.11):
        process = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, env=environment())
        deadline = time.monotonic() + 60
        while (not path.exists() or len(read_keys(path)) <= before) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        assert len(read_keys(path)) > before
        before = len(read_keys(path))
        create_key(path, "after", "ask")  # the lock went with the process
        before += 1


def test_the_command_creates_lists_and_revokes(path: Path) -> None:
    assert "asks for none" in invoke("keys", "list", keys=path).stdout
    created = invoke("keys", "create", "reporting", "--scope", "write", keys=path)
    assert created.exit_code == 0, created.stderr
    token = created.stdout.strip()
    assert re.fullmatch(r"cited_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", token)
    assert token not in created.stderr
    key = KeyRing(path).find(token)
    assert key is not None
    assert (key.name, key.scope) == ("reporting", "write")
    listed = invoke("keys", "list", keys=path).stdout
    assert re.search(rf"{key.id} +reporting +write +\d{{4}}-\d\d-\d\d \d\d:\d\d *$", listed, re.MULTILINE)
    assert token not in listed
    assert "revoked" in invoke("keys", "revoke", key.id, keys=path).stdout
    assert len(re.findall(r"\d{4}-\d\d-\d\d", invoke("keys", "list", keys=path).stdout)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "a[b]"], "letters"),
        (["create", "x" * 101], "100"),
        (["create", "a\x1bb"], "letters"),
        (["create", "a", "--scope", "all"], "scope"),
        (["revoke", "00000000"], "cited keys list"),
        (["revoke"], "ID"),
        (["sing"], "sing"),
    ],
)
def test_bad_input_is_said_and_is_exit_code_2(path: Path, arguments: list[str], said: str) -> None:
    create_key(path, "there", "ask")
    before = path.read_bytes()
    result = invoke("keys", *arguments, keys=path)
    assert result.exit_code == 2
    assert said in result.stderr
    assert path.read_bytes() == before


def test_a_key_is_revoked_once(path: Path) -> None:
    key, _ = create_key(path, "a", "ask")
    assert invoke("keys", "revoke", key.id, keys=path).exit_code == 0
    again = invoke("keys", "revoke", key.id, keys=path)
    assert again.exit_code == 2
    assert "was revoked at" in again.stderr


def test_a_folder_that_cannot_be_written_is_said() -> None:
    result = invoke("keys", "create", "a", keys="/proc/keys.json")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
