"""What is wrong with a collection itself, and does not pass by waiting."""

from __future__ import annotations

from indexer.stores import StoreError


class DamagedError(StoreError):
    """A collection lacks something, or another version wrote it: only writing it anew helps."""

    def __init__(self, fault: str) -> None:
        """Name the fault in a whole sentence."""
        self.fault = fault
        super().__init__(f"{fault} Run `cited index` to write it anew.")
