"""The Bot API's methods over the world: their parameters, their refusals, their effects."""
