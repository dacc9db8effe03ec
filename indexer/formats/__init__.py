"""The formats that people's files have, each read to a document; one module a format."""
