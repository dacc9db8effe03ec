"""``python -m service``: the command ``cited``."""

from service.cli import app

if __name__ == "__main__":  # a process that this one starts imports it as well
    app(prog_name="python -m service")
