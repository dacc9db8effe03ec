"""The process in which files are converted: it gets bytes, gives text, and can touch nothing else.

It is started by `indexer.converting`. A task is two messages, a JSON object and the file's bytes; its answer is one, a
JSON object that holds the document or the reason why there is none. Whatever a file makes a converter do, it ends at
the limits that this process has set itself before: memory, processor time, and no file of any size to be written.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from pydantic import TypeAdapter

from indexer.documents import DocumentError
from indexer.formats.kinds import NAMES
from indexer.records import Document

DOCUMENTS = TypeAdapter(Document)


def main(descriptor: int, memory_bytes: int, seconds: int) -> None:
    """Convert what comes over the connection until it is closed."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    connection = Connection(descriptor)
    # A new process counts what the one that started it needed as its own.
    before = _peak_bytes()
    while True:
        try:
            task = json.loads(connection.recv_bytes())
            content = connection.recv_bytes()
        except EOFError:
            return
        _limit_processor_time(seconds)
        connection.send_bytes(json.dumps(_answer(task, content, before)).encode())


def _limit_processor_time(seconds: int) -> None:
    """End this process when the task takes longer, even where nobody is left to end it."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + seconds + 1, resource.RLIM_INFINITY)
    )


def _answer(task: dict[str, Any], content: bytes, before: int) -> dict[str, Any]:
    try:
        document = _converted(task, content)
    except DocumentError as error:
        return {"problem": str(error)}
    except MemoryError:
        return {"problem": "reading it takes more memory than is allowed (setting convert_megabytes)", "spent": True}
    except Exception as error:  # noqa: BLE001 - whatever a converter does with a broken file, it is that file's problem
        return {"problem": f"it is broken: {NAMES[task['kind']]} that cannot be read ({_short(error)})"}
    peak, limit = _peak_bytes(), resource.getrlimit(resource.RLIMIT_AS)[0]
    spent = peak > before and 2 * peak > limit
    return {"document": DOCUMENTS.dump_python(document, mode="json"), "spent": spent}


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}".removesuffix(": ")


def _converted(task: dict[str, Any], content: bytes) -> Document:
    """Each converter is loaded when it is first needed: some take most of a second."""
    stem, max_pages = task["stem"], task["max_pages"]
    match task["kind"]:
        case "pdf":
            from indexer.formats.pdf import read_pdf  # noqa: PLC0415 - see above

            return read_pdf(stem, content, max_pages)
        case "docx":
            from indexer.formats.word import read_docx  # noqa: PLC0415 - see above

            return read_docx(stem, content)
        case "pptx":
            from indexer.formats.slides import read_pptx  # noqa: PLC0415 - see above

            return read_pptx(stem, content, max_pages)
        case "epub":
            from indexer.formats.book import read_epub  # noqa: PLC0415 - see above

            return read_epub(stem, content)
        case "html":
            from indexer.webpage import read_html  # noqa: PLC0415 - see above

            return read_html(stem, content.decode())
        case kind:
            message = f"there is no converter for {kind}"
            raise DocumentError(message)


if __name__ == "__main__":
    # What a library prints must not reach the terminal of whoever started this.
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - os.devnull is no path to work with
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    main(*map(int, sys.argv[1:]))
