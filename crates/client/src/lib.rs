//! What users put in their own code: a client that retries with the same request id and keeps its cursor.
