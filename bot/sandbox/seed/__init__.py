"""The seeded world: two fan groups, some forty people, thirty days of history waiting for the bot."""
