"""In-memory twins of both ends of a sync, and a world in which everything that can go wrong between them does."""
