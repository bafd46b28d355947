"""What can happen: each act changes the state, tells the listeners and queues the bots' updates."""
