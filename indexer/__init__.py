"""Documents to a searchable snapshot: reading, sentences, chunks, vectors, BM25, and the files that hold them."""
