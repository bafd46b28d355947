"""The stories' language: a world, its people with verbs, its places; synchronous and in memory."""
