"""The index in Milvus: one collection a snapshot, and an alias that leads to the current one."""
