"""The parts of the load bench: the town that talks, the bot that hears it, and what is made of both."""
