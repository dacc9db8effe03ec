"""Metrics, each a function on a gold question and a reply to it, or on the columns of a whole run."""
