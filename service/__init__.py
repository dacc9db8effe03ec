"""Questions to cited answers: retrieval, reading, answering, citing, and the doors through which people ask."""
