"""The trained reader: one small cross-encoder that reads a question and a passage together."""
