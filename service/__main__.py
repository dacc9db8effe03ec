"""``python -m service``: the command ``cited``."""

from service.cli import app

app(prog_name="python -m service")
